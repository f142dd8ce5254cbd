#include <pugixml.hpp>

#include "bench/pugi_arena.h"
#include "bench/stages.h"

namespace reg2graph::bench {
namespace {

constexpr unsigned kFlags = pugi::parse_default | pugi::parse_ws_pcdata;

class Base : public Stage {
 public:
  explicit Base(Document& document) : document_(document) {}
  std::string name() const override { return "BASE"; }

  // Each unit is one element and all that is in it.
  void Check() override {
    if (Run() != document_.units.size()) Die("BASE: a unit is not one element");
  }

  uint64_t Run() override {
    uint64_t roots = 0;
    for (const Unit& unit : document_.units) {
      const PugiArenaScope arena;
      pugi::xml_document tree;
      const auto result = tree.load_buffer(unit.bytes.data(), unit.bytes.size(), kFlags, pugi::encoding_utf8);
      roots += static_cast<bool>(result) && tree.first_child() == tree.last_child();
    }
    return roots;
  }

 private:
  Document& document_;
};

}  // namespace

std::unique_ptr<Stage> NewBase(Document& document) { return std::make_unique<Base>(document); }

}  // namespace reg2graph::bench

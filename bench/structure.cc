// The structure JSON beside simdjson On-Demand, which walks the same file and reads every value.
#include <simdjson.h>

#include "bench/counting_visitor.h"
#include "bench/stages.h"
#include "engine/flow/unit_work.h"

namespace reg2graph::bench {
namespace {

namespace ondemand = simdjson::ondemand;

// Counts the objects in a value; reads all strings, numbers and flags.
class Walk {
 public:
  void Value(ondemand::value value) {
    switch (value.type()) {
      case ondemand::json_type::object: return Object(value.get_object());
      case ondemand::json_type::array:
        for (auto item : value.get_array()) Value(item.value());
        return;
      case ondemand::json_type::string: read += std::string_view(value.get_string()).size(); return;
      case ondemand::json_type::number: read += static_cast<uint64_t>(int64_t(value.get_int64())); return;
      case ondemand::json_type::boolean: read += bool(value.get_bool()); return;
      case ondemand::json_type::null: return;
    }
  }
  void Object(ondemand::object object) {
    ++objects;
    for (auto field : object) {
      read += std::string_view(field.unescaped_key()).size();
      Value(field.value());
    }
  }
  uint64_t objects = 0, read = 0;
};

class OnDemand : public Stage {
 public:
  explicit OnDemand(const Document& document) : text_(document.bytes), document_(document) {}
  std::string name() const override { return "On-Demand"; }
  std::string yardstick() const override { return name(); }
  void Check() override {
    if (Run() != DivisionsOf(document_)) Die("On-Demand: not the divisions of " + document_.name);
  }
  uint64_t Run() override {
    Walk walk;
    auto document = parser_.iterate(text_);
    walk.Object(document.get_object());
    return walk.objects + (walk.read == 0);
  }

 private:
  const simdjson::padded_string text_;
  const Document& document_;
  ondemand::parser parser_;
};

class Structure : public Stage {
 public:
  explicit Structure(Document& document) : document_(document), parser_(document.task.format->NewParser()) {}
  std::string name() const override { return "parse"; }
  std::string yardstick() const override { return "On-Demand"; }
  void Check() override {
    if (Run() != DivisionsOf(document_)) Die("structure: not the divisions of " + document_.name);
  }
  uint64_t Run() override {
    CountingVisitor visitor;
    for (Unit& unit : document_.units) {
      if (!parser_->Parse(unit, visitor).ok()) Die("structure: a broken unit");
    }
    return visitor.divisions;
  }

 private:
  Document& document_;
  const std::unique_ptr<UnitParser> parser_;
};

}  // namespace

std::vector<std::unique_ptr<Stage>> NewStructureStages(Document& document) {
  std::vector<std::unique_ptr<Stage>> stages;
  stages.push_back(std::make_unique<OnDemand>(document));
  stages.push_back(std::make_unique<Structure>(document));
  stages.push_back(NewMap(document, "On-Demand"));
  return stages;
}

}  // namespace reg2graph::bench

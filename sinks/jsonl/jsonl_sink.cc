#include "sinks/jsonl/jsonl_sink.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "engine/core/json_writer.h"
#include "engine/files/line_file.h"
#include "engine/files/one_way_sink.h"
#include "sinks/jsonl/line_writer.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kAnyNode[] = {"Resource"};

// The members of a patch that a line can say: a line cannot take a property away. Empty if there is none.
std::string Stated(string_view id, string_view patch) {
  std::string stated;
  bool any = false;
  ObjectWriter object(stated);
  object.String("id", id);
  for (const auto& [name, value] : SplitObject(patch)) {
    if (value == "null" || name == "id" || name == "claim") continue;
    object.Raw(name, value);
    any = true;
  }
  object.Close();
  return any ? stated : "";
}

class JsonlWriter : public GraphWriter {
 public:
  explicit JsonlWriter(std::string path) : file_(std::move(path)) {}

  absl::Status Open() override { return file_.Open(); }
  void Node(string_view id, Shape shape, string_view properties) override {
    Line(id, LabelsOf(shape), properties);
  }
  void Change(string_view id, std::optional<Shape> shape, string_view patch) override {
    const std::string stated = Stated(id, patch);
    if (!stated.empty()) Line(id, shape ? LabelsOf(*shape) : std::span(kAnyNode), stated);
  }
  void Remove(string_view, Shape) override {}  // a line cannot be taken back
  void Edge(EdgeType type, string_view from, string_view to, string_view properties) override {
    AppendRelationshipLine(file_.buffer(), type, from, to, properties);
    file_.EndLine();
  }
  void Stub(string_view key) override {
    AppendStubLine(file_.buffer(), key);
    file_.EndLine();
  }
  const absl::Status& status() const override { return file_.status(); }
  absl::Status Close() override { return file_.Close(); }

 private:
  void Line(string_view id, std::span<const string_view> labels, string_view properties) {
    AppendNodeLine(file_.buffer(), id, labels, properties);
    file_.EndLine();
  }

  LineFile file_;
};

}  // namespace

std::unique_ptr<MutationSink> NewJsonlSink(boost::asio::io_context& io, std::string path,
                                           size_t memory_bytes) {
  return NewOneWaySink([&io](std::function<void()> callback) { boost::asio::post(io, std::move(callback)); },
                       std::make_unique<JsonlWriter>(std::move(path)), memory_bytes);
}

}  // namespace reg2graph

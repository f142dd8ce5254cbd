#include "sinks/null/null_sink.h"

#include <array>
#include <boost/asio/post.hpp>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/files/one_way_sink.h"

namespace reg2graph {
namespace {

using std::string_view;

class CountingWriter : public GraphWriter {
 public:
  explicit CountingWriter(std::shared_ptr<NullCounts> counts) : counts_(std::move(counts)) {}

  absl::Status Open() override { return absl::OkStatus(); }
  void NewNode(Shape shape) override { ++nodes_[static_cast<size_t>(shape)]; }
  void Node(string_view, Shape, string_view) override {}
  void Change(string_view, std::optional<Shape>, string_view) override {}
  void Remove(string_view, Shape shape) override { --nodes_[static_cast<size_t>(shape)]; }
  void Edge(EdgeType type, string_view, string_view, string_view) override {
    ++edges_[static_cast<size_t>(type)];
  }
  void Stub(string_view key) override {
    if (counts_ != nullptr) ++counts_->nodes[std::string(StubLabel(key))];
  }
  const absl::Status& status() const override { return status_; }
  absl::Status Close() override {
    if (counts_ != nullptr) Sum(*counts_);
    return status_;
  }

 private:
  void Sum(NullCounts& counts) const {
    for (size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i] != 0) counts.nodes[std::string(LabelsOf(static_cast<Shape>(i)).back())] += nodes_[i];
    }
    for (size_t i = 0; i < edges_.size(); ++i) {
      if (edges_[i] != 0) counts.relationships[std::string(NameOf(static_cast<EdgeType>(i)))] += edges_[i];
    }
  }

  const std::shared_ptr<NullCounts> counts_;  // may be null
  const absl::Status status_;
  std::array<int64_t, kShapeCount> nodes_{};
  std::array<int64_t, kEdgeTypeCount> edges_{};
};

}  // namespace

std::unique_ptr<MutationSink> NewNullSink(boost::asio::io_context& io, std::shared_ptr<NullCounts> counts,
                                          size_t memory_bytes) {
  return NewOneWaySink([&io](std::function<void()> callback) { boost::asio::post(io, std::move(callback)); },
                       std::make_unique<CountingWriter>(std::move(counts)), memory_bytes);
}

}  // namespace reg2graph

#ifndef REG2GRAPH_TESTS_SINKS_SINK_DRIVER_H_
#define REG2GRAPH_TESTS_SINKS_SINK_DRIVER_H_

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/mutation_sink.h"
#include "tests/engine/core/unit_builder.h"

namespace reg2graph {

// Calls a sink and waits for its answer. `early` is true once an answer came before its call returned.
class SinkDriver {
 public:
  explicit SinkDriver(boost::asio::io_context& io) : io_(io) {}

  absl::Status Open(MutationSink& sink) {
    return *Wait<absl::Status>([&](auto done) { sink.Open(done); });
  }
  absl::Status Close(MutationSink& sink) {
    return *Wait<absl::Status>([&](auto done) { sink.Close(done); });
  }
  DeliveryOutcome Deliver(MutationSink& sink, std::vector<UnitMutations> units) {
    return *Wait<DeliveryOutcome>(
        [&](auto done) { sink.Deliver(UnitBuilder::Batch(std::move(units)), done); });
  }
  TitleState FetchTitle(MutationSink& sink, int title) {
    return **Wait<absl::StatusOr<TitleState>>([&](auto done) { sink.FetchTitle(title, done); });
  }
  StoredUnit FetchUnit(MutationSink& sink, const std::string& key) {
    return **Wait<absl::StatusOr<StoredUnit>>([&](auto done) { sink.FetchUnit({key, {}}, done); });
  }
  int64_t Sweep(MutationSink& sink) {
    return (*Wait<absl::StatusOr<SweepCounts>>([&](auto done) { sink.Sweep(done); }))->deleted;
  }
  bool early = false;

 private:
  template <typename Value, typename Call>
  std::optional<Value> Wait(Call call) {
    auto answer = std::make_shared<std::optional<Value>>();
    call([answer](Value value) { *answer = std::move(value); });
    early = early || answer->has_value();
    io_.restart();
    io_.run();
    return *answer;
  }
  boost::asio::io_context& io_;
};

// A part with two sections, paragraphs, a citation, an artifact and a stamp.
inline UnitMutations SamplePart() {
  const std::string part = "/us/cfr/t12/p1026";
  const std::string section = "/us/cfr/t12/s1026.1";
  return UnitBuilder(part)
      .Create(Shape::kPart, part, R"("title":12)")
      .Create(Shape::kSection, section, R"("heading":"a \"b\"")")
      .Create(Shape::kSection, "/us/cfr/t12/s1026.2")
      .Create(Shape::kParagraph, section + "/a", R"("text":"x")")
      .Create(Shape::kParagraph, section + "/b")
      .Edge(EdgeType::kHasChild, part, section, R"({"order":0})")
      .Edge(EdgeType::kHasChild, part, "/us/cfr/t12/s1026.2", R"({"order":1})")
      .Edge(EdgeType::kHasParagraph, section, section + "/a", R"({"order":0})")
      .Edge(EdgeType::kNext, section, "/us/cfr/t12/s1026.2")
      .Edge(EdgeType::kNext, section + "/a", section + "/b")
      .Out(EdgeType::kCites, section + "/a", "/us/usc/t15/s1601/a",
           R"json({"text":"15 U.S.C. 1601(a)","start":7,"end":24})json")
      .Out(EdgeType::kCites, section + "/a", "/us/cfr/t12/s1026.9/b")
      .Artifact(Layer::kText, "artifact:1")
      .Stamp(R"({"text_hash":"h","text_as_of":"2025-01-15","structure_hash":null,"claim":"c"})")
      .Build();
}

// A second part, which holds what the first one cites.
inline UnitMutations OtherPart() {
  return UnitBuilder("/us/cfr/t12/p1027")
      .Create(Shape::kPart, "/us/cfr/t12/p1027")
      .Create(Shape::kSection, "/us/cfr/t12/s1026.9")
      .Edge(EdgeType::kHasChild, "/us/cfr/t12/p1027", "/us/cfr/t12/s1026.9", R"({"order":0})")
      .Artifact(Layer::kText, "artifact:1")
      .Build();
}

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_SINKS_SINK_DRIVER_H_

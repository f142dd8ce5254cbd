#include "engine/flow/recalling_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "tests/engine/flow/runs.h"

namespace reg2graph {
namespace {

Lines GraphOf(const Lines& paths) {
  Runs runs;
  runs.recalls = false;
  EXPECT_TRUE(runs.Run(paths).status.ok());
  return runs.sink.graph.Dump();
}

bool HasText(const MutationBatch& batch) {
  return std::any_of(batch.units.begin(), batch.units.end(),
                     [](const UnitMutations& unit) { return unit.rows->layer == Layer::kText; });
}

TEST(RecallingSinkTest, TheTextOfATitleThatThisRunHasWrittenCostsNoLookUps) {
  Runs runs;
  EXPECT_TRUE(runs.Run({kJson, kXml}).status.ok());
  EXPECT_EQ(runs.sink.units_fetched, 0);
  EXPECT_EQ(runs.sink.graph.Dump(), GraphOf({kJson, kXml}));
}

TEST(RecallingSinkTest, WhatAnotherRunHasWrittenIsLookedUp) {
  Runs runs;
  EXPECT_TRUE(runs.Run({kJson}).status.ok());
  runs.sink.units_fetched = 0;
  EXPECT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_GT(runs.sink.units_fetched, 0);
  EXPECT_EQ(runs.sink.graph.Dump(), GraphOf({kJson, kXml}));
}

TEST(RecallingSinkTest, AWriterThatComesBetweenIsNoticed) {
  Runs runs;
  Runs other(runs.sink.graph);
  bool came = false;
  runs.sink.on_batch = [&](const MutationBatch& batch) {
    if (!HasText(batch) || std::exchange(came, true)) return;
    EXPECT_TRUE(other.Run({kNewer}).status.ok());
  };
  EXPECT_TRUE(runs.Run({kJson, kXml}).status.ok());
  EXPECT_TRUE(came);
  EXPECT_GT(runs.sink.units_fetched, 0);
  EXPECT_EQ(runs.sink.graph.Dump(), GraphOf({kJson, kXml, kNewer}));
}

// Without room for more than one unit, the links of each are written before the next unit comes.
TEST(RecallingSinkTest, StubsThatLinksHaveMadeAreRecalled) {
  Runs runs;
  runs.options.in_flight_bytes = 1;
  EXPECT_TRUE(runs.Run({kJson, kXml}).status.ok());
  EXPECT_EQ(runs.sink.units_fetched, 0);
  EXPECT_EQ(runs.metrics->replans, 0);
  EXPECT_EQ(runs.sink.graph.Dump(), GraphOf({kJson, kXml}));
}

TEST(RecallingSinkTest, ATitleOfMoreThanItsShareIsForgotten) {
  Runs runs;
  runs.sink.Attach(*runs.io);
  const std::shared_ptr<MutationSink> inner(&runs.sink, [](MutationSink*) {});
  EXPECT_TRUE(runs.RunInto(*NewRecallingSink(*runs.io, inner, 1), {kJson, kXml}).status.ok());
  EXPECT_GT(runs.sink.units_fetched, 0);
  EXPECT_EQ(runs.sink.graph.Dump(), GraphOf({kJson, kXml}));
}

}  // namespace
}  // namespace reg2graph

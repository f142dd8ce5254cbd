#include "engine/flow/delivery_loop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/core/json_writer.h"
#include "tests/engine/deliver/rows_builder.h"
#include "tests/engine/flow/loop_fixture.h"

namespace reg2graph {
namespace {

using enum EdgeType;
using enum DivisionType;
using Rows = std::shared_ptr<UnitRows>;
using Ids = std::vector<std::string>;

const std::string kP = "/us/cfr/t12/p1026";
const std::string kS1 = "/us/cfr/t12/s1026.1";
const std::string kS2 = "/us/cfr/t12/s1026.2";
const std::string kS3 = "/us/cfr/t12/s1026.3";

std::string Part(int number) { return "/us/cfr/t12/p" + std::to_string(number); }

// One node.
Rows Small(int number) { return RowsBuilder(Layer::kText).Division(kPart, Part(number)).Build(); }

RowsBuilder Sections() {
  return std::move(RowsBuilder(Layer::kText)
                       .Division(kPart, kP)
                       .Section(kS1, kP)
                       .Section(kS2, kP)
                       .Section(kS3, kP)
                       .Paragraph(kS2 + "/a", kS2, "x"));
}
// 5 nodes, 3 HAS_CHILD, 2 NEXT, 1 HAS_PARAGRAPH: 11 rows.
Rows Large() { return Sections().Build(); }
Rows Citing(const std::vector<std::string>& targets) {
  RowsBuilder builder = Sections();
  for (const std::string& target : targets) builder.Out(kCites, kS2 + "/a", target, R"({"start":0})");
  return builder.Build();
}

// The graph after an undisturbed run.
std::vector<std::string> GraphOf(const std::vector<Rows>& units) {
  LoopFixture run;
  for (const Rows& rows : units) {
    run.Send(rows);
    run.Drive();
  }
  return run.sink.graph.Dump();
}

std::string Member(const std::string& object, std::string_view name) {
  for (const auto& [member, value] : SplitObject(object)) {
    if (member == name) return std::string(value);
  }
  return "";
}

class DeliveryLoopTest : public testing::Test, public LoopFixture {
 protected:
  void ExpectAcknowledged(const std::shared_ptr<Sent>& sent) {
    ASSERT_TRUE(sent->end.has_value());
    EXPECT_TRUE(IsSettled(*sent->end));
  }
  // Sends a large unit, which the sink is set up to reject, between two small ones, which must be loaded.
  void ExpectOnlyTheLargeUnitRejected() {
    const auto good = Send(Small(1));
    const auto bad = Send(Large());
    const auto other = Send(Small(2));
    Drive();
    ExpectAcknowledged(good);
    ExpectAcknowledged(bad);
    ExpectAcknowledged(other);
    EXPECT_EQ(bad->job->rejected, 1);
    EXPECT_EQ(dead.count(), 1);
    EXPECT_EQ(sink.graph.Dump(), GraphOf({Small(1), Small(2)}));
  }
  void LoadThenRelease(const Rows& rows) {
    const auto sent = Send(rows);
    Drive();
    ExpectAcknowledged(sent);
    loop().ReleaseLinks();
    Drive();
  }
  void ExpectAbandoned(const std::shared_ptr<Sent>& sent) {
    ASSERT_TRUE(sent->end.has_value());
    EXPECT_EQ(*sent->end, JobEnd::kAbandoned);
  }
};

TEST_F(DeliveryLoopTest, AUnitThatFitsIsOneTransactionWithItsStamp) {
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  ASSERT_EQ(sink.batches.size(), 1u);
  EXPECT_EQ(sink.graph.Property(kP, "text_hash"), "\"" + sent->job->rows->hash + "\"");
  EXPECT_EQ(sink.graph.Property(kP, "claim"), "");
  EXPECT_EQ(metrics.NodesCreated(), 5);
  EXPECT_EQ(metrics.nodes_created[static_cast<size_t>(Shape::kSection)], 3);
  EXPECT_EQ(metrics.EdgesCreated(), 6);
  EXPECT_EQ(metrics.edges_created[static_cast<size_t>(kHasChild)], 3);
  EXPECT_EQ(metrics.requests, 1);
  EXPECT_EQ(metrics.retries + metrics.replans + metrics.in_flight, 0);
}

TEST_F(DeliveryLoopTest, UnitsShareTransactionsAsFarAsTheyFit) {
  options.batch_rows = 3;
  sink.slots = 1;
  std::vector<std::shared_ptr<Sent>> all;
  for (int i = 1; i <= 7; ++i) all.push_back(Send(Small(i)));
  Drive();
  for (const auto& sent : all) ExpectAcknowledged(sent);
  size_t units = 0;
  for (const auto& batch : sink.batches) {
    EXPECT_LE(batch->Rows(), 3u);
    units += batch->units.size();
  }
  EXPECT_EQ(units, 7u);
  EXPECT_LT(sink.batches.size(), 7u);
}

TEST_F(DeliveryLoopTest, AShareThatGuardsOtherDivisionsHasATransactionOfItsOwn) {
  Send(RowsBuilder(Layer::kText).Division(kPart, Part(1)).Section(kS1, Part(1)).Build());
  Drive();
  sink.batches.clear();
  const UnitOrigin newer{"2025-02-01", Coverage::kTitle, "b"};
  const auto sent = {
      Send(Small(1), newer),
      Send(RowsBuilder(Layer::kText).Division(kPart, Part(2)).Section(kS1, Part(2)).Build(), newer),
      Send(Small(3), newer)};
  Drive();
  for (const auto& one : sent) ExpectAcknowledged(one);
  size_t guarding = 0;
  for (const auto& batch : sink.batches) {
    for (const UnitMutations& unit : batch->units) {
      if (unit.guards.empty()) continue;
      ++guarding;
      EXPECT_EQ(batch->units.size(), 1u);
    }
  }
  EXPECT_GE(guarding, 2u);
  EXPECT_EQ(sink.graph.Property(kS1, "text_parent"), '"' + Part(2) + '"');
}

TEST_F(DeliveryLoopTest, NoMoreRequestsAreOpenThanTheSinkTakes) {
  options.batch_rows = 1;
  sink.slots = 3;
  sink.hold = true;
  std::vector<std::shared_ptr<Sent>> all;
  for (int i = 1; i <= 8; ++i) all.push_back(Send(Small(i)));
  for (int i = 0; i < 100 && sink.batches.size() < 8; ++i) {
    Drive();
    EXPECT_LE(sink.held(), 3u);
    sink.Release();
  }
  Drive();
  for (const auto& sent : all) ExpectAcknowledged(sent);
  EXPECT_EQ(sink.most_in_flight, 3);
}

TEST_F(DeliveryLoopTest, WhatOverloadsTheTargetComesInFewerRequestsAndSmallerBatches) {
  sink.slots = 8;
  const auto send = [&](Verdict verdict, Cause cause, int part) {
    sink.script = {Answer(verdict, cause)};
    const auto sent = Send(Small(part));
    Drive();
    ExpectAcknowledged(sent);
    return std::pair(metrics.requests_at_once.load(), metrics.batch_rows.load());
  };
  const auto [requests, rows] = send(Verdict::kDone, Cause::kNone, 1);
  EXPECT_EQ(requests, DeliveryTuner::kFirstWindow);
  EXPECT_EQ(send(Verdict::kRetry, Cause::kDeadlock, 2).first, requests);
  EXPECT_LT(send(Verdict::kRetry, Cause::kNoAnswer, 3).first, requests);
  EXPECT_LT(send(Verdict::kTooBig, Cause::kTooLarge, 4).second, rows);
}

TEST_F(DeliveryLoopTest, ARetriedBatchIsTheSameBatch) {
  sink.script = {Answer(Verdict::kRetry), Answer(Verdict::kRetry)};
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  ASSERT_EQ(sink.batches.size(), 3u);
  EXPECT_EQ(sink.batches[0], sink.batches[2]);
  EXPECT_EQ(sent->plans, 1);
  EXPECT_EQ(metrics.retries, 2);
  EXPECT_EQ(metrics.NodesCreated(), 5);
  EXPECT_TRUE(observer.notices("retry").empty());
}

TEST_F(DeliveryLoopTest, AUnitIsPlannedAnewFromWhatTheGraphHolds) {
  // The first answer is lost although all was written.
  sink.lose_answer = [this](const MutationBatch&) { return sink.batches.size() == 1; };
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(sent->plans, 2);
  EXPECT_EQ(metrics.replans, 1);
  ASSERT_EQ(sink.batches.size(), 2u);
  EXPECT_EQ(sink.batches[1]->Rows(), 0u);
  EXPECT_EQ(sink.graph.Dump(), GraphOf({Large()}));
}

TEST_F(DeliveryLoopTest, ALostAnswerOfAnyStepEndsInTheSameGraph) {
  for (size_t lost = 1; lost <= 6; ++lost) {
    LoopFixture run;
    run.options.batch_rows = 2;
    run.sink.lose_answer = [&](const MutationBatch&) { return run.sink.batches.size() == lost; };
    const auto sent = run.Send(Large());
    run.Drive();
    ExpectAcknowledged(sent);
    EXPECT_EQ(sent->plans, 2) << lost;
    EXPECT_EQ(run.sink.graph.Dump(), GraphOf({Large()})) << lost;
    EXPECT_TRUE(run.sink.problems.empty());
  }
}

TEST_F(DeliveryLoopTest, StepsOfOneUnitAreAChainOfClaims) {
  options.batch_rows = 3;
  sink.slots = 8;
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  ASSERT_EQ(sink.batches.size(), 4u);
  std::string claim;
  for (size_t i = 0; i < 4; ++i) {
    ASSERT_EQ(sink.batches[i]->units.size(), 1u);
    const UnitMutations& step = sink.batches[i]->units[0];
    EXPECT_EQ(step.guard.kind, i == 0 ? Guard::Kind::kAbsent : Guard::Kind::kClaim);
    EXPECT_EQ(step.guard.value, claim);
    const bool last = i == 3;
    EXPECT_EQ(Member(step.stamps.at(0).patch, "text_hash"),
              last ? "\"" + sent->job->rows->hash + "\"" : "null");
    EXPECT_EQ(Member(step.stamps.at(0).patch, "text_as_of"), "\"2025-01-15\"");
    const std::string next = Member(step.stamps.at(0).patch, "claim");
    if (last)
      EXPECT_EQ(next, "null");
    else
      claim = Unquote(next);
    EXPECT_FALSE(claim.empty());
  }
}

TEST_F(DeliveryLoopTest, AnotherWriterBetweenTwoStepsIsNoticed) {
  options.batch_rows = 3;
  sink.on_batch = [this](const MutationBatch&) {
    if (sink.batches.size() == 2) sink.graph.Set(kP, "claim", "\"somebody else\"");
  };
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(sent->plans, 2);
  EXPECT_EQ(sink.problems, Ids{"guard of " + kP});
  EXPECT_EQ(sink.graph.Dump(), GraphOf({Large()}));
}

TEST_F(DeliveryLoopTest, WhatIsTooBigGoesInSmallerPieces) {
  for (const size_t rows : {1, 2, 3, 5, 10}) {
    LoopFixture run;
    run.sink.max_rows = rows;
    const auto sent = run.Send(Citing({"/us/usc/t15/s1", "/us/usc/t15/s2"}));
    run.Drive();
    ExpectAcknowledged(sent);
    EXPECT_EQ(run.sink.graph.Dump(), GraphOf({Citing({"/us/usc/t15/s1", "/us/usc/t15/s2"})})) << rows;
    EXPECT_EQ(run.dead.count(), 0);
    EXPECT_TRUE(run.sink.problems.empty());
  }
}

TEST_F(DeliveryLoopTest, UnitsOfABatchThatIsTooBigGoAlone) {
  sink.slots = 1;
  sink.max_rows = 1;
  std::vector<std::shared_ptr<Sent>> all;
  for (int i = 1; i <= 4; ++i) all.push_back(Send(Small(i)));
  Drive();
  for (const auto& sent : all) ExpectAcknowledged(sent);
  EXPECT_EQ(sink.graph.Dump(), GraphOf({Small(1), Small(2), Small(3), Small(4)}));
}

TEST_F(DeliveryLoopTest, ABadRowAloneIsRejectedWithWhatHangsOnIt) {
  sink.bad_rows = {kS2};
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(sent->job->rejected, 1);
  EXPECT_EQ(dead.count(), 1);
  const Reject reject = dead.first().at(0);
  EXPECT_EQ(reject.source, "a.xml");
  EXPECT_EQ(reject.place, kS2);
  EXPECT_NE(reject.reason.find("Fake.Code"), std::string::npos);
  EXPECT_EQ(observer.notices("reject").size(), 1u);
  EXPECT_FALSE(sink.graph.Has(kS2));
  EXPECT_TRUE(sink.graph.IsReal(kS2 + "/a"));
  EXPECT_EQ(sink.graph.Targets(kP, kHasChild), (Ids{kS1, kS3}));
  EXPECT_EQ(sink.graph.Property(kP, "text_rejected"), "1");
  EXPECT_EQ(sink.graph.Property(kP, "text_hash"), "\"" + sent->job->rows->hash + "\"");
}

DeliveryOutcome ServersOwnFault() { return Answer(Verdict::kRejected, Cause::kServerFault); }

TEST_F(DeliveryLoopTest, WhatTheServerCallsItsOwnFaultIsWaitedFor) {
  for (int i = 0; i < 4; ++i) sink.script.push_back(ServersOwnFault());
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(sent->job->rejected, 0);
  EXPECT_EQ(metrics.retries, 4);
}

TEST_F(DeliveryLoopTest, ARowThatMakesTheServerFailIsFoundAndTheRestIsLoaded) {
  options.fault_retries = 3;
  sink.fault = [](const MutationBatch& batch) -> std::optional<DeliveryOutcome> {
    for (const UnitMutations& unit : batch.units) {
      for (const NodeCreate& create : unit.creates) {
        if (create.id() == kS2) return ServersOwnFault();
      }
    }
    return std::nullopt;
  };
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(sent->job->rejected, 1);
  EXPECT_EQ(dead.first().at(0).place, kS2);
  EXPECT_TRUE(sink.graph.IsReal(kS3));
}

TEST_F(DeliveryLoopTest, EveryRowThatIsBadIsFoundAndTheRestIsLoaded) {
  sink.bad_rows = {kS1, kS3, kS2 + "/a"};
  const auto sent = Send(Citing({"/us/usc/t15/s1"}));
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(dead.count(), 3);
  EXPECT_EQ(sink.graph.Property(kP, "text_rejected"), "3");
  EXPECT_EQ(sink.graph.Targets(kP, kHasChild), Ids{kS2});
  EXPECT_FALSE(sink.graph.Has("/us/usc/t15/s1"));
}

TEST_F(DeliveryLoopTest, AUnitWhoseDivisionIsRejectedIsNotThereAndTheOthersAre) {
  sink.slots = 1;
  sink.bad_rows = {kP};
  ExpectOnlyTheLargeUnitRejected();
}

TEST_F(DeliveryLoopTest, AUnitThatCanNeverBeIsRejectedWithoutAHalvingAndTheOthersAreThere) {
  sink.slots = 1;
  sink.fault = [](const MutationBatch& batch) -> std::optional<DeliveryOutcome> {
    for (const UnitMutations& unit : batch.units) {
      if (unit.unit_key == kP) return Answer(Verdict::kUnitRejected);
    }
    return std::nullopt;
  };
  ExpectOnlyTheLargeUnitRejected();
  // One or two that all three shared, then one each at most.
  EXPECT_LE(sink.batches.size(), 5u);
}

TEST_F(DeliveryLoopTest, ARejectedReplacementOfACitationEnds) {
  Send(Citing({"/us/usc/t15/s1"}));
  Drive();
  sink.fault = [](const MutationBatch& batch) -> std::optional<DeliveryOutcome> {
    for (const UnitMutations& unit : batch.units) {
      for (const OutEdges& out : unit.out_edges) {
        for (const OutEdges::Edge& edge : out.edges) {
          if (edge.target == "/us/usc/t15/bad") return Answer(Verdict::kRejected);
        }
      }
    }
    return std::nullopt;
  };
  const auto sent = Send(Citing({"/us/usc/t15/bad", "/us/usc/t15/s3"}));
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(dead.count(), 1);
  EXPECT_EQ(sink.graph.Targets(kS2 + "/a", kCites), Ids{"/us/usc/t15/s3"});
  EXPECT_EQ(sink.graph.Property(kP, "text_rejected"), "1");
}

TEST_F(DeliveryLoopTest, RejectedRowsAreCountedOnceThoughTheUnitIsPlannedAgain) {
  sink.bad_rows = {kS2};
  bool lost = false;
  sink.lose_answer = [&](const MutationBatch& batch) {
    const bool last = Member(batch.units[0].stamps.at(0).patch, "claim") == "null";
    return last && !std::exchange(lost, true);
  };
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_TRUE(lost);
  EXPECT_EQ(sent->job->rejected, 1);
  EXPECT_EQ(sink.graph.Property(kP, "text_rejected"), "1");
}

TEST_F(DeliveryLoopTest, AStopOfTheTargetEndsTheRunWithItsReason) {
  options.batch_rows = 1;
  sink.slots = 2;
  sink.script = {Answer(Verdict::kStop)};
  std::vector<std::shared_ptr<Sent>> all;
  for (int i = 1; i <= 5; ++i) all.push_back(Send(Small(i)));
  Drive();
  EXPECT_TRUE(absl::IsFailedPrecondition(fatal)) << fatal;
  EXPECT_NE(fatal.ToString().find("Fake.Code: as the test wants it"), std::string::npos);
  EXPECT_TRUE(drained);
  ExpectAbandoned(all[0]);
  for (const auto& sent : all) EXPECT_TRUE(sent->end.has_value());
  EXPECT_LE(sink.batches.size(), 2u);
}

TEST_F(DeliveryLoopTest, PatienceBeginsWithTheFirstFailure) {
  options.retry_for = std::chrono::milliseconds(0);
  sink.script = {Answer(Verdict::kRetry)};
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_TRUE(fatal.ok()) << fatal;
  // A success in between starts it anew.
  sink.script = {Answer(Verdict::kRetry)};
  const auto other = Send(Small(1));
  Drive();
  ExpectAcknowledged(other);
}

TEST_F(DeliveryLoopTest, PatienceEndsWithoutASuccess) {
  options.retry_for = std::chrono::milliseconds(0);
  sink.script = {Answer(Verdict::kRetry), Answer(Verdict::kRetry)};
  const auto sent = Send(Large());
  Drive();
  ExpectAbandoned(sent);
  EXPECT_TRUE(absl::IsUnavailable(fatal)) << fatal;
  EXPECT_TRUE(drained);
}

TEST_F(DeliveryLoopTest, PatienceWithTheServersOwnFaultsEndsTheRunAndBlamesNoRow) {
  options.retry_for = std::chrono::milliseconds(0);
  sink.fault = [](const MutationBatch&) { return ServersOwnFault(); };
  const auto sent = Send(Large());
  Drive();
  ExpectAbandoned(sent);
  EXPECT_TRUE(absl::IsUnavailable(fatal)) << fatal;
  EXPECT_EQ(dead.count(), 0);
}

TEST_F(DeliveryLoopTest, ATargetThatAlwaysWantsAnotherPlanEndsTheRun) {
  options.retry_for = std::chrono::milliseconds(0);
  sink.fault = [](const MutationBatch&) { return Answer(Verdict::kReplan); };
  const auto sent = Send(Large());
  Drive();
  ExpectAbandoned(sent);
  EXPECT_TRUE(absl::IsUnavailable(fatal)) << fatal;
}

TEST_F(DeliveryLoopTest, AUnitThatEndsWithoutABatchEndsATrouble) {
  options.retry_for = std::chrono::milliseconds(0);
  sink.script = {Answer(Verdict::kReplan)};
  const auto contested = Send(Small(1));
  contested->job->replan = [this] { loop().OnTargetAnswered(); };  // somebody else brought a newer one
  Drive();
  sink.script = {Answer(Verdict::kRetry)};
  const auto sent = Send(Small(2));
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_TRUE(fatal.ok()) << fatal;
}

TEST_F(DeliveryLoopTest, NoPlanTakesUpTheClaimsOfAnEarlierOne) {
  options.batch_rows = 4;
  std::set<std::string> claims;
  sink.fault = [&](const MutationBatch& batch) -> std::optional<DeliveryOutcome> {
    const std::string claim = Member(batch.units[0].stamps.at(0).patch, "claim");
    if (claim != "null") {
      EXPECT_TRUE(claims.insert(claim).second) << claim;
    }
    if (sink.batches.size() == 2) return Answer(Verdict::kReplan);
    return std::nullopt;
  };
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(sent->plans, 2);
  EXPECT_GT(claims.size(), 2u);
}

TEST_F(DeliveryLoopTest, LongTroubleIsToldOnce) {
  sink.script.assign(5, Answer(Verdict::kRetry));
  const auto sent = Send(Large());
  Drive();
  ExpectAcknowledged(sent);
  EXPECT_EQ(observer.notices("retry").size(), 1u);
}

TEST_F(DeliveryLoopTest, AStopFinishesWhatIsInFlightAndSendsNothingMore) {
  options.batch_rows = 4;
  sink.slots = 2;
  sink.hold = true;
  const auto small = Send(Small(1));
  Drive();
  const auto large = Send(Large());
  Drive();
  const auto queued = Send(Small(2));
  Drive();
  ASSERT_EQ(sink.held(), 2u);
  loop().Stop([this] { drained = true; });
  ExpectAbandoned(queued);
  EXPECT_FALSE(drained);
  EXPECT_FALSE(small->end.has_value());
  sink.Release();
  Drive();
  EXPECT_TRUE(drained);
  ExpectAcknowledged(small);
  ExpectAbandoned(large);  // after its first step
  EXPECT_EQ(sink.batches.size(), 2u);
  EXPECT_TRUE(sink.graph.IsReal(Part(1)));
  EXPECT_TRUE(sink.graph.IsReal(kP));
  EXPECT_EQ(sink.graph.Property(kP, "text_hash"), "");
  const auto late = Send(Small(3));
  Drive();
  ExpectAbandoned(late);
  // The next run goes on.
  Restart();
  sink.hold = false;
  const auto again = Send(Large());
  Drive();
  ExpectAcknowledged(again);
  EXPECT_EQ(sink.graph.Dump(), GraphOf({Small(1), Large()}));
}

TEST_F(DeliveryLoopTest, AStopEndsBackOffs) {
  for (const Verdict verdict : {Verdict::kRetry, Verdict::kReplan}) {
    LoopFixture run;
    run.sink.fault = [&](const MutationBatch&) {
      // In the middle of a long row of failures.
      if (run.sink.batches.size() == 5) {
        boost::asio::post(run.io, [&] { run.loop().Stop([&] { run.drained = true; }); });
      }
      return Answer(verdict);
    };
    const auto sent = run.Send(Large());
    run.Drive();
    ExpectAbandoned(sent);
    EXPECT_TRUE(run.drained);
    EXPECT_EQ(run.sink.batches.size(), 5u);
  }
}

TEST_F(DeliveryLoopTest, WhateverComesBackAfterAStopIsTheEndOfIt) {
  for (const Verdict verdict :
       {Verdict::kRetry, Verdict::kReplan, Verdict::kTooBig, Verdict::kRejected, Verdict::kStop}) {
    LoopFixture run;
    run.sink.hold = true;
    const auto sent = run.Send(Large());
    run.Drive();
    run.sink.script = {Answer(verdict)};
    run.loop().Stop([&] { run.drained = true; });
    run.sink.Release();
    run.Drive();
    ExpectAbandoned(sent);
    EXPECT_TRUE(run.drained);
    EXPECT_EQ(run.sink.batches.size(), 1u);
    EXPECT_EQ(run.dead.count(), 0);
  }
}

TEST_F(DeliveryLoopTest, LinksWaitUntilTheyAreReleased) {
  loop().HoldLinks();
  loop().HoldLinks();
  // p1026 cites p7, which comes later.
  const auto citing = Send(Citing({Part(7)}));
  Drive();
  EXPECT_FALSE(citing->end.has_value());
  EXPECT_TRUE(sink.graph.IsReal(kS2 + "/a"));
  EXPECT_FALSE(sink.graph.Has(Part(7)));
  EXPECT_EQ(sink.graph.Property(kP, "text_hash"), "");
  LoadThenRelease(Small(7));
  EXPECT_FALSE(citing->end.has_value());
  loop().ReleaseLinks();
  Drive();
  ExpectAcknowledged(citing);
  EXPECT_EQ(sink.graph.Dump(), GraphOf({Small(7), Citing({Part(7)})}));
  EXPECT_EQ(metrics.stubs_created, 0);
}

TEST_F(DeliveryLoopTest, LinksToWhatStandsDoNotWait) {
  loop().HoldLinks();
  const auto cited = Send(Small(7));
  Drive();
  ExpectAcknowledged(cited);
  const auto citing = Send(Citing({Part(7), "/us/usc/t15/s1"}));
  Drive();
  ExpectAcknowledged(citing);
  EXPECT_EQ(sink.graph.Dump(), GraphOf({Small(7), Citing({Part(7), "/us/usc/t15/s1"})}));
}

TEST_F(DeliveryLoopTest, LinksOfAUnitGoInTwoPortionsAsTheirTargetsCome) {
  loop().HoldLinks();
  const auto citing = Send(Citing({Part(7), "/us/usc/t15/s1"}));
  Drive();
  EXPECT_FALSE(citing->end.has_value());
  EXPECT_TRUE(sink.graph.Has("/us/usc/t15/s1"));
  EXPECT_FALSE(sink.graph.Has(Part(7)));
  EXPECT_EQ(sink.graph.Property(kP, "text_hash"), "");
  LoadThenRelease(Small(7));
  ExpectAcknowledged(citing);
  EXPECT_EQ(sink.graph.Dump(), GraphOf({Small(7), Citing({Part(7), "/us/usc/t15/s1"})}));
}

TEST_F(DeliveryLoopTest, ASinkThatSettlesStubsGetsLinksWithTheirNodes) {
  sink.settles = true;
  loop().HoldLinks();
  const auto citing = Send(Citing({Part(7)}));
  Drive();
  ExpectAcknowledged(citing);
  EXPECT_EQ(sink.batches.size(), 1u);
}

TEST_F(DeliveryLoopTest, LinksThatHoldTooMuchMemoryDoNotWait) {
  options.in_flight_bytes = 1;
  loop().HoldLinks();
  const auto citing = Send(Citing({Part(7)}));
  Drive();
  ExpectAcknowledged(citing);
  EXPECT_TRUE(sink.graph.Has(Part(7)));
  EXPECT_FALSE(sink.graph.IsReal(Part(7)));
}

TEST_F(DeliveryLoopTest, AStopAbandonsLinksThatWait) {
  loop().HoldLinks();
  const auto citing = Send(Citing({Part(7)}));
  Drive();
  loop().Stop([this] { drained = true; });
  ExpectAbandoned(citing);
  EXPECT_TRUE(drained);
  Restart();
  const auto again = Send(Citing({Part(7)}));
  Drive();
  ExpectAcknowledged(again);
  EXPECT_EQ(sink.graph.Dump(), GraphOf({Citing({Part(7)})}));
}

TEST_F(DeliveryLoopTest, AnArtifactComesWithTheLastStep) {
  for (const size_t rows : {1, 4, 100}) {
    LoopFixture run;
    run.options.batch_rows = rows;
    const auto sent = run.Send(Citing({"/us/usc/t15/s1"}), {"2025-01-15", Coverage::kPart, "1"});
    run.Drive();
    ExpectAcknowledged(sent);
    for (size_t i = 0; i < run.sink.batches.size(); ++i) {
      EXPECT_EQ(run.sink.batches[i]->units[0].artifact.has_value(), i + 1 == run.sink.batches.size());
    }
    EXPECT_EQ(run.sink.graph.Targets(kP, kFromArtifact), Ids{"artifact:1"});
  }
}

TEST_F(DeliveryLoopTest, ManyCitationsThatChangeInSmallStepsEndRight) {
  Ids old_targets, new_targets;
  for (int i = 0; i < 9; ++i) {
    old_targets.push_back("/us/usc/t15/s" + std::to_string(i));
    new_targets.push_back("/us/usc/t16/s" + std::to_string(i));
  }
  for (const size_t rows : {1, 2, 3, 4, 100}) {
    LoopFixture run;
    run.options.batch_rows = rows;
    run.Send(Citing(old_targets));
    run.Drive();
    const auto sent = run.Send(Citing(new_targets));
    run.Drive();
    ExpectAcknowledged(sent);
    EXPECT_EQ(run.sink.graph.Targets(kS2 + "/a", kCites), new_targets) << rows;
    for (const std::string& target : new_targets)
      EXPECT_EQ(run.sink.graph.Edges(kS2 + "/a", kCites, target).size(), 1u);
  }
}

}  // namespace
}  // namespace reg2graph

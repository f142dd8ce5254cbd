#include "engine/deliver/ready_links.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reg2graph {
namespace {

const std::string kFrom = "/us/cfr/t12/s1026.5";
const std::string kPresent = "/us/cfr/t12/s1026.6";
const std::string kToCome = "/us/cfr/t12/s1030.1";
const std::string kLaw = "/us/usc/t15/s1601";

std::vector<std::string> TargetsOf(const UnitMutations& links) {
  std::vector<std::string> targets;
  for (const OutEdges& out : links.out_edges) {
    for (const OutEdges::Edge& edge : out.edges) targets.emplace_back(edge.target);
  }
  return targets;
}

UnitMutations Written(const std::string& id) {
  UnitMutations written;
  written.updates.emplace_back().id = id;
  return written;
}

class ReadyLinksTest : public testing::Test {
 protected:
  ReadyLinksTest() {
    written_.Add(Written(kPresent));
    links_.unit_key = "/us/cfr/t12/p1026";
  }
  WrittenNodes written_{100};
  UnitMutations links_;
};

TEST_F(ReadyLinksTest, WhatStandsAndWhatNeverComesIsReady) {
  links_.out_edges.push_back({EdgeType::kCites, kFrom, false, {{kToCome, ""}, {kPresent, ""}, {kLaw, ""}}});
  const UnitMutations ready = TakeReadyLinks(links_, written_);
  EXPECT_EQ(TargetsOf(ready), (std::vector<std::string>{kPresent, kLaw}));
  EXPECT_EQ(ready.out_edges[0].from, kFrom);
  EXPECT_EQ(ready.out_edges[0].type, EdgeType::kCites);
  EXPECT_EQ(ready.unit_key, links_.unit_key);
  EXPECT_EQ(TargetsOf(links_), std::vector<std::string>{kToCome});
}

TEST_F(ReadyLinksTest, GroupsThatAreEmptyThenGo) {
  links_.out_edges.push_back({EdgeType::kCites, kFrom, false, {{kPresent, ""}}});
  links_.out_edges.push_back({EdgeType::kCites, kPresent, false, {{kToCome, ""}}});
  EXPECT_EQ(TakeReadyLinks(links_, written_).out_edges.size(), 1u);
  ASSERT_EQ(links_.out_edges.size(), 1u);
  EXPECT_EQ(links_.out_edges[0].from, kPresent);
}

TEST_F(ReadyLinksTest, AReplacementStaysInOnePiece) {
  links_.out_edges.push_back({EdgeType::kCites, kFrom, true, {{kPresent, ""}, {kLaw, ""}}});
  EXPECT_TRUE(TakeReadyLinks(links_, written_).out_edges.empty());
  EXPECT_EQ(TargetsOf(links_).size(), 2u);
}

TEST_F(ReadyLinksTest, TooManyNodesAreForgotten) {
  WrittenNodes few(1);
  few.Add(Written(kPresent));
  EXPECT_TRUE(few.Has(kPresent));
  few.Add(Written(kToCome));
  EXPECT_TRUE(few.Has(kToCome));
  EXPECT_FALSE(few.Has(kPresent));
}

}  // namespace
}  // namespace reg2graph

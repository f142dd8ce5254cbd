#include "engine/deliver/division_places.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reg2graph {
namespace {

using Lines = std::vector<std::string>;

Lines LinesOf(const std::vector<Place>& places, bool with_next, EdgeType type) {
  Lines lines;
  for (const PlacedEdge& edge : EdgesOfPlaces("p", places, with_next)) {
    if (edge.type == type) lines.push_back(std::string(edge.from) + ">" + std::string(edge.to) + edge.props);
  }
  return lines;
}

TEST(EdgesOfPlacesTest, EachPlaceIsAChildWithItsOrder) {
  EXPECT_EQ(LinesOf({{"a", "p", 0, false}, {"s1", "a", 3, true}}, true, EdgeType::kHasChild),
            (Lines{R"(p>a{"order":0})", R"(a>s1{"order":3})"}));
  EXPECT_TRUE(EdgesOfPlaces("p", {}, true).empty());
}

TEST(EdgesOfPlacesTest, NextRunsThroughSubpartsInReadingOrder) {
  const std::vector<Place> places = {{"s4", "p", 2, true}, {"b", "p", 1, false}, {"s3", "b", 7, true},
                                     {"s2", "b", 5, true}, {"a", "p", 0, false}, {"s1", "a", 0, true}};
  EXPECT_EQ(LinesOf(places, true, EdgeType::kNext), (Lines{"s1>s2", "s2>s3", "s3>s4"}));
  EXPECT_TRUE(LinesOf(places, false, EdgeType::kNext).empty());
}

TEST(EdgesOfPlacesTest, ASectionOfASectionFollowsIt) {
  EXPECT_EQ(
      LinesOf({{"s1", "p", 0, true}, {"s2", "p", 1, true}, {"s1a", "s1", 0, true}}, true, EdgeType::kNext),
      (Lines{"s1>s1a", "s1a>s2"}));
}

TEST(EdgesOfPlacesTest, TiesAreBrokenByIdWhateverTheOrderOfThePlaces) {
  const Lines expected = {"s1>s2", "s2>s3"};
  EXPECT_EQ(
      LinesOf({{"s3", "p", 0, true}, {"s1", "p", 0, true}, {"s2", "p", 0, true}}, true, EdgeType::kNext),
      expected);
  EXPECT_EQ(
      LinesOf({{"s2", "p", 0, true}, {"s3", "p", 0, true}, {"s1", "p", 0, true}}, true, EdgeType::kNext),
      expected);
}

TEST(EdgesOfPlacesTest, WhatDoesNotHangOnTheRootHasNoNext) {
  EXPECT_EQ(LinesOf({{"s1", "p", 0, true}, {"s2", "elsewhere", 1, true}, {"s3", "p", 2, true}}, true,
                    EdgeType::kNext),
            (Lines{"s1>s3"}));
}

TEST(EdgesOfPlacesTest, CyclesInStoredPlacesEnd) {
  EXPECT_TRUE(LinesOf({{"a", "b", 0, true}, {"b", "a", 0, true}}, true, EdgeType::kNext).empty());
  EXPECT_TRUE(LinesOf({{"a", "a", 0, true}}, true, EdgeType::kNext).empty());
  // The root stands below itself.
  EXPECT_EQ(
      LinesOf({{"s1", "p", 0, true}, {"p", "s1", 0, false}, {"s2", "p", 1, true}}, true, EdgeType::kNext),
      (Lines{"s1>s2"}));
}

}  // namespace
}  // namespace reg2graph

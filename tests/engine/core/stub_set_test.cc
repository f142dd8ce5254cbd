#include "engine/core/stub_set.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace reg2graph {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs StubsOf(const StubSet& set) {
  Pairs stubs;
  set.ForEachStub([&](std::string_view key, std::string_view parent) { stubs.emplace_back(key, parent); });
  return stubs;
}

TEST(StubSet, ChainsUpToTheTopEachKeyOnce) {
  StubSet set;
  set.AddTarget("/us/usc/t15/s1601/a");
  set.AddTarget("/us/usc/t15/s1601/b");
  set.AddTarget("/us/usc/t15/s1601/a");
  EXPECT_EQ(StubsOf(set), (Pairs{{"/us/usc/t15", ""},
                                 {"/us/usc/t15/s1601", "/us/usc/t15"},
                                 {"/us/usc/t15/s1601/a", "/us/usc/t15/s1601"},
                                 {"/us/usc/t15/s1601/b", "/us/usc/t15/s1601"}}));
}

TEST(StubSet, ARealNodeIsNoStubWheneverItComes) {
  StubSet before, after;
  before.AddReal("/us/cfr/t12/s1026.5");
  for (StubSet* set : {&before, &after}) {
    set->AddTarget("/us/cfr/t12/s1026.5");
    set->AddTarget("/us/cfr/t12/s1026.5/z");
  }
  EXPECT_TRUE(after.AddReal("/us/cfr/t12/s1026.5"));
  EXPECT_FALSE(after.AddReal("/us/cfr/t12/s1026.5"));
  const Pairs expected = {{"/us/cfr/t12/s1026.5/z", "/us/cfr/t12/s1026.5"}};
  EXPECT_EQ(StubsOf(before), expected);
  EXPECT_EQ(StubsOf(after), expected);
}

}  // namespace
}  // namespace reg2graph

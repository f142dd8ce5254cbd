#include "engine/app/deadline.h"

#include <gtest/gtest.h>

#include <future>

namespace reg2graph {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong = std::chrono::minutes(10);

TEST(DeadlineTest, IsCalledWhenTheTimeIsOver) {
  std::promise<void> called;
  Deadline deadline;
  deadline.Arm(milliseconds(1), [&] { called.set_value(); });
  called.get_future().wait();
}

TEST(DeadlineTest, IsNotCalledAfterItsEnd) {
  bool called = false;
  {
    Deadline deadline;
    deadline.Arm(kLong, [&] { called = true; });
  }
  EXPECT_FALSE(called);
  { const Deadline never_armed; }
}

}  // namespace
}  // namespace reg2graph

#include "engine/flow/memory_budget.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace reg2graph {
namespace {

TEST(MemoryBudgetTest, TakesWhatFits) {
  MemoryBudget budget(100);
  EXPECT_TRUE(budget.Acquire(60));
  EXPECT_TRUE(budget.TryAcquire(40));
  EXPECT_FALSE(budget.TryAcquire(1));
  budget.Release(1);
  EXPECT_TRUE(budget.TryAcquire(1));
}

TEST(MemoryBudgetTest, TheFirstAlwaysFits) {
  MemoryBudget budget(100);
  EXPECT_TRUE(budget.Acquire(1000));
  EXPECT_FALSE(budget.TryAcquire(1));
  budget.Release(1000);
  EXPECT_TRUE(budget.TryAcquire(1));
}

TEST(MemoryBudgetTest, AWaiterGoesOnWhenThereIsRoom) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.Acquire(80));
  std::atomic<bool> released{false};
  std::thread waiter([&] {
    EXPECT_TRUE(budget.Acquire(50));
    EXPECT_TRUE(released);
  });
  released = true;
  budget.Release(80);
  waiter.join();
}

TEST(MemoryBudgetTest, AStopWakesWhoeverWaitsAndNothingIsGivenAfterIt) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.Acquire(100));
  std::thread waiter([&] { EXPECT_FALSE(budget.Acquire(50)); });
  budget.Stop();
  waiter.join();
  budget.Release(100);
  EXPECT_FALSE(budget.Acquire(1));
  EXPECT_FALSE(budget.TryAcquire(1));
}

TEST(MemoryBudgetTest, ThreadsNeverHoldMoreThanTheLimit) {
  MemoryBudget budget(10);
  std::atomic<int> held{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const int bytes = 1 + (i + t) % 7;
        ASSERT_TRUE(budget.Acquire(static_cast<size_t>(bytes)));
        EXPECT_LE(held += bytes, 10);
        held -= bytes;
        budget.Release(static_cast<size_t>(bytes));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(budget.TryAcquire(10));
}

TEST(MemoryBudgetTest, WhoNeedsToBeAloneWaitsForAllButThoseWhoWaitToo) {
  const auto budget = std::make_shared<MemoryBudget>(100);
  std::vector<int> started;
  ASSERT_TRUE(budget->Acquire(10));
  ASSERT_TRUE(budget->Acquire(20));
  ASSERT_TRUE(budget->Acquire(30));
  budget->WhenAlone(10, [&] { started.push_back(1); });
  budget->WhenAlone(20, [&] { started.push_back(2); });
  EXPECT_TRUE(started.empty());
  EXPECT_FALSE(budget->TryAcquire(1));  // nobody new comes before them
  budget->Release(30);
  EXPECT_EQ(started, std::vector<int>{1});
  EXPECT_FALSE(budget->TryAcquire(1));
  budget->Release(10);
  EXPECT_EQ(started, (std::vector<int>{1, 2}));
  EXPECT_FALSE(budget->TryAcquire(1));
  budget->Release(20);
  EXPECT_TRUE(budget->TryAcquire(100));
}

TEST(MemoryBudgetTest, WhoIsAloneAlreadyStartsAtOnce) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.Acquire(10));
  bool started = false;
  budget.WhenAlone(10, [&] { started = true; });
  EXPECT_TRUE(started);
}

TEST(MemoryBudgetTest, AStopReleasesTheSharesOfThoseWhoWaitToBeAlone) {
  const auto budget = std::make_shared<MemoryBudget>(100);
  ASSERT_TRUE(budget->Acquire(1));
  ASSERT_TRUE(budget->Acquire(10));
  auto share = std::make_shared<BudgetShare>(budget, 10);
  const std::weak_ptr<BudgetShare> held = share;
  share->WhenAlone([share] { ADD_FAILURE() << "started"; });
  share = nullptr;
  EXPECT_FALSE(held.expired());
  budget->Stop();
  EXPECT_TRUE(held.expired());
  budget->Release(1);
}

TEST(BudgetShareTest, GivesBackOnceWhateverHappensToIt) {
  const auto budget = std::make_shared<MemoryBudget>(10);
  const auto used_up = [&] {
    if (!budget->TryAcquire(5)) return true;
    budget->Release(5);
    return false;
  };
  ASSERT_TRUE(budget->Acquire(4));
  {
    ASSERT_TRUE(budget->Acquire(6));
    BudgetShare share(budget, 6);
    BudgetShare moved(std::move(share));
    BudgetShare other;
    other = std::move(moved);
    EXPECT_TRUE(used_up());
  }
  EXPECT_FALSE(used_up());
  ASSERT_TRUE(budget->Acquire(6));
  BudgetShare first(budget, 6);
  first = BudgetShare();
  EXPECT_FALSE(used_up());
  EXPECT_TRUE(budget->TryAcquire(6));
}

}  // namespace
}  // namespace reg2graph

#include "engine/flow/delivery_tuner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <queue>
#include <vector>

namespace reg2graph {
namespace {

using Clock = DeliveryTuner::Clock;

// A target with `cores`, each of which writes `rows_per_second` and needs `overhead` a request besides;
// more requests than cores only wait for each other, and cost `crowding` of the whole each.
struct Server {
  int cores;
  double rows_per_second;
  double overhead = 0.005;
  double crowding = 0.02;

  double SecondsOf(size_t rows, int in_flight) const {
    const double alone = static_cast<double>(rows) / rows_per_second + overhead;
    const double over = std::max(0, in_flight - cores);
    return alone * std::max(1.0, static_cast<double>(in_flight) / cores) * (1 + crowding * over);
  }
};

// Keeps the window full for `answers` answers; the rows a second of the last quarter.
double Drive(DeliveryTuner& tuner, const Server& server, int answers) {
  struct Flying {
    double end, begin;
    size_t rows;
    bool operator<(const Flying& other) const { return end > other.end; }
  };
  std::priority_queue<Flying> flying;
  double now = 0, since = 0;
  size_t rows = 0;
  for (int i = 0; i < answers; ++i) {
    while (static_cast<int>(flying.size()) < tuner.window()) {
      const int in_flight = static_cast<int>(flying.size()) + 1;
      flying.push({now + server.SecondsOf(tuner.rows(), in_flight), now, tuner.rows()});
    }
    const Flying done = flying.top();
    const bool saturated = static_cast<int>(flying.size()) >= tuner.window();
    flying.pop();
    now = done.end;
    const auto moment =
        Clock::time_point(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(now)));
    tuner.OnAnswer(
        {done.rows,
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(now - done.begin)), moment,
         false, saturated});
    if (i < answers * 3 / 4) {
      since = now;
    } else {
      rows += done.rows;
    }
  }
  return static_cast<double>(rows) / (now - since);
}

TEST(DeliveryTunerTest, ComesNearTheBestOfSmallAndLargeServers) {
  for (const int cores : {1, 2, 8, 32}) {
    const Server server{cores, 20'000};
    const double best = cores * 4000 / server.SecondsOf(4000, 1);
    DeliveryTuner tuner(0, 4000, 64);
    EXPECT_GT(Drive(tuner, server, 4000), 0.85 * best) << cores << " cores";
    EXPECT_LE(tuner.window(), 2 * cores + 2) << cores << " cores";
  }
}

TEST(DeliveryTunerTest, BatchesTakeAboutTheSameTimeOnAnyServer) {
  for (const double speed : {8'000.0, 20'000.0, 40'000.0}) {
    DeliveryTuner tuner(1, 0, 2);
    const Server server{1, speed};
    Drive(tuner, server, 60);
    const double wanted = std::chrono::duration<double>(DeliveryTuner::kAnswerTime).count();
    const double found = server.SecondsOf(tuner.rows(), 1);
    EXPECT_GT(found, wanted * 0.8) << speed;
    EXPECT_LT(found, wanted * 1.2) << speed;
  }
  DeliveryTuner slow(1, 0, 2), fast(1, 0, 2);
  Drive(slow, Server{1, 10}, 60);
  EXPECT_EQ(slow.rows(), DeliveryTuner::kLeastRows);
  Drive(fast, Server{1, 1e9, 1e-4}, 60);
  EXPECT_EQ(fast.rows(), DeliveryTuner::kMostRows);
}

TEST(DeliveryTunerTest, OverloadHalvesTheRequestsAndTooBigTheRowsForGood) {
  DeliveryTuner tuner(0, 0, 64);
  Drive(tuner, Server{16, 20'000}, 2000);
  const int window = tuner.window();
  ASSERT_GT(window, 8);
  tuner.OnOverload();
  EXPECT_EQ(tuner.window(), window / 2);
  for (int i = 0; i < 10; ++i) tuner.OnOverload();
  EXPECT_EQ(tuner.window(), 1);
  tuner.OnTooBig(3000);
  EXPECT_EQ(tuner.rows(), 1500u);
  Drive(tuner, Server{16, 1e6}, 200);
  EXPECT_EQ(tuner.rows(), 1500u) << "a batch of that size may be too big again";
  for (int i = 0; i < 20; ++i) tuner.OnTooBig(tuner.rows());
  EXPECT_EQ(tuner.rows(), DeliveryTuner::kFewestRows);
}

TEST(DeliveryTunerTest, WhatIsGivenStays) {
  DeliveryTuner tuner(5, 700, 64);
  Drive(tuner, Server{32, 1e6}, 500);
  tuner.OnOverload();
  tuner.OnTooBig(700);
  EXPECT_EQ(tuner.window(), 5);
  EXPECT_EQ(tuner.rows(), 700u);
  EXPECT_EQ(DeliveryTuner(0, 0, 1).window(), 1) << "never more than the target takes";
  EXPECT_EQ(DeliveryTuner(9, 0, 4).window(), 4);
}

TEST(DeliveryTunerTest, ATargetThatWaitsForUsTellsNothing) {
  DeliveryTuner tuner(0, 4000, 64);
  Clock::time_point now;
  for (int i = 0; i < 500; ++i) {
    now += std::chrono::milliseconds(50);
    tuner.OnAnswer({4000, std::chrono::milliseconds(10), now, false, false});
  }
  EXPECT_EQ(tuner.window(), DeliveryTuner::kFirstWindow);
}

}  // namespace
}  // namespace reg2graph

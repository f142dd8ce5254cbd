#include "engine/app/stop_signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <future>

#include "engine/app/exit_code.h"

namespace reg2graph {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong = std::chrono::minutes(10);

// As a network thread that a write does not return to.
void Forever() { std::promise<void>().get_future().wait(); }

TEST(EndAtSignalsTest, EitherSignalEndsWithTheCodeOfAStop) {
  for (const int number : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(
        {
          EndAtSignals();
          raise(number);
          _exit(0);
        },
        testing::ExitedWithCode(kExitStopped), "");
  }
}

TEST(EndAtSignalsTest, APipeThatNobodyReadsIsAnError) {
  EXPECT_EXIT(
      {
        EndAtSignals();
        int ends[2];
        if (pipe(ends) != 0) _exit(1);
        close(ends[0]);
        _exit(write(ends[1], "x", 1) == -1 && errno == EPIPE ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(EndAtSignalsTest, AFileThatMayNotGrowIsAnError) {
  EXPECT_EXIT(
      {
        EndAtSignals();
        rlimit limit{};
        limit.rlim_cur = limit.rlim_max = 1;
        std::FILE* const file = std::tmpfile();
        if (file == nullptr || setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(1);
        const int descriptor = fileno(file);
        if (write(descriptor, "x", 1) != 1) _exit(1);
        _exit(write(descriptor, "x", 1) == -1 && errno == EFBIG ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(StopSignalsTest, TheFirstSignalStops) {
  std::promise<void> stopped;
  bool late = false;
  {
    const StopSignals signals(kLong, {[&] { stopped.set_value(); }, [&] { late = true; }});
    raise(SIGTERM);
    stopped.get_future().wait();
  }
  EXPECT_FALSE(late);
}

TEST(StopSignalsTest, WhatDoesNotStopInTimeIsLate) {
  EXPECT_EXIT(
      {
        const StopSignals signals(milliseconds(1), {[] {}, [] { _exit(kExitStopped); }});
        raise(SIGTERM);
        Forever();
      },
      testing::ExitedWithCode(kExitStopped), "");
}

TEST(StopSignalsTest, TheSecondSignalEndsAtOnce) {
  EXPECT_EXIT(
      {
        const StopSignals signals(kLong, {[] { raise(SIGINT); }, [] {}});
        raise(SIGTERM);
        Forever();
      },
      testing::ExitedWithCode(kExitInterrupted), "");
}

}  // namespace
}  // namespace reg2graph

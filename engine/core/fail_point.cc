#include "engine/core/fail_point.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

namespace reg2graph {
namespace {

// NAME:N kills the process when it reaches the point of that name for the N-th time. What is no such
// pair makes the program print all names, one a line, and end.
constexpr char kKillAt[] = "REG2GRAPH_KILL_AT";
// A file to which the name of each point is appended as it is reached.
constexpr char kTrace[] = "REG2GRAPH_FAIL_POINT_TRACE";

std::array<std::atomic<int64_t>, std::size(kFailPoints)> reached;
size_t chosen = std::size(kFailPoints);
int64_t chosen_time = 0;
int trace = -1;

[[noreturn]] void PrintNames() {
  for (const std::string_view name : kFailPoints)
    std::printf("%.*s\n", static_cast<int>(name.size()), name.data());
  std::fflush(stdout);
  _exit(2);
}

void Choose(std::string_view setting) {
  const size_t colon = std::min(setting.rfind(':'), setting.size());
  for (chosen = 0; chosen < std::size(kFailPoints); ++chosen) {
    if (kFailPoints[chosen] == setting.substr(0, colon)) break;
  }
  const char* const end = setting.data() + setting.size();
  if (colon < setting.size()) std::from_chars(setting.data() + colon + 1, end, chosen_time);
  if (chosen == std::size(kFailPoints) || chosen_time < 1) PrintNames();
}

// As kill -9 from outside: no handler, no destructor, no flush.
[[noreturn]] void Die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

}  // namespace

void ReadFailPoints() {
  if (const char* setting = std::getenv(kKillAt)) Choose(setting);
  if (const char* path = std::getenv(kTrace))
    trace = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

void MayFailAt(FailPoint point) {
  const int64_t time = ++reached[point.index()];
  if (trace >= 0) {
    const std::string line = std::string(point.name()) + "\n";
    if (write(trace, line.data(), line.size()) < 0) Die();
  }
  if (point.index() == chosen && time == chosen_time) Die();
}

}  // namespace reg2graph

// Preloaded into a program: its calendar clock jumps by years, back and forth, each time that it is read.
// Clocks that measure how time passes are left alone.
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>

namespace {

time_t Jumped(time_t seconds) {
  static std::atomic<int64_t> reads{0};
  const int64_t read = ++reads;
  const int64_t days = read * 379 % 4000;
  return seconds + (read % 2 == 0 ? days : -days) * 86'400;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* out) noexcept {
  const auto result = static_cast<int>(syscall(SYS_clock_gettime, clock, out));
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    out->tv_sec = Jumped(out->tv_sec);
  return result;
}

int gettimeofday(timeval* __restrict out, void* __restrict) noexcept {
  timespec now{};
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return result;
}

time_t time(time_t* out) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}

}  // extern "C"

#include "engine/net/http_patience.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <ctime>

#include "absl/strings/str_cat.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

// A server that breaks off after every few bytes is not worth a longer fight.
constexpr int kMaxTries = 1000;

Milliseconds PauseBefore(const HttpRetryOptions& options, int tries, std::minstd_rand& random) {
  const int64_t doubled = options.base.count() << std::min(tries, 20);
  const int64_t whole = std::max<int64_t>(1, std::min(doubled, options.cap.count()));
  return Milliseconds(std::uniform_int_distribution<int64_t>((whole + 1) / 2, whole)(random));
}

time_t DateOf(const std::string& text) { return text.empty() ? -1 : curl_getdate(text.c_str(), nullptr); }

}  // namespace

HttpPatience::HttpPatience(const HttpSession& session, const HttpRetryOptions& options)
    : session_(session), options_(options), random_(std::random_device{}()) {}

void HttpPatience::Progress() {
  failing_since_.reset();
  tries_ = 0;
}

absl::Status HttpPatience::WaitAfter(const absl::Status& why, Milliseconds at_least) {
  const Milliseconds pause = std::max(at_least, PauseBefore(options_, tries_++, random_));
  const Milliseconds patience = session_.answered() ? options_.retry_for : options_.first_contact;
  const auto now = Clock::now();
  if (!failing_since_) failing_since_ = now;
  if (now - *failing_since_ + pause > patience || ++tries_in_all_ > kMaxTries) return why;
  if (options_.on_retry) {
    options_.on_retry(absl::StrCat(std::string(why.message()), "; tried again in ", pause.count(), " ms"));
  }
  const StopSignal* stop = session_.options().stop;
  static const StopSignal never;
  if ((stop == nullptr ? never : *stop).SleepFor(pause)) return absl::OkStatus();
  return absl::CancelledError(absl::StrCat(std::string(why.message()), "; stopped"));
}

Milliseconds RetryAfter(const HttpResponse& response) {
  const std::string text(response.Header("retry-after"));
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) {
    // By the server's clock where it says what that shows: the clock of this machine may be wrong or jump.
    const time_t until = DateOf(text);
    const time_t said = DateOf(std::string(response.Header("date")));
    seconds = until < 0
                  ? 0
                  : static_cast<int64_t>(until) - static_cast<int64_t>(said < 0 ? std::time(nullptr) : said);
  }
  return std::chrono::seconds(std::clamp<int64_t>(seconds, 0, 24 * 3600));
}

}  // namespace reg2graph

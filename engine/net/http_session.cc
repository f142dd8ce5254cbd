#include "engine/net/http_session.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/net/curl_handle.h"
#include "engine/net/http_text.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

absl::Status StatusOf(CURLcode code, const std::string& message) {
  if (IsUntrusted(code)) return absl::FailedPreconditionError(message);
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return absl::InvalidArgumentError(message);
    case CURLE_TOO_MANY_REDIRECTS: return absl::FailedPreconditionError(message);
    default: return absl::UnavailableError(message);
  }
}

// How long the reader has waited for an answer since enough of it arrived. A server that sends a byte now and
// then has stalled as well.
class StallWatch {
 public:
  void Reset(uint64_t received) {
    counted_ = received;
    waited_ = Clock::duration::zero();
  }
  void BeginToWait(Clock::time_point now) { since_ = now; }
  void EndToWait(Clock::time_point now) { waited_ += now - since_; }
  Clock::time_point Deadline(uint64_t received, Clock::time_point now, const HttpSessionOptions& options) {
    if (received - counted_ >= options.stall_bytes) {
      Reset(received);
      since_ = now;
    }
    return since_ + (options.stall_timeout - waited_);
  }
  uint64_t counted() const { return counted_; }

 private:
  uint64_t counted_ = 0;
  Clock::duration waited_ = Clock::duration::zero();  // before `since_`
  Clock::time_point since_;
};

absl::Status Stalled(const std::string& name, uint64_t bytes, const HttpSessionOptions& options) {
  const std::string what = bytes == 0 ? "no answer" : absl::StrCat("no more than ", bytes, " bytes");
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options.stall_timeout).count();
  return absl::UnavailableError(absl::StrCat(name, ": ", what, " for ", seconds, " s"));
}

absl::Status TooSlow(const std::string& name, const char* what, std::chrono::milliseconds limit) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit).count();
  return absl::UnavailableError(absl::StrCat(name, ": ", what, " took more than ", seconds, " s"));
}

}  // namespace

struct HttpExchange::State {
  HttpSession* session = nullptr;
  std::string name;
  std::string body;  // that is sent
  CurlEasy easy;
  CurlList headers;
  char error[CURL_ERROR_SIZE] = "";
  HttpResponse head;
  size_t head_bytes = 0;
  Clock::time_point begun = Clock::now();
  StallWatch stall;
  std::string buffer;  // what has come and was not read yet
  size_t offset = 0;
  uint64_t received = 0;
  bool head_done = false;  // the body has begun
  bool paused = false;
  bool finished = false;
  absl::Status status;  // once finished

  size_t unread() const { return buffer.size() - offset; }

  size_t OnBody(std::string_view data) {
    // libcurl keeps what is refused here and hands it over again once it continues.
    if (unread() > 0 && unread() + data.size() > session->options_.buffer_bytes) {
      paused = true;
      return CURL_WRITEFUNC_PAUSE;
    }
    if (unread() == 0) {
      buffer.clear();
      offset = 0;
    }
    head_done = true;
    received += data.size();
    buffer.append(data);
    return data.size();
  }
  bool OnHeader(std::string_view line) {
    received += line.size();
    head_bytes += line.size();
    if (head_bytes > kMaxHeadBytes) return false;
    AddHeaderLine(head, line);
    return true;
  }
  void OnFinished(CURLcode code) {
    finished = true;
    head_done = true;
    if (code == CURLE_OK && !head.head_complete) code = CURLE_PARTIAL_FILE;
    if (code == CURLE_OK) return;
    if (head_bytes > kMaxHeadBytes) {
      head.head_complete = false;
      status = absl::ResourceExhaustedError(
          absl::StrCat(name, ": the head of the answer has more than ", kMaxHeadBytes, " bytes"));
      return;
    }
    status = StatusOf(code, absl::StrCat(name, ": ", TransferError(code, error)));
  }

  static size_t WriteBody(char* data, size_t size, size_t count, void* user) {
    return static_cast<State*>(user)->OnBody({data, size * count});
  }
  static size_t WriteHeader(char* data, size_t size, size_t count, void* user) {
    return static_cast<State*>(user)->OnHeader({data, size * count}) ? size * count : 0;
  }

  void SetUp(const HttpCall& call, const HttpSessionOptions& options);
};

void HttpExchange::State::SetUp(const HttpCall& call, const HttpSessionOptions& options) {
  CURL* curl = easy.get();
  curl_easy_setopt(curl, CURLOPT_PRIVATE, this);
  curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, WriteBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, WriteHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
  SetConnection(curl, call.url, options.user_agent, options.ca_file, options.connect_timeout);
  if (call.url.starts_with("https://")) curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  headers = NewHeaderList(call.headers);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  if (call.method == "GET") {
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, call.follow_redirects ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
    return;
  }
  body = call.body;
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  if (call.method != "POST") curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
}

HttpExchange::HttpExchange(std::unique_ptr<State> state) : state_(std::move(state)) {}

HttpExchange::~HttpExchange() {
  curl_multi_remove_handle(static_cast<CURLM*>(state_->session->multi_), state_->easy.get());
}

const HttpResponse& HttpExchange::head() const { return state_->head; }

absl::StatusOr<size_t> HttpExchange::Read(char* out, size_t size) {
  State& state = *state_;
  if (state.unread() == 0) {
    if (absl::Status status = state.session->Pump(state, false); !status.ok()) return status;
  }
  const size_t count = std::min(size, state.unread());
  if (count == 0) return state.status.ok() ? absl::StatusOr<size_t>(0) : state.status;
  std::memcpy(out, state.buffer.data() + state.offset, count);
  state.offset += count;
  return count;
}

HttpSession::HttpSession(HttpSessionOptions options) : options_(std::move(options)) {
  InitialiseCurlOnce();
  multi_ = curl_multi_init();
  curl_multi_setopt(static_cast<CURLM*>(multi_), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
}

HttpSession::~HttpSession() { curl_multi_cleanup(static_cast<CURLM*>(multi_)); }

absl::StatusOr<std::unique_ptr<HttpExchange>> HttpSession::Begin(const HttpCall& call) {
  auto state = std::make_unique<HttpExchange::State>();
  state->session = this;
  state->name = call.name.empty() ? RedactUrl(call.url) : call.name;
  state->easy.reset(curl_easy_init());
  state->SetUp(call, options_);
  if (curl_multi_add_handle(static_cast<CURLM*>(multi_), state->easy.get()) != CURLM_OK) {
    return absl::ResourceExhaustedError("out of memory for a request");
  }
  std::unique_ptr<HttpExchange> exchange(new HttpExchange(std::move(state)));
  HttpExchange::State& begun = *exchange->state_;
  if (absl::Status status = Pump(begun, true); !status.ok()) return status;
  if (begun.finished && !begun.status.ok() && !begun.head.head_complete) return begun.status;
  long code = 0;
  curl_easy_getinfo(begun.easy.get(), CURLINFO_RESPONSE_CODE, &code);
  begun.head.status = static_cast<int>(code);
  if (begun.head.status == 0) return begun.status;
  answered_ = true;
  return exchange;
}

absl::StatusOr<HttpResponse> HttpSession::Fetch(const HttpCall& call, size_t max_bytes) {
  absl::StatusOr<std::unique_ptr<HttpExchange>> exchange = Begin(call);
  if (!exchange.ok()) return exchange.status();
  HttpResponse response = (*exchange)->head();
  const auto deadline = Clock::now() + options_.whole_timeout;
  for (;;) {
    const size_t before = response.body.size();
    response.body.resize(before + (size_t{64} << 10));
    const absl::StatusOr<size_t> got =
        (*exchange)->Read(response.body.data() + before, response.body.size() - before);
    if (!got.ok()) return got.status();
    response.body.resize(before + *got);
    if (*got == 0) return response;
    if (response.body.size() > max_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat((*exchange)->state_->name, ": the answer has more than ", max_bytes, " bytes"));
    }
    if (Clock::now() >= deadline)
      return TooSlow((*exchange)->state_->name, "the answer", options_.whole_timeout);
  }
}

// Until the exchange has something to read, or has ended.
absl::Status HttpSession::Pump(HttpExchange::State& exchange, bool until_head) {
  exchange.stall.BeginToWait(Clock::now());
  absl::Status status = Wait(exchange, until_head);
  exchange.stall.EndToWait(Clock::now());
  if (until_head) exchange.stall.Reset(exchange.received);
  return status;
}

absl::Status HttpSession::Wait(HttpExchange::State& exchange, bool until_head) {
  CURLM* multi = static_cast<CURLM*>(multi_);
  const auto ready = [&] {
    return exchange.finished || (until_head ? exchange.head_done : exchange.unread() > 0);
  };
  std::optional<Clock::time_point> stop_at;
  while (!ready()) {
    if (options_.stop != nullptr && options_.stop->stopped() && !stop_at) {
      stop_at = Clock::now() + options_.stop_grace;
    }
    if (stop_at && Clock::now() >= *stop_at) {
      return absl::CancelledError(absl::StrCat(exchange.name, ": stopped"));
    }
    if (std::exchange(exchange.paused, false)) curl_easy_pause(exchange.easy.get(), CURLPAUSE_CONT);
    int running = 0;
    curl_multi_perform(multi, &running);
    Reap();
    if (ready()) break;
    const auto now = Clock::now();
    const auto stalls = exchange.stall.Deadline(exchange.received, now, options_);
    if (now >= stalls) return Stalled(exchange.name, exchange.received - exchange.stall.counted(), options_);
    const auto head_due = exchange.begun + options_.head_timeout;
    if (until_head && now >= head_due) {
      return TooSlow(exchange.name, "the head of the answer", options_.head_timeout);
    }
    const auto deadline = until_head ? std::min(stalls, head_due) : stalls;
    curl_waitfd stop{};
    stop.fd = options_.stop == nullptr ? -1 : options_.stop->descriptor();
    stop.events = CURL_WAIT_POLLIN;
    const auto until = stop_at ? std::min(deadline, *stop_at) : deadline;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
    curl_multi_poll(multi, &stop, options_.stop == nullptr || stop_at ? 0 : 1,
                    static_cast<int>(std::clamp<int64_t>(left, 1, 1000)), nullptr);
  }
  return absl::OkStatus();
}

void HttpSession::Reap() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(static_cast<CURLM*>(multi_), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    HttpExchange::State* state = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &state);
    state->OnFinished(message->data.result);
  }
}

}  // namespace reg2graph

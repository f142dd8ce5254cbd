#include "engine/net/http_client.h"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "engine/core/fail_point.h"
#include "engine/net/curl_handle.h"
#include "engine/net/http_text.h"

namespace reg2graph {
namespace {

namespace asio = boost::asio;

// One request from Send to its callback.
struct Transfer {
  HttpRequest request;
  HttpResponse response;
  std::function<void(HttpResult)> done;
  CurlEasy easy;
  CurlList headers;
  char error[CURL_ERROR_SIZE] = "";
  uint64_t body_bytes = 0;
  uint64_t handed_bytes = 0;  // of the body, to libcurl
  size_t slice = 0;           // where the body's reading stands
  size_t slice_offset = 0;
};

// A descriptor of libcurl's that Asio waits for. libcurl closes it, never Asio.
struct Watch {
  explicit Watch(asio::io_context& io) : descriptor(io) {}
  asio::posix::stream_descriptor descriptor;
  int want = 0;
  bool reading = false, writing = false;
  bool removed = false;
};

size_t ReadBody(char* out, size_t size, size_t count, void* user) {
  MayFailAt("request body being read");
  auto& transfer = *static_cast<Transfer*>(user);
  const auto& body = transfer.request.body;
  size_t room = std::min(size * count, kPieceBytes);
  size_t written = 0;
  while (room > 0 && transfer.slice < body.size()) {
    const std::string_view rest = body[transfer.slice].substr(transfer.slice_offset);
    const size_t part = std::min(room, rest.size());
    if (part > 0) std::memcpy(out + written, rest.data(), part);
    written += part;
    room -= part;
    transfer.slice_offset += part;
    if (part == rest.size()) {
      ++transfer.slice;
      transfer.slice_offset = 0;
    }
  }
  transfer.handed_bytes += written;
  return written;
}

// libcurl rewinds a body to send it again by itself when a reused connection has died, even if the
// server has read all of it. Refused: whether to send again is the caller's to decide.
int RefuseRewind(void*, curl_off_t, int) { return CURL_SEEKFUNC_FAIL; }

size_t WriteBody(char* data, size_t size, size_t count, void* user) {
  static_cast<Transfer*>(user)->response.body.append(data, size * count);
  return size * count;
}

size_t WriteHeader(char* data, size_t size, size_t count, void* user) {
  MayFailAt("answer begins");
  AddHeaderLine(static_cast<Transfer*>(user)->response, {data, size * count});
  return size * count;
}

curl_off_t InfoOffset(CURL* easy, CURLINFO info) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}

// How much of the body may have left. A refused rewind has cleared libcurl's own counters.
uint64_t BytesSent(const Transfer& transfer, CURLcode code) {
  if (code == CURLE_SEND_FAIL_REWIND) return transfer.handed_bytes;
  return static_cast<uint64_t>(InfoOffset(transfer.easy.get(), CURLINFO_SIZE_UPLOAD_T));
}

// Whether the server may have acted although no whole answer came.
HttpOutcome OutcomeOfFailure(const Transfer& transfer, CURLcode code) {
  long request_bytes = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_REQUEST_SIZE, &request_bytes);
  if (request_bytes == 0 && code != CURLE_SEND_FAIL_REWIND) return HttpOutcome::kNotSent;
  return BytesSent(transfer, code) < transfer.body_bytes ? HttpOutcome::kNotSent : HttpOutcome::kUnknown;
}

void SetBody(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  const std::string& method = transfer.request.method;
  const bool has_body = transfer.body_bytes > 0 || method == "POST" || method == "PUT";
  if (!has_body) {
    if (method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (method != "GET" && method != "HEAD") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
    if (method == "GET" || method == "HEAD") {
      curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
      curl_easy_setopt(easy, CURLOPT_MAXREDIRS, 5L);
    }
    return;
  }
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.body_bytes));
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, ReadBody);
  curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, RefuseRewind);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 2L << 20);
  if (method != "POST") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void SetUp(Transfer& transfer, const HttpClientOptions& options) {
  CURL* easy = transfer.easy.get();
  const HttpRequest& request = transfer.request;
  SetConnection(easy, request.url, options.user_agent, options.ca_file, request.connect_timeout);
  transfer.headers = NewHeaderList(request.headers);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers.get());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  if (!request.user_password.empty()) {
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(easy, CURLOPT_USERPWD, request.user_password.c_str());
  }
}

std::unique_ptr<Transfer> NewTransfer(HttpRequest request, std::function<void(HttpResult)> done,
                                      const HttpClientOptions& options) {
  auto transfer = std::make_unique<Transfer>();
  transfer->request = std::move(request);
  transfer->done = std::move(done);
  for (std::string_view slice : transfer->request.body) transfer->body_bytes += slice.size();
  transfer->easy.reset(curl_easy_init());
  CURL* easy = transfer->easy.get();
  if (easy == nullptr) return transfer;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer.get());
  curl_easy_setopt(easy, CURLOPT_URL, transfer->request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, WriteBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, WriteHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer.get());
  SetUp(*transfer, options);
  SetBody(*transfer);
  return transfer;
}

HttpResult ResultOf(Transfer& transfer, CURLcode code) {
  HttpResult result;
  result.bytes_sent = BytesSent(transfer, code);
  if (code == CURLE_OK) {
    result.outcome = HttpOutcome::kAnswered;
    long status = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    result.response = std::move(transfer.response);
    result.response.status = static_cast<int>(status);
    return result;
  }
  result.outcome = OutcomeOfFailure(transfer, code);
  result.untrusted = IsUntrusted(code);
  result.error = RedactUrl(transfer.request.url) + ": " + TransferError(code, transfer.error);
  return result;
}

HttpResult Cancelled(Transfer& transfer) {
  HttpResult result = ResultOf(transfer, CURLE_ABORTED_BY_CALLBACK);
  result.error = RedactUrl(transfer.request.url) + ": cancelled";
  return result;
}

// All that a socket is ready for. libcurl reads before it writes if it is notified of both: only so is an
// answer seen that comes, and closes the connection, while the body is still being sent.
int ReadyNow(curl_socket_t socket) {
  pollfd entry{};
  entry.fd = socket;
  entry.events = POLLIN | POLLOUT;
  if (poll(&entry, 1, 0) <= 0) return 0;
  int events = 0;
  if ((entry.revents & (POLLIN | POLLHUP)) != 0) events |= CURL_CSELECT_IN;
  if ((entry.revents & POLLOUT) != 0) events |= CURL_CSELECT_OUT;
  return events;
}

}  // namespace

class HttpClient::Impl : public std::enable_shared_from_this<HttpClient::Impl> {
 public:
  Impl(asio::io_context& io, HttpClientOptions options) : io_(io), options_(std::move(options)), timer_(io) {
    InitialiseCurlOnce();
    multi_ = curl_multi_init();
    const auto connections = static_cast<long>(options_.max_connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections * 2);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Impl::OnSocketWanted);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Impl::OnTimerWanted);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  }

  ~Impl() { Close(); }

  void Send(HttpRequest request, std::function<void(HttpResult)> done) {
    auto transfer = NewTransfer(std::move(request), std::move(done), options_);
    CURL* easy = transfer->easy.get();
    if (easy == nullptr || curl_multi_add_handle(multi_, easy) != CURLM_OK) {
      HttpResult result;
      result.error = "out of memory for a request";
      PostResult(std::move(transfer->done), std::move(result));
      return;
    }
    transfers_.emplace(easy, std::move(transfer));
  }

  void CancelAll() {
    auto transfers = std::exchange(transfers_, {});
    for (auto& [easy, transfer] : transfers) {
      HttpResult result = Cancelled(*transfer);
      curl_multi_remove_handle(multi_, easy);
      PostResult(std::move(transfer->done), std::move(result));
    }
  }

  // Drops all requests; libcurl asks for the removal of every descriptor meanwhile.
  void Close() {
    if (multi_ == nullptr) return;
    for (auto& [easy, transfer] : transfers_) curl_multi_remove_handle(multi_, easy);
    transfers_.clear();
    curl_multi_cleanup(std::exchange(multi_, nullptr));
    for (auto& [socket, watch] : watches_) Forget(*watch);
    watches_.clear();
    timer_.cancel();
  }

 private:
  static int OnSocketWanted(CURL*, curl_socket_t socket, int what, void* user, void*) {
    static_cast<Impl*>(user)->WatchSocket(socket, what);
    return 0;
  }
  static int OnTimerWanted(CURLM*, long timeout_ms, void* user) {
    static_cast<Impl*>(user)->SetTimer(timeout_ms);
    return 0;
  }

  static void Forget(Watch& watch) {
    watch.removed = true;
    if (watch.descriptor.is_open()) watch.descriptor.release();
  }

  void WatchSocket(curl_socket_t socket, int what) {
    const auto found = watches_.find(socket);
    if (what == CURL_POLL_REMOVE) {
      if (found == watches_.end()) return;
      Forget(*found->second);
      watches_.erase(found);
      return;
    }
    std::shared_ptr<Watch> watch;
    if (found != watches_.end()) {
      watch = found->second;
    } else {
      watch = std::make_shared<Watch>(io_);
      boost::system::error_code error;
      watch->descriptor.assign(socket, error);
      watches_.emplace(socket, watch);
    }
    watch->want = what;
    if (what == CURL_POLL_IN) MayFailAt("request sent");
    Arm(socket, watch);
  }

  void Arm(curl_socket_t socket, const std::shared_ptr<Watch>& watch) {
    if ((watch->want & CURL_POLL_IN) != 0 && !watch->reading) {
      watch->reading = true;
      Wait(socket, watch, asio::posix::stream_descriptor::wait_read, CURL_CSELECT_IN);
    }
    if ((watch->want & CURL_POLL_OUT) != 0 && !watch->writing) {
      watch->writing = true;
      Wait(socket, watch, asio::posix::stream_descriptor::wait_write, CURL_CSELECT_OUT);
    }
  }

  void Wait(curl_socket_t socket, const std::shared_ptr<Watch>& watch,
            asio::posix::stream_descriptor::wait_type type, int event) {
    watch->descriptor.async_wait(
        type, [weak = weak_from_this(), socket, watch, event](const boost::system::error_code& error) {
          const auto self = weak.lock();
          // The mark is looked at first: the number may belong to another connection by now.
          if (self == nullptr || watch->removed || self->multi_ == nullptr) return;
          (event == CURL_CSELECT_IN ? watch->reading : watch->writing) = false;
          if (error == asio::error::operation_aborted) return;
          self->OnReady(socket, watch, error ? CURL_CSELECT_ERR : event);
        });
  }

  void OnReady(curl_socket_t socket, const std::shared_ptr<Watch>& watch, int event) {
    const bool wanted = event == CURL_CSELECT_ERR ||
                        (event == CURL_CSELECT_IN && (watch->want & CURL_POLL_IN) != 0) ||
                        (event == CURL_CSELECT_OUT && (watch->want & CURL_POLL_OUT) != 0);
    if (wanted) Act(socket, event | ReadyNow(socket));
    if (multi_ != nullptr && !watch->removed) Arm(socket, watch);
  }

  void SetTimer(long timeout_ms) {
    const uint64_t generation = ++timer_generation_;
    if (timeout_ms < 0) {
      timer_.cancel();
      return;
    }
    timer_.expires_after(std::chrono::milliseconds(timeout_ms));
    timer_.async_wait([weak = weak_from_this(), generation](const boost::system::error_code& error) {
      const auto self = weak.lock();
      // An expired timer's handler is queued with success already when cancel() comes.
      if (error || self == nullptr || self->multi_ == nullptr || generation != self->timer_generation_)
        return;
      self->Act(CURL_SOCKET_TIMEOUT, 0);
    });
  }

  void Act(curl_socket_t socket, int event) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, event, &running);
    ReapFinished();
  }

  void ReapFinished() {
    int left = 0;
    while (multi_ != nullptr) {
      const CURLMsg* message = curl_multi_info_read(multi_, &left);
      if (message == nullptr) return;
      if (message->msg != CURLMSG_DONE) continue;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      const auto found = transfers_.find(easy);
      if (found == transfers_.end()) continue;
      const auto transfer = std::move(found->second);
      transfers_.erase(found);
      const bool cut = code == CURLE_OK && !transfer->response.head_complete;
      HttpResult result = ResultOf(*transfer, cut ? CURLE_PARTIAL_FILE : code);
      curl_multi_remove_handle(multi_, easy);
      transfer->done(std::move(result));  // may send again, or destroy the client
    }
  }

  void PostResult(std::function<void(HttpResult)> done, HttpResult result) {
    asio::post(io_, [weak = weak_from_this(), done = std::move(done), result = std::move(result)]() mutable {
      const auto self = weak.lock();
      if (self != nullptr && self->multi_ != nullptr) done(std::move(result));
    });
  }

  asio::io_context& io_;
  const HttpClientOptions options_;
  asio::steady_timer timer_;
  uint64_t timer_generation_ = 0;
  CURLM* multi_ = nullptr;  // null once closed
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> transfers_;
  std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches_;
};

HttpClient::HttpClient(asio::io_context& io, HttpClientOptions options)
    : impl_(std::make_shared<Impl>(io, std::move(options))) {}

// Handlers that still wait hold weak tokens; a callback up the stack may hold the last strong one.
HttpClient::~HttpClient() { impl_->Close(); }

void HttpClient::Send(HttpRequest request, std::function<void(HttpResult)> done) {
  impl_->Send(std::move(request), std::move(done));
}

void HttpClient::CancelAll() { impl_->CancelAll(); }

}  // namespace reg2graph

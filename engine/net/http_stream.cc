#include "engine/net/http_stream.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

constexpr size_t kMaxExplanation = size_t{64} << 10;

std::optional<uint64_t> Number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "bytes 10-99/100"
struct ContentRange {
  std::optional<uint64_t> first, whole;
};
ContentRange ReadContentRange(std::string_view text) {
  static constexpr std::string_view kUnit = "bytes ";
  if (!text.starts_with(kUnit)) return {};
  text.remove_prefix(kUnit.size());
  const size_t dash = text.find('-');
  const size_t slash = text.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return {};
  return {Number(text.substr(0, dash)), Number(text.substr(slash + 1))};
}

HttpVersion VersionOf(const HttpResponse& head) {
  HttpVersion version{std::string(head.Header("etag")), std::string(head.Header("last-modified")),
                      Number(head.Header("content-length")), std::string(head.Header("x-amz-version-id"))};
  if (head.status == 206) version.size = ReadContentRange(head.Header("content-range")).whole;
  return version;
}

bool IsStrong(std::string_view etag) { return etag.size() > 2 && etag.front() == '"'; }

bool Differs(const HttpVersion& a, const HttpVersion& b) {
  if (!a.etag.empty() && !b.etag.empty()) return a.etag != b.etag;
  if (!a.last_modified.empty() && !b.last_modified.empty() && a.last_modified != b.last_modified) return true;
  return a.size && b.size && *a.size != *b.size;
}

}  // namespace

absl::Status StatusOf(const HttpResponse& response, const std::string& name) {
  const std::string message = absl::StrCat(name, ": the server answers ", response.status);
  switch (response.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return absl::FailedPreconditionError(absl::StrCat(message, ", a redirect that is not followed"));
    case 404:
    case 410: return absl::NotFoundError(absl::StrCat(message, ", there is no such document"));
    case 401:
    case 403: return absl::PermissionDeniedError(absl::StrCat(message, ", access is refused"));
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504: return absl::UnavailableError(message);
    default: return absl::FailedPreconditionError(message);
  }
}

absl::StatusOr<std::unique_ptr<HttpStream>> HttpStream::Open(HttpSession& session, HttpResource resource,
                                                             const HttpRetryOptions& retry,
                                                             const HttpVersion* expected) {
  std::unique_ptr<HttpStream> stream(new HttpStream(session, std::move(resource), retry));
  if (expected != nullptr) {
    stream->version_ = *expected;
    stream->known_ = true;
  }
  if (absl::Status status = stream->Connect(); !status.ok()) return status;
  return stream;
}

absl::StatusOr<size_t> HttpStream::Read(char* out, size_t size) {
  for (;;) {
    absl::StatusOr<size_t> got = exchange_->Read(out, size);
    const bool short_of = got.ok() && *got == 0 && version_.size && offset_ < *version_.size;
    if (got.ok() && !short_of) {
      if (*got > 0) patience_.Progress();
      hash_.Update({out, *got});
      offset_ += *got;
      return got;
    }
    const absl::Status why =
        short_of ? absl::UnavailableError(absl::StrCat(resource_.name, ": it broke off")) : got.status();
    if (!absl::IsUnavailable(why)) return why;
    exchange_.reset();
    if (absl::Status status = patience_.WaitAfter(why, {}); !status.ok()) return status;
    if (absl::Status status = Connect(); !status.ok()) return status;
  }
}

absl::StatusOr<HttpCall> HttpStream::NextCall() const {
  HttpCall call;
  call.name = resource_.name;
  call.url = resource_.url;
  call.follow_redirects = resource_.follow_redirects;
  if (resource_.prepare) {
    absl::StatusOr<std::vector<std::string>> headers = resource_.prepare();
    if (!headers.ok()) return headers.status();
    call.headers = *std::move(headers);
  }
  if (offset_ > 0 && continuable_) call.headers.push_back(absl::StrCat("Range: bytes=", offset_, "-"));
  if (known_ && IsStrong(version_.etag)) {
    call.headers.push_back(absl::StrCat("If-Match: ", version_.etag));
  } else if (known_ && !version_.last_modified.empty()) {
    call.headers.push_back(absl::StrCat("If-Unmodified-Since: ", version_.last_modified));
  }
  return call;
}

absl::Status HttpStream::Connect() {
  for (;;) {
    std::chrono::milliseconds asked_for{0};
    absl::Status status = [&]() -> absl::Status {
      const absl::StatusOr<HttpCall> call = NextCall();
      if (!call.ok()) return call.status();
      absl::StatusOr<std::unique_ptr<HttpExchange>> exchange = session_.Begin(*call);
      if (!exchange.ok()) return exchange.status();
      asked_for = RetryAfter((*exchange)->head());
      if (absl::Status refused = Accept(**exchange); !refused.ok()) return refused;
      exchange_ = *std::move(exchange);
      return Skip();
    }();
    if (!absl::IsUnavailable(status)) return status;
    exchange_.reset();
    if (status = patience_.WaitAfter(status, asked_for); !status.ok()) return status;
  }
}

absl::Status HttpStream::Accept(HttpExchange& exchange) {
  const HttpResponse& head = exchange.head();
  if (known_ && (head.status == 412 || head.status == 416)) return Changed();
  if (head.status != 200 && head.status != 206) return Explain(exchange);
  const HttpVersion version = VersionOf(head);
  if (known_ && Differs(version, version_)) return Changed();
  if (head.status == 206 && ReadContentRange(head.Header("content-range")).first != offset_) {
    return absl::FailedPreconditionError(absl::StrCat(
        resource_.name, ": the server sends another range than the one from byte ", offset_, " on"));
  }
  if (head.status == 206 && offset_ > 0 && version.etag != version_.etag) {
    continuable_ = false;
    return absl::UnavailableError(
        absl::StrCat(resource_.name, ": the server does not say of which version it continues"));
  }
  skip_ = head.status == 206 ? 0 : offset_;
  if (!known_) version_ = version;
  known_ = true;
  continuable_ = continuable_ && IsStrong(version_.etag);
  return absl::OkStatus();
}

absl::Status HttpStream::Explain(HttpExchange& exchange) {
  HttpResponse answer = exchange.head();
  while (answer.body.size() < kMaxExplanation) {
    char chunk[4096];
    const absl::StatusOr<size_t> got = exchange.Read(chunk, sizeof(chunk));
    if (!got.ok() || *got == 0) break;
    answer.body.append(chunk, *got);
  }
  return resource_.explain ? resource_.explain(answer) : StatusOf(answer, resource_.name);
}

absl::Status HttpStream::Skip() {
  if (skip_ == 0) return absl::OkStatus();
  StableHash again;
  char chunk[16384];
  while (skip_ > 0) {
    const absl::StatusOr<size_t> got = exchange_->Read(chunk, std::min<uint64_t>(sizeof(chunk), skip_));
    if (!got.ok()) return got.status();
    if (*got == 0) return Changed();
    again.Update({chunk, *got});
    skip_ -= *got;
  }
  return again.Finish() == hash_.Finish() ? absl::OkStatus() : Changed();
}

absl::Status HttpStream::Changed() const {
  return absl::AbortedError(absl::StrCat(resource_.name, ": it changed while it was read"));
}

absl::StatusOr<std::string> FetchAll(HttpSession& session, HttpResource resource,
                                     const HttpRetryOptions& retry, size_t max_bytes) {
  const std::string name = resource.name;
  absl::StatusOr<std::unique_ptr<HttpStream>> stream = HttpStream::Open(session, std::move(resource), retry);
  if (!stream.ok()) return stream.status();
  std::string all;
  const std::chrono::milliseconds limit = session.options().whole_timeout;
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const size_t before = all.size();
    all.resize(before + (size_t{64} << 10));
    const absl::StatusOr<size_t> got = (*stream)->Read(all.data() + before, all.size() - before);
    if (!got.ok()) return got.status();
    all.resize(before + *got);
    if (*got == 0) return all;
    if (all.size() > max_bytes) {
      return absl::ResourceExhaustedError(absl::StrCat(name, ": it has more than ", max_bytes, " bytes"));
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return absl::UnavailableError(
          absl::StrCat(name, ": it took more than ",
                       std::chrono::duration_cast<std::chrono::seconds>(limit).count(), " s"));
    }
  }
}

}  // namespace reg2graph

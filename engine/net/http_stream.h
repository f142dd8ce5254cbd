#ifndef REG2GRAPH_ENGINE_NET_HTTP_STREAM_H_
#define REG2GRAPH_ENGINE_NET_HTTP_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/document.h"
#include "engine/core/hash.h"
#include "engine/net/http_patience.h"
#include "engine/net/http_session.h"

namespace reg2graph {

// Something to be read with GET.
struct HttpResource {
  std::string name;  // for messages, without credentials
  std::string url;
  bool follow_redirects = true;
  // Called before each request, for its headers, since a signature expires; may wait. May be empty.
  std::function<absl::StatusOr<std::vector<std::string>>()> prepare;
  // Explains an answer other than 200 and 206, with its body; Unavailable: worth another try. If empty,
  // StatusOf does.
  std::function<absl::Status(const HttpResponse&)> explain;
};

// Which version of it an answer holds. Empty where the server does not say.
struct HttpVersion {
  std::string etag;           // as it came, with its quotes
  std::string last_modified;  // as it came
  std::optional<uint64_t> size;
  std::string version_id = {};  // S3
};

// NotFound, PermissionDenied, FailedPrecondition or, where another try may help, Unavailable.
absl::Status StatusOf(const HttpResponse& response, const std::string& name);

// The body of an answer, read as it arrives. Where the connection breaks, it continues where it broke with
// Range and If-Match if the server gave a strong ETag. Without one nothing proves that what follows is of the
// same version, so it reads from the start again and compares the hash of what was handed out already.
// Aborted: it is not what it was when it was opened. Unavailable: the retry budget is exhausted.
// REQUIRES: used on the session's thread, and destroyed before the session.
class HttpStream : public ByteStream {
 public:
  // `expected`: the version of an earlier read, which this one must not differ from.
  static absl::StatusOr<std::unique_ptr<HttpStream>> Open(HttpSession& session, HttpResource resource,
                                                          const HttpRetryOptions& retry,
                                                          const HttpVersion* expected = nullptr);
  absl::StatusOr<size_t> Read(char* out, size_t size) override;
  const HttpVersion& version() const { return version_; }

 private:
  HttpStream(HttpSession& session, HttpResource resource, const HttpRetryOptions& retry)
      : session_(session), resource_(std::move(resource)), patience_(session, retry) {}

  absl::Status Connect();
  absl::StatusOr<HttpCall> NextCall() const;
  // Takes the answer as what comes next; else why not.
  absl::Status Accept(HttpExchange& exchange);
  absl::Status Explain(HttpExchange& exchange);
  absl::Status Skip();
  absl::Status Changed() const;

  HttpSession& session_;
  const HttpResource resource_;
  HttpPatience patience_;
  HttpVersion version_;
  bool known_ = false;       // the version is
  bool continuable_ = true;  // with Range
  uint64_t offset_ = 0;
  StableHash hash_;    // of the bytes before `offset_`
  uint64_t skip_ = 0;  // bytes of an answer that starts at the beginning again
  std::unique_ptr<HttpExchange> exchange_;
};

// The whole of a small one: ResourceExhausted if it has more than `max_bytes`, Unavailable if it takes longer
// than the session's `whole_timeout`.
absl::StatusOr<std::string> FetchAll(HttpSession& session, HttpResource resource,
                                     const HttpRetryOptions& retry, size_t max_bytes);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_HTTP_STREAM_H_

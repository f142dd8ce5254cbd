#ifndef REG2GRAPH_ENGINE_INGEST_REMOTE_H_
#define REG2GRAPH_ENGINE_INGEST_REMOTE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/aws/config.h"
#include "engine/aws/credential_chain.h"
#include "engine/aws/s3.h"
#include "engine/net/http_patience.h"
#include "engine/net/http_session.h"
#include "engine/net/stop_signal.h"

namespace reg2graph {

class EcfrService;

struct RemoteOptions {
  Variables variables = [](const char*) { return std::string(); };
  std::string ca_file;  // empty: the system's
  HttpRetryOptions retry;
};

// How a run reaches the sources that are not on this machine. Used by one thread at a time, first for
// listing, then by the reader. Stop may be called on any thread and ends what blocks.
class Remote {
 public:
  explicit Remote(RemoteOptions options);
  ~Remote();

  void Stop() { stop_.Stop(); }
  const StopSignal& stop() const { return stop_; }
  const RemoteOptions& options() const { return options_; }
  HttpSessionOptions SessionOptions() const;

  HttpSession& http() { return http_; }
  CredentialChain& credentials() { return credentials_; }
  // InvalidArgument: names a variable that is malformed.
  absl::StatusOr<S3Client*> S3();
  EcfrService& Ecfr();

 private:
  const RemoteOptions options_;
  StopSignal stop_;
  HttpSession http_;
  CredentialChain credentials_;
  std::unique_ptr<S3Client> s3_;
  std::unique_ptr<EcfrService> ecfr_;
};

// A URL for messages and the graph: without user and password, and without the values of parameters that
// grant access.
std::string PublicUrl(std::string_view url);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_REMOTE_H_

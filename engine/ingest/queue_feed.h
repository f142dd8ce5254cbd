#ifndef REG2GRAPH_ENGINE_INGEST_QUEUE_FEED_H_
#define REG2GRAPH_ENGINE_INGEST_QUEUE_FEED_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/aws/sqs.h"
#include "engine/core/mutex.h"
#include "engine/ingest/remote.h"
#include "engine/ingest/source_feed.h"

namespace reg2graph {

struct QueueFeedOptions {
  std::string queue_url;
  std::optional<std::chrono::seconds> idle_exit;            // without it the run does not end by itself
  NameHints flags = {};                                     // of the command line
  std::function<void(const std::string&)> on_warning = {};  // any thread
};

// The documents announced by S3 events in an SQS queue. A message is deleted when all its documents are in
// the graph (loaded, unchanged, or older than what is there), or when it names none. It stays in the
// queue, for its dead-letter policy, when it is no event or a document failed; a stop returns it. While it is
// being processed, a thread of this class extends its visibility time-out.
class QueueFeed : public SourceFeed {
 public:
  // InvalidArgument: the queue's URL or a variable; else what the queue answers. Borrows `remote`.
  static absl::StatusOr<std::unique_ptr<QueueFeed>> New(Remote& remote, QueueFeedOptions options);
  ~QueueFeed() override;

  absl::StatusOr<Step> Next() override;
  void OnOutcome(const DocumentReport& report) override;
  // Called when the run is over: deletes what is done, returns the rest.
  void Close();
  // Messages left in the queue because of their content; messages returned by a stop.
  int64_t rejected() const;
  int64_t given_back() const;

 private:
  using Clock = std::chrono::steady_clock;
  enum class Fate : uint8_t { kWorking, kDelete, kLeave, kGiveBack };
  struct Delivery {
    SqsMessage message;
    int64_t open = 0;  // documents that are not done
    Fate fate = Fate::kWorking;
    bool failed = false;
    Clock::time_point renew;
  };

  QueueFeed(Remote& remote, QueueFeedOptions options);
  // Reader's thread.
  void Take(SqsMessage message);
  bool Busy() const;
  void Warn(const std::string& message) const;
  // The keeper's thread.
  void Keep();
  void Settle(const Delivery& delivery);
  bool Waits(const Delivery& delivery) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<uint64_t> DueNow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const QueueFeedOptions options_;
  std::optional<SqsClient> receiver_;
  HttpSession receiver_session_, keeper_session_;
  std::optional<SqsClient> keeper_;
  std::chrono::seconds visibility_{30};
  std::deque<SourceEntry> ready_;
  uint64_t last_ticket_ = 0;
  Clock::time_point active_;
  bool idle_told_ = true;

  mutable Mutex mutex_;
  std::condition_variable_any changed_;
  std::map<uint64_t, Delivery> deliveries_ ABSL_GUARDED_BY(mutex_);  // by the first ticket
  std::map<uint64_t, uint64_t> tickets_ ABSL_GUARDED_BY(mutex_);     // of documents, to their delivery
  int64_t rejected_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t given_back_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_QUEUE_FEED_H_

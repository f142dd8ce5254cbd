#include "engine/ingest/queue_feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/aws/s3_event.h"
#include "engine/core/fail_point.h"
#include "engine/core/strings.h"
#include "engine/ingest/folder_walk.h"

namespace reg2graph {
namespace {

// Long before it is over, and not more often than makes sense.
std::chrono::milliseconds RenewAfter(std::chrono::seconds visibility) {
  return std::max(std::chrono::milliseconds(visibility) / 3, std::chrono::milliseconds(300));
}

constexpr std::chrono::seconds kLongPoll{20};

// The end of a run must not wait for a queue that does not respond: the messages become visible again by
// themselves.
HttpRetryOptions ShortPatience() {
  HttpRetryOptions retry;
  retry.first_contact = retry.retry_for = std::chrono::seconds(5);
  return retry;
}

// A message that is handed out while the run is being stopped must still be received, or nobody returns it.
HttpSessionOptions ReceiverSession(const Remote& remote) {
  HttpSessionOptions options = remote.SessionOptions();
  options.stop_grace = std::chrono::seconds(1);
  return options;
}

HttpSessionOptions KeeperSession(const Remote& remote) {
  HttpSessionOptions options = remote.SessionOptions();
  options.stop = nullptr;  // it works on when the run is stopped
  options.stall_timeout = std::chrono::seconds(10);
  return options;
}

bool IsAcknowledged(DocumentOutcome outcome) {
  return outcome == DocumentOutcome::kLoaded || outcome == DocumentOutcome::kUnchanged ||
         outcome == DocumentOutcome::kOlder;
}

}  // namespace

QueueFeed::QueueFeed(Remote& remote, QueueFeedOptions options)
    : options_(std::move(options)),
      receiver_session_(ReceiverSession(remote)),
      keeper_session_(KeeperSession(remote)),
      active_(Clock::now()) {}

absl::StatusOr<std::unique_ptr<QueueFeed>> QueueFeed::New(Remote& remote, QueueFeedOptions options) {
  const absl::StatusOr<AwsConfig> config = ReadAwsConfig(remote.options().variables);
  if (!config.ok()) return config.status();
  std::unique_ptr<QueueFeed> feed(new QueueFeed(remote, std::move(options)));
  const std::string& url = feed->options_.queue_url;
  absl::StatusOr<SqsClient> receiver =
      SqsClient::New(*config, url, remote.credentials(), feed->receiver_session_, remote.options().retry);
  if (!receiver.ok()) return receiver.status();
  const absl::StatusOr<std::chrono::seconds> visibility = receiver->VisibilityTimeout();
  if (!visibility.ok()) return visibility.status();
  absl::StatusOr<SqsClient> keeper =
      SqsClient::New(*config, url, remote.credentials(), feed->keeper_session_, ShortPatience());
  if (!keeper.ok()) return keeper.status();
  feed->receiver_ = *std::move(receiver);
  feed->keeper_ = *std::move(keeper);
  feed->visibility_ = *visibility;
  feed->thread_ = std::thread([self = feed.get()] { self->Keep(); });
  return feed;
}

QueueFeed::~QueueFeed() { Close(); }

void QueueFeed::Close() {
  {
    MutexLock lock(mutex_);
    closing_ = true;
    // What nobody took on, or was cut short.
    for (auto& [ticket, delivery] : deliveries_) {
      if (delivery.fate == Fate::kWorking) delivery.fate = Fate::kGiveBack;
    }
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

absl::StatusOr<SourceFeed::Step> QueueFeed::Next() {
  for (;;) {
    if (!ready_.empty()) {
      Step step{Step::Kind::kDocument, std::move(ready_.front())};
      ready_.pop_front();
      idle_told_ = false;
      return step;
    }
    const auto idle = std::chrono::floor<std::chrono::seconds>(Clock::now() - active_);
    const auto wait = options_.idle_exit ? std::min(kLongPoll, *options_.idle_exit - idle) : kLongPoll;
    absl::StatusOr<std::optional<SqsMessage>> message =
        receiver_->Receive(std::max(wait, std::chrono::seconds(1)));
    if (!message.ok()) return message.status();
    if (*message) {
      MayFailAt("message received");
      Take(**std::move(message));
      active_ = Clock::now();
      continue;
    }
    if (Busy()) {
      active_ = Clock::now();
    } else if (!std::exchange(idle_told_, true)) {
      return Step{Step::Kind::kIdle, {}};
    } else if (options_.idle_exit && Clock::now() - active_ >= *options_.idle_exit) {
      return Step{};
    }
  }
}

bool QueueFeed::Busy() const {
  MutexLock lock(mutex_);
  return !deliveries_.empty();
}

void QueueFeed::Take(SqsMessage message) {
  const absl::StatusOr<std::vector<S3EventObject>> objects = ParseS3Event(message.body);
  MutexLock lock(mutex_);
  const uint64_t first = last_ticket_ + 1;
  Delivery& delivery = deliveries_[first];
  delivery.message = std::move(message);
  delivery.renew = Clock::now() + RenewAfter(visibility_);
  if (!objects.ok()) {
    ++rejected_;
    delivery.fate = Fate::kLeave;
    Warn(absl::StrCat("message ", delivery.message.id,
                      " stays in the queue: ", std::string(objects.status().message())));
  } else {
    StringMap<size_t> known;  // where in `ready_`, by URI
    for (const S3EventObject& object : *objects) {
      if (!IsVisibleDocument(object.key)) continue;
      SourceEntry entry{SourceEntry::Kind::kS3, S3Uri({object.bucket, object.key})};
      // All of them name the object as it is now, so it is read once.
      const auto [at, added] = known.try_emplace(entry.uri, ready_.size());
      if (!added) {
        ready_[at->second].sequencer = object.sequencer;
        continue;
      }
      entry.hints = HintsOf(entry.uri, options_.flags);
      entry.bytes = object.bytes;
      entry.sequencer = object.sequencer;
      entry.ticket = ++last_ticket_;
      tickets_[entry.ticket] = first;
      ++delivery.open;
      ready_.push_back(std::move(entry));
    }
    if (delivery.open == 0) {
      delivery.fate = Fate::kDelete;
      ++last_ticket_;
    }
  }
  last_ticket_ = std::max(last_ticket_, first);
  changed_.notify_all();
}

void QueueFeed::Warn(const std::string& message) const {
  if (options_.on_warning) options_.on_warning(message);
}

void QueueFeed::OnOutcome(const DocumentReport& report) {
  MutexLock lock(mutex_);
  const auto ticket = tickets_.find(report.ticket);
  if (ticket == tickets_.end()) return;
  Delivery& delivery = deliveries_[ticket->second];
  tickets_.erase(ticket);
  if (report.outcome == DocumentOutcome::kStopped) {
    delivery.fate = Fate::kGiveBack;
  } else if (!IsAcknowledged(report.outcome)) {
    delivery.failed = true;
  }
  if (--delivery.open > 0 || delivery.fate == Fate::kGiveBack) {
    changed_.notify_all();
    return;
  }
  delivery.fate = delivery.failed ? Fate::kLeave : Fate::kDelete;
  changed_.notify_all();
}

// Given back while the reader still asks for messages, it would be handed out once more, to nobody.
bool QueueFeed::Waits(const Delivery& delivery) const {
  return delivery.fate == Fate::kGiveBack && !closing_;
}

// The delivery that has to be settled or renewed first, if it is time.
std::optional<uint64_t> QueueFeed::DueNow() {
  for (const auto& [first, delivery] : deliveries_) {
    if (Waits(delivery)) continue;
    if (delivery.fate != Fate::kWorking || delivery.renew <= Clock::now()) return first;
  }
  return std::nullopt;
}

void QueueFeed::Keep() ABSL_NO_THREAD_SAFETY_ANALYSIS {
  MutexLock lock(mutex_);
  for (;;) {
    const std::optional<uint64_t> due = DueNow();
    if (!due) {
      if (closing_) return;
      auto until = Clock::now() + std::chrono::hours(1);
      for (const auto& [first, delivery] : deliveries_) {
        if (!Waits(delivery)) until = std::min(until, delivery.renew);
      }
      changed_.wait_until(lock, until);
      continue;
    }
    const Delivery delivery = deliveries_[*due];
    lock.unlock();
    Settle(delivery);
    lock.lock();
    if (delivery.fate == Fate::kWorking) {
      deliveries_[*due].renew = Clock::now() + RenewAfter(visibility_);
      continue;
    }
    if (delivery.fate == Fate::kGiveBack) ++given_back_;
    deliveries_.erase(*due);
    std::erase_if(tickets_, [&](const auto& ticket) { return ticket.second == *due; });
  }
}

void QueueFeed::Settle(const Delivery& delivery) {
  absl::Status status;
  switch (delivery.fate) {
    case Fate::kWorking: status = keeper_->SetVisibility(delivery.message, visibility_); break;
    case Fate::kDelete:
      MayFailAt("message to be deleted");
      status = keeper_->Delete(delivery.message);
      MayFailAt("message deleted");
      break;
    case Fate::kGiveBack: status = keeper_->SetVisibility(delivery.message, std::chrono::seconds(0)); break;
    case Fate::kLeave: return;
  }
  // It comes again, and finds its documents in the graph.
  if (!status.ok()) Warn(absl::StrCat("message ", delivery.message.id, ": ", std::string(status.message())));
}

int64_t QueueFeed::rejected() const {
  MutexLock lock(mutex_);
  return rejected_;
}

int64_t QueueFeed::given_back() const {
  MutexLock lock(mutex_);
  return given_back_;
}

}  // namespace reg2graph

#ifndef REG2GRAPH_ENGINE_DELIVER_DEAD_LETTERS_H_
#define REG2GRAPH_ENGINE_DELIVER_DEAD_LETTERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/mutex.h"

namespace reg2graph {

// What could not be loaded, and why.
struct Reject {
  std::string source;  // the document's URI
  std::string place;   // unit, row or byte offset
  std::string reason;
  std::string row;  // JSON of the row itself where there is one, so that it can be sent again
};

// The dead-letter file: JSON Lines, appended to line by line, made with the first reject.
// Thread-safe. Keeps the first rejects for the summary.
class DeadLetters {
 public:
  static constexpr size_t kKept = 20;

  explicit DeadLetters(std::string path) : path_(std::move(path)) {}
  ~DeadLetters();
  DeadLetters(const DeadLetters&) = delete;
  DeadLetters& operator=(const DeadLetters&) = delete;

  void Add(const Reject& reject);
  int64_t count() const;
  std::vector<Reject> first() const;
  const std::string& path() const { return path_; }
  // Not OK if a line could not be written: the rejects are then in the summary alone.
  absl::Status status() const;

 private:
  const std::string path_;
  mutable Mutex mutex_;
  int descriptor_ ABSL_GUARDED_BY(mutex_) = -1;
  int64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Reject> first_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_DEAD_LETTERS_H_

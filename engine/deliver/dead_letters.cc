#include "engine/deliver/dead_letters.h"

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/core/json_writer.h"

namespace reg2graph {

DeadLetters::~DeadLetters() {
  MutexLock lock(mutex_);
  if (file_ != nullptr) std::fclose(file_);
}

void DeadLetters::Add(const Reject& reject) {
  std::string line;
  ObjectWriter object(line);
  object.String("source", reject.source);
  object.String("place", reject.place);
  object.String("reason", reject.reason);
  if (!reject.row.empty()) object.Raw("row", reject.row);
  object.Close();
  line.push_back('\n');

  MutexLock lock(mutex_);
  ++count_;
  if (first_.size() < kKept) first_.push_back({reject.source, reject.place, reject.reason, ""});
  if (path_.empty() || !status_.ok()) return;
  if (file_ == nullptr) file_ = std::fopen(path_.c_str(), "ae");
  const bool written = file_ != nullptr && std::fwrite(line.data(), 1, line.size(), file_) == line.size() &&
                       std::fflush(file_) == 0;
  if (!written)
    status_ = absl::UnavailableError(
        absl::StrCat("cannot write the dead-letter file ", path_, ": ", std::strerror(errno)));
}

int64_t DeadLetters::count() const {
  MutexLock lock(mutex_);
  return count_;
}

std::vector<Reject> DeadLetters::first() const {
  MutexLock lock(mutex_);
  return first_;
}

absl::Status DeadLetters::status() const {
  MutexLock lock(mutex_);
  return status_;
}

}  // namespace reg2graph

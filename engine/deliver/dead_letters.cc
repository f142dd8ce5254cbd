#include "engine/deliver/dead_letters.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/core/fail_point.h"
#include "engine/core/json_writer.h"
#include "engine/files/write_all.h"

namespace reg2graph {
namespace {

// True of a regular file whose last line has no end: a crash cut it short.
bool EndsInALine(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return false;
  char last = '\n';
  const off_t end = lseek(descriptor, 0, SEEK_END);
  const bool read = end > 0 && pread(descriptor, &last, 1, end - 1) == 1;
  close(descriptor);
  return read && last != '\n';
}

// What is written next must not be lost with such a line.
int OpenToAppend(const std::string& path) {
  const bool in_a_line = EndsInALine(path);
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor >= 0 && in_a_line) WriteAll(descriptor, "\n");
  return descriptor;
}

}  // namespace

DeadLetters::~DeadLetters() {
  MutexLock lock(mutex_);
  if (descriptor_ >= 0) close(descriptor_);
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
  MayFailAt("dead letter to be written");
  if (descriptor_ < 0) descriptor_ = OpenToAppend(path_);
  if (descriptor_ < 0 || !WriteAll(descriptor_, line)) {
    status_ = absl::UnavailableError(
        absl::StrCat("cannot write the dead-letter file ", path_, ": ", std::strerror(errno)));
  }
  MayFailAt("dead letter written");
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

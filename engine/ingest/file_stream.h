#ifndef REG2GRAPH_ENGINE_INGEST_FILE_STREAM_H_
#define REG2GRAPH_ENGINE_INGEST_FILE_STREAM_H_

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/document.h"
#include "engine/net/stop_signal.h"

namespace reg2graph {

// An open file, with its size and time as they were when it was opened. Shared by the streams that read it.
// Not thread-safe.
class OpenFile {
 public:
  // NotFound, PermissionDenied and others name the path; a folder is an InvalidArgument. `stop`, if given,
  // ends the wait for a pipe with Cancelled; borrowed.
  static absl::StatusOr<std::shared_ptr<const OpenFile>> Open(const std::string& path,
                                                              const StopSignal* stop = nullptr);
  // Borrows a descriptor that is open already, e.g. standard input; `name` is for messages.
  static absl::StatusOr<std::shared_ptr<const OpenFile>> Borrow(int descriptor, std::string name,
                                                                const StopSignal* stop = nullptr);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  const std::string& name() const { return name_; }
  bool regular() const;  // only such a file can be read twice
  // Reads at `offset` from the position that the file had when it was opened; of a pipe, what comes next.
  absl::StatusOr<size_t> Read(char* out, size_t size, uint64_t offset) const;
  // Whether an offset lies after what was the end when it was opened. Some files of the system have no size.
  bool IsPastEnd(uint64_t offset) const;
  // Aborted: size or time of a regular file are no longer what they were.
  absl::Status CheckUnchanged() const;

 private:
  OpenFile(int descriptor, bool owned, std::string name, const StopSignal* stop)
      : descriptor_(descriptor), owned_(owned), name_(std::move(name)), stop_(stop) {}
  absl::Status Examine();
  absl::StatusOr<size_t> ReadPipe(char* out, size_t size) const;

  const int descriptor_;
  const bool owned_;
  const std::string name_;
  const StopSignal* const stop_;
  struct stat info_ {};
  int64_t start_ = 0;
};

// A file from its beginning. Aborted: it grew, or at the end its size or time show that it changed.
class FileStream : public ByteStream {
 public:
  explicit FileStream(std::shared_ptr<const OpenFile> file) : file_(std::move(file)) {}
  absl::StatusOr<size_t> Read(char* out, size_t size) override;

 private:
  std::shared_ptr<const OpenFile> file_;
  uint64_t offset_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_FILE_STREAM_H_

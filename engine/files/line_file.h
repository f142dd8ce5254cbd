#ifndef REG2GRAPH_ENGINE_FILES_LINE_FILE_H_
#define REG2GRAPH_ENGINE_FILES_LINE_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace reg2graph {

// A text file that is written from its beginning in large pieces and gets its name only when it is complete:
// until then it is PATH.partial, locked, so that a second process that writes the same path is refused
// instead of mixing its lines in. A process that is killed leaves PATH.partial without a lock; the next one
// replaces it. LineFile writes directly to standard output ("-") and to a path that is not a regular file:
// /dev/null, or a pipe, which it locks too. Not thread-safe. The first error is kept.
class LineFile {
 public:
  explicit LineFile(std::string path);
  ~LineFile();  // without Close, what was written stays in PATH.partial, unlocked
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  // FailedPrecondition: another process is writing the same path; the message names both.
  absl::Status Open();
  // Where text is appended; EndLine makes it a line and writes it out when there is enough.
  std::string& buffer() { return buffer_; }
  void EndLine();
  const absl::Status& status() const { return status_; }
  absl::Status Close();
  // Instead of Close: removes what was written and leaves the path as it was.
  void Discard();

 private:
  absl::Status OpenDirectly(bool is_pipe);
  absl::Status OpenPartial();
  void Flush();
  absl::Status Publish();

  std::string path_;
  std::string partial_;  // where it is written; empty where that is the path itself
  int descriptor_ = -1;
  std::string buffer_;
  absl::Status status_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FILES_LINE_FILE_H_

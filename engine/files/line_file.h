#ifndef REG2GRAPH_ENGINE_FILES_LINE_FILE_H_
#define REG2GRAPH_ENGINE_FILES_LINE_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace reg2graph {

// A text file that is written from its beginning in big pieces, and stands under its name only when it
// is complete: until then it is PATH.partial. What is no regular file (a pipe, /dev/null) and standard
// output ("-") are written directly. Not thread-safe. The first error stays.
class LineFile {
 public:
  explicit LineFile(std::string path);
  ~LineFile();  // without Close, what was written stays in PATH.partial
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  absl::Status Open();
  // Where text is appended; EndLine makes it a line and writes it out when there is enough.
  std::string& buffer() { return buffer_; }
  void EndLine();
  const absl::Status& status() const { return status_; }
  absl::Status Close();

 private:
  void Flush();
  absl::Status Publish();

  std::string path_;
  std::string written_path_;  // empty for standard output
  int descriptor_ = -1;
  std::string buffer_;
  absl::Status status_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FILES_LINE_FILE_H_

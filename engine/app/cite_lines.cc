#include "engine/app/cite_lines.h"

#include <cstring>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/app/cite_request.h"
#include "engine/core/json_writer.h"
#include "engine/core/padded_buffer.h"
#include "engine/map/citation.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr std::streamsize kReadBytes = std::streamsize{1} << 20;
constexpr size_t kWriteBytes = size_t{1} << 20;

class LineCiter {
 public:
  LineCiter(std::ostream& out, CiteDetail detail) : out_(out), detail_(detail) {}

  // REQUIRES: CiteRequest::kPadding readable bytes after `line`.
  void Line(string_view line) {
    ++number_;
    string error;
    if (line.size() > kMaxCiteLineBytes) {
      AppendError(absl::StrCat("line ", number_, " is longer than ", kMaxCiteLineBytes >> 20, " MB"));
    } else if (request_.Parse(WithoutReturn(line), error)) {
      AppendCitations();
    } else {
      AppendError(error);
    }
    if (buffer_.size() >= kWriteBytes) Flush();
  }
  void Flush() {
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
  }
  bool failed() const { return failed_; }

 private:
  static string_view WithoutReturn(string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }
  void AppendError(string_view error) {
    failed_ = true;
    buffer_ += "{\"key\":null,\"error\":";
    AppendString(buffer_, error);
    buffer_ += "}\n";
  }
  void AppendCitations() {
    buffer_ += "{\"key\":";
    buffer_ += request_.key_json();
    buffer_ += ",\"citations\":[";
    bool first = true;
    for (const Citation& citation : finder_.Find(request_.text(), request_.context(), request_.ancestors())) {
      if (!first) buffer_.push_back(',');
      first = false;
      AppendCitation(citation);
      if (buffer_.size() >= kWriteBytes) Flush();
    }
    buffer_ += "]}\n";
  }
  void AppendCitation(const Citation& citation) {
    buffer_ += "{\"start\":";
    AppendInteger(buffer_, citation.start);
    buffer_ += ",\"end\":";
    AppendInteger(buffer_, citation.end);
    buffer_ += ",\"text\":";
    AppendString(buffer_, request_.text().substr(citation.start, citation.end - citation.start));
    buffer_ += ",\"targets\":[";
    for (size_t i = 0; i < citation.targets.size(); ++i) {
      if (i > 0) buffer_.push_back(',');
      AppendString(buffer_, citation.targets[i].key);
    }
    buffer_.push_back(']');
    if (detail_ == CiteDetail::kExplain) AppendExplanation(citation);
    buffer_.push_back('}');
  }
  void AppendExplanation(const Citation& citation) {
    buffer_ += ",\"rule\":";
    AppendString(buffer_, NameOf(citation.rule));
    buffer_ += ",\"basis\":";
    AppendString(buffer_, NameOf(citation.basis));
    if (!citation.relative) return;
    buffer_ += ",\"context\":";
    AppendString(buffer_, request_.context());
  }

  std::ostream& out_;
  CiteDetail detail_;
  CiteRequest request_;
  CitationFinder finder_;
  string buffer_;
  size_t number_ = 0;  // of the line at hand, from 1
  bool failed_ = false;
};

}  // namespace

int CiteLines(std::istream& in, std::ostream& out, CiteDetail detail) {
  LineCiter citer(out, detail);
  PaddedBuffer buffer;
  size_t held = 0;        // bytes of a line whose end has not been read yet
  bool rejected = false;  // that line is too long: what is left of it is dropped as it comes
  while (in && out) {
    buffer.Truncate(held);
    in.read(buffer.Extend(kReadBytes), kReadBytes);
    const size_t size = held + static_cast<size_t>(in.gcount());
    size_t start = 0;
    size_t from = held;
    while (const void* newline = std::memchr(buffer.data() + from, '\n', size - from)) {
      const auto end = static_cast<size_t>(static_cast<const char*>(newline) - buffer.data());
      if (!rejected) citer.Line(string_view(buffer.data() + start, end - start));
      rejected = false;
      start = from = end + 1;
    }
    held = rejected ? 0 : size - start;
    if (held > kMaxCiteLineBytes) {
      citer.Line(string_view(buffer.data() + start, held));
      rejected = true;
      held = 0;
    }
    std::memmove(buffer.data(), buffer.data() + start, held);
  }
  if (held > 0) citer.Line(string_view(buffer.data(), held));
  citer.Flush();
  out.flush();
  return citer.failed() ? 1 : 0;
}

}  // namespace reg2graph

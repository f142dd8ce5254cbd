#ifndef REG2GRAPH_ENGINE_APP_CITE_REQUEST_H_
#define REG2GRAPH_ENGINE_APP_CITE_REQUEST_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reg2graph {

// One line of `reg2graph cite`: a JSON object with "key" (any value, handed through), "text" (a string)
// and, each null or absent, "context" (a string) and "ancestors" (a list of strings: keys of what is above
// it). Other members are passed over. One object per thread, reused for its memory.
class CiteRequest {
 public:
  // Readable bytes after a line, whatever they hold.
  static constexpr size_t kPadding = 64;

  CiteRequest();
  ~CiteRequest();
  CiteRequest(const CiteRequest&) = delete;
  CiteRequest& operator=(const CiteRequest&) = delete;

  // False with a reason in `error`. The views are valid until the next call and while `line` lives.
  // REQUIRES: kPadding readable bytes after `line`.
  bool Parse(std::string_view line, std::string& error);

  std::string_view key_json() const { return key_json_; }
  std::string_view text() const { return text_; }
  std::string_view context() const { return context_; }
  std::span<const std::string_view> ancestors() const { return ancestors_; }

 private:
  struct Parser;
  // Null, or why the member that `parser` is at cannot be taken.
  const char* TakeMember(Parser& parser);

  std::unique_ptr<Parser> parser_;
  std::string_view key_json_, text_, context_;
  std::vector<std::string_view> ancestors_;
  bool has_key_ = false, has_text_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_CITE_REQUEST_H_

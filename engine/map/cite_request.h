#ifndef REG2GRAPH_ENGINE_MAP_CITE_REQUEST_H_
#define REG2GRAPH_ENGINE_MAP_CITE_REQUEST_H_

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reg2graph {

// One line of `reg2graph cite`: a flat JSON object with "key" (any scalar, handed through), "text" (a string)
// and, each null or absent, "context" (a string) and "ancestors" (a list of strings: keys of what is
// above it). Other members are passed over. Reuses its memory.
class CiteRequest {
 public:
  // False with a reason. The views are valid until the next call and while `line` lives.
  bool Parse(std::string_view line, std::string& error);

  std::string_view key_json() const { return key_json_; }
  std::string_view text() const { return text_; }
  std::string_view context() const { return context_; }
  std::span<const std::string_view> ancestors() const { return ancestors_; }

 private:
  std::string_view key_json_, text_, context_;
  std::string text_memory_, context_memory_, name_memory_;
  std::vector<std::string_view> ancestors_;
  std::deque<std::string> ancestor_memory_;  // of those with an escape
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_CITE_REQUEST_H_

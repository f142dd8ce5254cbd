#ifndef REG2GRAPH_ENGINE_MAP_CITE_REQUEST_H_
#define REG2GRAPH_ENGINE_MAP_CITE_REQUEST_H_

#include <string>
#include <string_view>

namespace reg2graph {

// One line of `reg2graph cite`: a flat JSON object with "key" (any scalar, handed through), "text" (a string)
// and "context" (a string, null or absent). Other members are passed over. Reuses its memory.
class CiteRequest {
 public:
  // False with a reason. The views are valid until the next call and while `line` lives.
  bool Parse(std::string_view line, std::string& error);

  std::string_view key_json() const { return key_json_; }
  std::string_view text() const { return text_; }
  std::string_view context() const { return context_; }

 private:
  std::string_view key_json_, text_, context_;
  std::string text_memory_, context_memory_, name_memory_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_CITE_REQUEST_H_

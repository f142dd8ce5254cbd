#ifndef REG2GRAPH_ENGINE_CORE_KEY_TEXT_H_
#define REG2GRAPH_ENGINE_CORE_KEY_TEXT_H_

#include <string>
#include <string_view>

namespace reg2graph {

// A key in words. Stubs and loaded nodes share them.
struct KeyText {
  std::string citation;  // "17 CFR 240.10b-5(b)", "12 CFR Part 1026, Supplement I, comment 5(b)(3)-1"
  std::string name;      // short enough for a circle: "(b)", "§ 240.10b-5", "Part 240", "15 U.S.C. 78j"
};

// The only place where they are made. For anything that is no key both are `key` itself.
KeyText TextOfKey(std::string_view key);
// The same into `text`, whose memory is reused.
void ReadKeyText(std::string_view key, KeyText& text);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_KEY_TEXT_H_

#ifndef REG2GRAPH_ENGINE_OBSERVE_UTC_TIME_H_
#define REG2GRAPH_ENGINE_OBSERVE_UTC_TIME_H_

#include <ctime>
#include <string>

namespace reg2graph {

// 2025-01-29T13:45:07Z
inline std::string UtcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_OBSERVE_UTC_TIME_H_

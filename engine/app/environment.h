#ifndef REG2GRAPH_ENGINE_APP_ENVIRONMENT_H_
#define REG2GRAPH_ENGINE_APP_ENVIRONMENT_H_

#include <initializer_list>
#include <string>
#include <string_view>

#include "engine/core/strings.h"

namespace reg2graph {

// The process's environment over a `.env` file of the working folder, as the earlier loader read it.
class Environment {
 public:
  // Reads `dotenv_path` if it is there; lines that are no assignment are passed over.
  static Environment Load(const std::string& dotenv_path);
  // `text`: the lines of a .env file (KEY=VALUE, export, quotes, # comments).
  static StringMap<std::string> ParseDotenv(std::string_view text);

  // The first of these names that is set and not empty; else "".
  std::string Get(std::initializer_list<const char*> names) const;

 private:
  StringMap<std::string> dotenv_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_ENVIRONMENT_H_

#ifndef REG2GRAPH_ENGINE_APP_ENVIRONMENT_H_
#define REG2GRAPH_ENGINE_APP_ENVIRONMENT_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/core/strings.h"

namespace reg2graph {

// Where a variable is set.
enum class Place : uint8_t { kProcess, kDotenv };

// The process's environment over a `.env` file of the working folder, as the earlier loader read it.
class Environment {
 public:
  static constexpr size_t kMaxDotenvBytes = size_t{1} << 20;

  // Reads `dotenv_path` if it is there; lines that are no assignment are passed over, and so is a folder of
  // that name. InvalidArgument at once if it is a pipe, a device or a socket, or larger than kMaxDotenvBytes:
  // reading it might never end.
  static absl::StatusOr<Environment> Load(const std::string& dotenv_path);
  // `text`: the lines of a .env file (KEY=VALUE, export, quotes, # comments).
  static StringMap<std::string> ParseDotenv(std::string_view text);

  // The first of these names that is set and not empty; else "".
  std::string Get(std::initializer_list<const char*> names) const;
  // The same of one place alone.
  std::string GetFrom(Place place, std::initializer_list<const char*> names) const;

 private:
  StringMap<std::string> dotenv_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_ENVIRONMENT_H_

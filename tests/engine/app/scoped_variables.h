#ifndef REG2GRAPH_TESTS_ENGINE_APP_SCOPED_VARIABLES_H_
#define REG2GRAPH_TESTS_ENGINE_APP_SCOPED_VARIABLES_H_

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace reg2graph {

// Sets variables of the process's environment for a test (an empty value unsets) and puts them back.
class ScopedVariables {
 public:
  explicit ScopedVariables(const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values) {
      const char* old = std::getenv(name.c_str());
      old_[name] = old == nullptr ? std::nullopt : std::optional<std::string>(old);
      Set(name, value.empty() ? std::nullopt : std::optional(value));
    }
  }
  ~ScopedVariables() {
    for (const auto& [name, value] : old_) Set(name, value);
  }
  ScopedVariables(const ScopedVariables&) = delete;
  ScopedVariables& operator=(const ScopedVariables&) = delete;

 private:
  static void Set(const std::string& name, const std::optional<std::string>& value) {
    if (value)
      setenv(name.c_str(), value->c_str(), 1);
    else
      unsetenv(name.c_str());
  }
  std::map<std::string, std::optional<std::string>> old_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_APP_SCOPED_VARIABLES_H_

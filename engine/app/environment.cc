#include "engine/app/environment.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "engine/core/ascii.h"

namespace reg2graph {
namespace {

std::string Value(std::string_view text) {
  text = Trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')) {
    const size_t end = text.find(text.front(), 1);
    if (end != std::string_view::npos) return std::string(text.substr(1, end - 1));
  }
  if (const size_t comment = text.find(" #"); comment != std::string_view::npos)
    text = Trim(text.substr(0, comment));
  return std::string(text);
}

}  // namespace

Environment Environment::Load(const std::string& dotenv_path) {
  Environment environment;
  std::ifstream file(dotenv_path);
  if (!file) return environment;
  std::ostringstream text;
  text << file.rdbuf();
  environment.dotenv_ = ParseDotenv(text.str());
  return environment;
}

StringMap<std::string> Environment::ParseDotenv(std::string_view text) {
  static constexpr std::string_view kExport = "export ";
  StringMap<std::string> values;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = Trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with(kExport)) line.remove_prefix(kExport.size());
    const size_t equals = line.find('=');
    if (line.empty() || line.front() == '#' || equals == std::string_view::npos) continue;
    values[std::string(Trim(line.substr(0, equals)))] = Value(line.substr(equals + 1));
  }
  return values;
}

std::string Environment::Get(std::initializer_list<const char*> names) const {
  for (const char* name : names) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  for (const char* name : names) {
    const auto found = dotenv_.find(std::string_view(name));
    if (found != dotenv_.end() && !found->second.empty()) return found->second;
  }
  return "";
}

}  // namespace reg2graph

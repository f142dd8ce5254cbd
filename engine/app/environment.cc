#include "engine/app/environment.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
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

// Up to `most` bytes.
std::string ReadUpTo(int descriptor, size_t most) {
  std::string text(most, '\0');
  size_t size = 0;
  while (size < most) {
    const ssize_t count = read(descriptor, text.data() + size, most - size);
    if (count <= 0) break;
    size += static_cast<size_t>(count);
  }
  text.resize(size);
  return text;
}

std::string FromProcess(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return "";
}

}  // namespace

absl::StatusOr<Environment> Environment::Load(const std::string& dotenv_path) {
  struct stat info {};
  // A virtual environment of Python may be a folder of this name.
  if (stat(dotenv_path.c_str(), &info) != 0 || S_ISDIR(info.st_mode)) return Environment();
  if (!S_ISREG(info.st_mode))
    return absl::InvalidArgumentError(absl::StrCat(dotenv_path, " is not a regular file"));
  // Should it have become a pipe since.
  const int descriptor = open(dotenv_path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return Environment();
  const std::string text = ReadUpTo(descriptor, kMaxDotenvBytes + 1);
  close(descriptor);
  if (text.size() > kMaxDotenvBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(dotenv_path, " is larger than 1 MiB: it is not a settings file"));
  }
  Environment environment;
  environment.dotenv_ = ParseDotenv(text);
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
  std::string value = GetFrom(Place::kProcess, names);
  return value.empty() ? GetFrom(Place::kDotenv, names) : value;
}

std::string Environment::GetFrom(Place place, std::initializer_list<const char*> names) const {
  if (place == Place::kProcess) return FromProcess(names);
  for (const char* name : names) {
    const auto found = dotenv_.find(std::string_view(name));
    if (found != dotenv_.end() && !found->second.empty()) return found->second;
  }
  return "";
}

}  // namespace reg2graph

#include "engine/aws/uri.h"

#include <algorithm>

#include "engine/core/ascii.h"
#include "engine/core/percent.h"

namespace reg2graph {
namespace {

bool IsUnreserved(char c) { return IsAlnum(c) || kUnreserved.find(c) != std::string_view::npos; }

}  // namespace

std::string UriEncodePath(std::string_view path) { return PercentEncode(path, "-._~/"); }

std::string FormDecode(std::string_view text) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '+', ' ');
  return PercentDecode(blanks);
}

bool IsHttpUrl(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!url.starts_with(scheme)) continue;
    const std::string_view rest = url.substr(scheme.size());
    const bool has_host = !rest.empty() && std::string_view("/:?").find(rest.front()) == rest.npos;
    return has_host && IsOneLine(url) && url.find_first_of("@#\\ ") == url.npos;
  }
  return false;
}

bool IsPlainName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), IsUnreserved);
}

bool IsBucketName(std::string_view name) {
  constexpr size_t kMost = 255;  // those of the first years; 63 today
  return IsPlainName(name) && name.size() <= kMost && name.find_first_not_of('.') != name.npos;
}

bool IsOneLine(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
}

}  // namespace reg2graph

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

std::string_view HostOf(std::string_view url) {
  std::string_view rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (rest.starts_with('[')) return rest.substr(0, rest.find(']') + 1);
  return rest.substr(0, rest.find(':'));
}

bool IsLoopbackHost(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
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

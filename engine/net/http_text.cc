#include "engine/net/http_text.h"

#include <curl/curl.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "engine/core/ascii.h"
#include "engine/core/strings.h"

namespace reg2graph {
void AddHeaderLine(HttpResponse& response, std::string_view line) {
  line = Trim(line);
  response.head_complete = response.head_complete || line.empty();
  if (line.substr(0, 5) == "HTTP/") {
    response.headers.clear();
    response.head_complete = false;
    return;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  std::string header = absl::AsciiStrToLower(Absl(line.substr(0, colon)));
  header.append(": ").append(Trim(line.substr(colon + 1)));
  response.headers.push_back(std::move(header));
}

bool IsLoopbackUrl(std::string_view url) {
  const size_t scheme = url.find("://");
  std::string_view host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  return host.substr(0, 4) == "127." || host.substr(0, 5) == "[::1]" ||
         host.substr(0, host.find(':')) == "localhost";
}

void InitialiseCurlOnce() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(code);
}

std::string_view HttpResponse::Header(std::string_view name) const {
  for (const std::string& header : headers) {
    const std::string_view line = header;
    if (line.size() > name.size() + 1 && line.substr(0, name.size()) == name && line[name.size()] == ':') {
      return line.substr(name.size() + 2);
    }
  }
  return {};
}

std::string RedactUrl(std::string_view url) {
  const size_t scheme = url.find("://");
  const size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const size_t at = url.substr(0, end).rfind('@');
  std::string redacted(url.substr(0, begin));
  redacted.append(url.substr(at == std::string_view::npos || at < begin ? begin : at + 1));
  return redacted;
}

}  // namespace reg2graph

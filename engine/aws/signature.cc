#include "engine/aws/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/aws/uri.h"
#include "engine/core/hash.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

constexpr char kAlgorithm[] = "AWS4-HMAC-SHA256";

std::string Hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

// Lower-case name; the value without blanks around it, and runs of them collapsed to one.
std::pair<std::string, std::string> CanonicalHeader(const std::pair<std::string, std::string>& header) {
  std::string name, value;
  for (const char c : header.first) name.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  for (const char c : header.second) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && (value.empty() || value.back() == ' ')) continue;
    value.push_back(blank ? ' ' : c);
  }
  if (!value.empty() && value.back() == ' ') value.pop_back();
  return {std::move(name), std::move(value)};
}

// Sorted by name; the values of one name are joined in their order.
NamedValues CanonicalHeaders(const NamedValues& headers) {
  NamedValues sorted;
  for (const auto& header : headers) sorted.push_back(CanonicalHeader(header));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  NamedValues joined;
  for (auto& [name, value] : sorted) {
    if (!joined.empty() && joined.back().first == name)
      joined.back().second.append(",").append(value);
    else
      joined.emplace_back(std::move(name), std::move(value));
  }
  return joined;
}

std::string SignedNames(const NamedValues& canonical) {
  return absl::StrJoin(canonical, ";",
                       [](std::string* out, const auto& header) { out->append(header.first); });
}

}  // namespace

std::string HexSha256(std::string_view bytes) {
  const std::array<unsigned char, 32> digest = Sha256Of(bytes);
  return Hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string CanonicalQuery(const NamedValues& query) {
  NamedValues encoded;
  for (const auto& [name, value] : query) encoded.emplace_back(UriEncode(name), UriEncode(value));
  std::sort(encoded.begin(), encoded.end());
  return absl::StrJoin(encoded, "&", absl::PairFormatter("="));
}

std::string CanonicalRequest(const SignedRequest& request, std::string_view service) {
  const NamedValues headers = CanonicalHeaders(request.headers);
  std::string text =
      absl::StrCat(request.method, "\n", service == "s3" ? request.path : UriEncodePath(request.path), "\n",
                   CanonicalQuery(request.query), "\n");
  for (const auto& [name, value] : headers) absl::StrAppend(&text, name, ":", value, "\n");
  absl::StrAppend(&text, "\n", SignedNames(headers), "\n", request.payload_hash);
  return text;
}

std::vector<std::string> SignatureHeaders(const SignedRequest& request, const SigningScope& scope,
                                          const AwsCredentials& credentials) {
  const std::string time = absl::FormatTime("%Y%m%dT%H%M%SZ", scope.time, absl::UTCTimeZone());
  const std::string day = time.substr(0, 8);
  SignedRequest whole = request;
  whole.headers.emplace_back("X-Amz-Date", time);
  if (!credentials.session_token.empty()) {
    whole.headers.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  const std::string place = absl::StrCat(day, "/", scope.region, "/", scope.service, "/aws4_request");
  const std::string to_sign = absl::StrCat(kAlgorithm, "\n", time, "\n", place, "\n",
                                           HexSha256(CanonicalRequest(whole, scope.service)));
  std::string key = Hmac("AWS4" + credentials.secret_access_key, day);
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service), std::string_view("aws4_request")}) {
    key = Hmac(key, part);
  }
  std::vector<std::string> headers;
  for (size_t i = request.headers.size(); i < whole.headers.size(); ++i) {
    headers.push_back(absl::StrCat(whole.headers[i].first, ": ", whole.headers[i].second));
  }
  headers.push_back(absl::StrCat("Authorization: ", kAlgorithm, " Credential=", credentials.access_key_id,
                                 "/", place, ", SignedHeaders=", SignedNames(CanonicalHeaders(whole.headers)),
                                 ", Signature=", Hex(Hmac(key, to_sign))));
  return headers;
}

}  // namespace reg2graph

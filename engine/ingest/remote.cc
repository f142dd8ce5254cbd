#include "engine/ingest/remote.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "engine/core/strings.h"
#include "engine/ingest/ecfr_service.h"

namespace reg2graph {
namespace {

// Of signed addresses of S3 and other stores ("X-Amz-Signature", "X-Goog-Credential", "sig"), and of
// interfaces with a key: recognized by the end of its name.
bool GivesAccess(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kEndings = {
      "signature", "sig", "token", "credential", "key", "password", "secret", "code"};
  const std::string lower = absl::AsciiStrToLower(Absl(name));
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&lower](std::string_view ending) { return lower.ends_with(ending); });
}

}  // namespace

Remote::Remote(RemoteOptions options)
    : options_(std::move(options)),
      http_(SessionOptions()),
      credentials_(options_.variables, SessionOptions()) {}

Remote::~Remote() = default;

HttpSessionOptions Remote::SessionOptions() const {
  HttpSessionOptions session;
  session.ca_file = options_.ca_file;
  session.stop = &stop_;
  return session;
}

absl::StatusOr<S3Client*> Remote::S3() {
  if (s3_ != nullptr) return s3_.get();
  absl::StatusOr<AwsConfig> config = ReadAwsConfig(options_.variables);
  if (!config.ok()) return config.status();
  s3_ = std::make_unique<S3Client>(*std::move(config), credentials_, http_, options_.retry);
  return s3_.get();
}

EcfrService& Remote::Ecfr() {
  if (ecfr_ == nullptr) ecfr_ = std::make_unique<EcfrService>(*this);
  return *ecfr_;
}

std::string PublicUrl(std::string_view url) {
  const std::string redacted = RedactUrl(url);
  const size_t query = redacted.find('?');
  if (query == std::string::npos) return redacted;
  std::string out = redacted.substr(0, query + 1);
  std::string_view rest = std::string_view(redacted).substr(query + 1);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view parameter = rest.substr(0, end);
    const size_t equals = std::min(parameter.find('='), parameter.size());
    out.append(GivesAccess(parameter.substr(0, equals)) ? parameter.substr(0, equals) : parameter);
    if (end < rest.size()) out.push_back('&');
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

}  // namespace reg2graph

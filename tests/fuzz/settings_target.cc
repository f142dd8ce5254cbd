// Any bytes as a .env file, a file of credentials or what a container's endpoint answers: no message repeats
// what they hold, and what is read from them breaks no request's head.
#include <algorithm>

#include "engine/app/environment.h"
#include "engine/aws/config.h"
#include "engine/aws/container.h"
#include "engine/aws/credential_process.h"
#include "engine/aws/credential_text.h"
#include "engine/aws/profiles.h"
#include "engine/aws/signature.h"
#include "engine/aws/sts.h"
#include "engine/aws/uri.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::fuzz {
namespace {

using std::string_view;

void CheckParts(const AwsCredentials& credentials) {
  FUZZ_REQUIRE(!credentials.access_key_id.empty() && !credentials.secret_access_key.empty(),
               "half of the credentials");
  SignedRequest request;
  request.headers = {{"Host", "s3.amazonaws.com"}};
  for (const std::string& header :
       SignatureHeaders(request, {"us-east-1", "s3", absl::UnixEpoch()}, credentials)) {
    FUZZ_REQUIRE(IsOneLine(header), "credentials that break a request's head");
  }
}

// The messages are few and made of the program's own words.
void RequireOwnWords(const absl::Status& status, std::initializer_list<string_view> messages) {
  const string_view message(status.message().data(), status.message().size());
  FUZZ_REQUIRE(std::find(messages.begin(), messages.end(), message) != messages.end(), message);
}

void ReadCredentials(string_view input) {
  size_t size = 0;
  for (const auto& [name, section] : ParseAwsFile(input)) {
    for (const auto& [setting, value] : section) {
      FUZZ_REQUIRE(value.find('\n') == value.npos, "a value of two lines");
      size += setting.size() + value.size() + 1;
    }
  }
  FUZZ_REQUIRE(size <= input.size(), "more than stands there");
  const auto words = SplitCommand(input);
  if (words.ok()) FUZZ_REQUIRE(words->size() <= input.size(), "more words than characters");
  if (const auto point = ParseAccessPoint(input))
    FUZZ_REQUIRE(input.ends_with(point->name), "another name than the ARN's");
  HttpResponse response;
  response.status = 200;
  response.body = std::string(input);
  const auto assumed = ParseStsAnswer(response, "STS");
  if (assumed.ok()) CheckParts(*assumed);
  const auto answer = ParseCredentialsJson(std::string(input), "", {}, "FILE");
  if (answer.ok()) return CheckParts(*answer);
  RequireOwnWords(answer.status(), {"AWS credentials of FILE: no JSON object",
                                    "AWS credentials of FILE: the secret access key is missing",
                                    "AWS credentials of FILE: the access key's id is missing",
                                    "AWS credentials of FILE: a control character is in them",
                                    "AWS credentials of FILE: Expiration is no time"});
}

void ReadConfig(const StringMap<std::string>& values) {
  const Variables variables = [&values](const char* name) {
    // Not the files of this machine.
    if (string_view(name).ends_with("_FILE") || string_view(name) == "HOME") return std::string();
    const auto found = values.find(string_view(name));
    return found == values.end() ? std::string() : found->second;
  };
  const auto endpoint = ReadContainerEndpoint(variables);
  if (endpoint.ok()) {
    FUZZ_REQUIRE(IsOneLine(endpoint->authorization) && IsOneLine(endpoint->url),
                 "what breaks a request's head");
    FUZZ_REQUIRE(endpoint->url.find('@') == std::string::npos,
                 "another host than the one that was looked at");
  }
  const auto config = ReadAwsConfig(variables);
  if (!config.ok()) return;
  for (const char* bucket : {"plain-bucket", "with.dots", "Upper_case"}) {
    const S3Address address = AddressOf(*config, bucket, "a key/with \r\nlines.xml");
    FUZZ_REQUIRE(!address.host.empty(), "no host");
    for (const string_view part :
         {string_view(address.host), string_view(address.origin), string_view(address.path)}) {
      FUZZ_REQUIRE(part.find_first_of(string_view(" \t\r\n\0", 5)) == part.npos,
                   "an address that breaks a request's head");
    }
  }
}

}  // namespace

FUZZ_TARGET(settings) {
  ReadCredentials(input);
  const StringMap<std::string> values = Environment::ParseDotenv(input);
  size_t size = 0;
  for (const auto& [name, value] : values) {
    FUZZ_REQUIRE(name.find('\n') == name.npos && value.find('\n') == value.npos, "a value of two lines");
    size += name.size() + value.size() + 1;
  }
  FUZZ_REQUIRE(size <= input.size(), "more than there is");
  ReadConfig(values);
}

}  // namespace reg2graph::fuzz

// Any bytes as a .env file, a file of credentials or what a container's endpoint answers: no message repeats
// what they hold, and what is read from them breaks no request's head.
#include <algorithm>

#include "engine/app/environment.h"
#include "engine/aws/config.h"
#include "engine/aws/credentials.h"
#include "engine/aws/signature.h"
#include "engine/aws/uri.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::fuzz {
namespace {

using std::string_view;

void CheckCredentials(const AwsCredentials& credentials) {
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
  const auto file = ReadCredentialsFile(std::string(input), "default", "FILE");
  if (file.ok()) {
    CheckCredentials(*file);
  } else {
    RequireOwnWords(file.status(),
                    {"FILE: there is no profile default",
                     "AWS credentials of profile default in FILE: the secret access key is missing",
                     "AWS credentials of profile default in FILE: the access key's id is missing",
                     "AWS credentials of profile default in FILE: a control character is in them"});
  }
  const auto answer = ParseContainerCredentials(std::string(input));
  if (answer.ok()) return CheckCredentials(*answer);
  RequireOwnWords(answer.status(),
                  {"the container's credentials endpoint sends no JSON object",
                   "AWS credentials of the container's endpoint: the secret access key is missing",
                   "AWS credentials of the container's endpoint: the access key's id is missing",
                   "AWS credentials of the container's endpoint: a control character is in them",
                   "the container's credentials have an Expiration that is no time"});
}

void ReadConfig(const StringMap<std::string>& values) {
  const Variables variables = [&values](const char* name) {
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

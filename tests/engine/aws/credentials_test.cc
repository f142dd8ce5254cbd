#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>
#include <string>

#include "engine/aws/container.h"
#include "engine/aws/credential_chain.h"
#include "engine/aws/credential_text.h"
#include "tests/engine/ingest/temp_folder.h"
#include "tests/engine/net/scripted_server.h"

namespace reg2graph {
namespace {

constexpr char kFile[] =
    "# comment\n"
    "[default]\naws_access_key_id = ID\naws_secret_access_key=se/cret+=\n"
    "[other]\naws_access_key_id=ID2\naws_secret_access_key=secret2\naws_session_token = token2\n"
    "[broken]\naws_access_key_id=ID3\n";

class CredentialsTest : public testing::Test {
 protected:
  absl::StatusOr<AwsCredentials> Get() { return Chain().Get(); }
  CredentialChain Chain() {
    return CredentialChain(
        [this](const char* name) {
          const auto found = variables.find(name);
          return found == variables.end() ? std::string() : found->second;
        },
        {});
  }
  std::string Message() {
    const absl::StatusOr<AwsCredentials> got = Get();
    EXPECT_TRUE(absl::IsUnauthenticated(got.status())) << got.status();
    return std::string(got.status().message());
  }
  static std::string Json(const std::string& id, absl::Time expiration) {
    return "{\"RoleArn\":\"arn\",\"AccessKeyId\":\"" + id +
           "\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"" +
           absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", expiration, absl::UTCTimeZone()) + "\"}";
  }

  TempFolder folder;
  std::map<std::string, std::string> variables = {{"HOME", folder.path()}};
};

TEST_F(CredentialsTest, TheEnvironmentComesFirst) {
  folder.Write(".aws/credentials", kFile);
  variables.insert({{"AWS_ACCESS_KEY_ID", "E"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}});
  const auto got = Get();
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->access_key_id + got->secret_access_key + got->session_token, "Est");
}

TEST_F(CredentialsTest, HalfAPairIsAnError) {
  variables["AWS_SECRET_ACCESS_KEY"] = "very-secret";
  const std::string message = Message();
  EXPECT_NE(message.find("access key's id is missing"), std::string::npos) << message;
  EXPECT_EQ(message.find("very-secret"), std::string::npos);
}

TEST_F(CredentialsTest, TheSharedFile) {
  folder.Write(".aws/credentials", kFile);
  EXPECT_EQ(Get()->secret_access_key, "se/cret+=");
  variables["AWS_PROFILE"] = "other";
  EXPECT_EQ(Get()->session_token, "token2");
  variables["AWS_PROFILE"] = "none";
  EXPECT_NE(Message().find("there is no profile none"), std::string::npos);
  variables["AWS_PROFILE"] = "broken";
  EXPECT_NE(Message().find("the secret access key is missing"), std::string::npos);
  variables["AWS_PROFILE"] = "default";
  variables["AWS_SHARED_CREDENTIALS_FILE"] = folder.Path("nowhere");
  EXPECT_NE(Message().find("cannot be read"), std::string::npos);
}

TEST_F(CredentialsTest, AFileWithoutAnEndIsAnError) {
  variables["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/zero";
  EXPECT_NE(Message().find("/dev/zero: more than 1048576 bytes"), std::string::npos) << Message();
}

TEST_F(CredentialsTest, APipeIsNotWaitedFor) {
  const std::string pipe = folder.Path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const char* name : {"AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"}) {
    variables = {{"HOME", folder.path()}, {"AWS_PROFILE", "default"}, {name, pipe}};
    EXPECT_NE(Message().find("pipe is not a regular file"), std::string::npos) << Message();
  }
}

TEST_F(CredentialsTest, NothingFoundSaysWhatWasLookedFor) {
  EXPECT_NE(Message().find("AWS_ACCESS_KEY_ID"), std::string::npos);
}

TEST_F(CredentialsTest, RelativeWinsOverFullAndHasNoAuthorization) {
  variables.insert({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x"},
                    {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/y"},
                    {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "t"}});
  const auto endpoint = ReadContainerEndpoint([this](const char* name) { return variables[name]; });
  EXPECT_EQ(endpoint->url, "http://169.254.170.2/v2/credentials/x");
  EXPECT_EQ(endpoint->authorization, "");
}

TEST_F(CredentialsTest, ARelativeAddressIsAPath) {
  variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "@example.org/x";
  const auto endpoint = ReadContainerEndpoint([this](const char* name) { return variables[name]; });
  EXPECT_TRUE(absl::IsInvalidArgument(endpoint.status()));
}

TEST_F(CredentialsTest, ControlCharactersAreRefused) {
  const auto credentials = ParseCredentialsJson(
      R"({"AccessKeyId":"A","SecretAccessKey":"S","Token":"t\r\nX: y"})", "", {}, "a test");
  EXPECT_TRUE(absl::IsUnauthenticated(credentials.status()));
  EXPECT_EQ(std::string(credentials.status().message()).find("X: y"), std::string::npos);
}

TEST_F(CredentialsTest, BrokenJsonIsAnError) {
  EXPECT_TRUE(absl::IsUnauthenticated(
      ParseCredentialsJson(R"({"A":"t":"2030","AccessKeyId":"A","SecretAccessKey":"S"})", "", {}, "a test")
          .status()));
}

TEST_F(CredentialsTest, PlainHttpOnlyToTheContainersOwnHost) {
  const auto read = [this](const std::string& url) {
    variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    return ReadContainerEndpoint([this](const char* name) { return variables[name]; }).ok();
  };
  for (const char* url :
       {"http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]:9/x", "http://169.254.170.2/x",
        "http://169.254.170.23/x", "http://[fd00:ec2::23]/x", "https://example.org/x"}) {
    EXPECT_TRUE(read(url)) << url;
  }
  for (const char* url :
       {"http://example.org/x", "http://169.254.169.254/x", "http://127.0.0.1.example.org/x",
        "http://[::2]/x", "ftp://127.0.0.1/x", "http://127.0.0.1:80@example.org/x",
        "http://127.0.0.1\\@example.org/x", "http://127.0.0.1/\r\nX: y"}) {
    EXPECT_FALSE(read(url)) << url;
  }
}

TEST_F(CredentialsTest, TheContainersEndpointWithItsTokenFile) {
  ScriptedServer server([](const std::string& head, const std::string&) -> ScriptedServer::Answer {
    const bool allowed = ScriptedServer::Header(head, "Authorization") == "Bearer of file";
    return {ScriptedServer::Ok(allowed ? Json("C", absl::Now() + absl::Hours(1)) : "{}")};
  });
  variables.insert({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url("/role")},
                    {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "other"},
                    {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", folder.Write("token", "Bearer of file")}});
  CredentialChain chain = Chain();
  EXPECT_EQ(chain.Get()->access_key_id, "C");
  EXPECT_EQ(chain.Get()->access_key_id, "C");
  EXPECT_EQ(server.heads().size(), 1u) << "they hold for an hour";
  folder.Write("token", "two\nlines");
  EXPECT_NE(Message().find("line break"), std::string::npos);
}

TEST_F(CredentialsTest, RenewedMinutesBeforeTheyExpire) {
  int asked = 0;
  ScriptedServer server([&asked](const std::string&, const std::string&) -> ScriptedServer::Answer {
    ++asked;
    return {ScriptedServer::Ok(asked == 1 ? Json("first", absl::Now() + absl::Minutes(4))
                                          : Json("second", absl::Now() + absl::Hours(1)))};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.url();
  CredentialChain chain = Chain();
  EXPECT_EQ(chain.Get()->access_key_id, "first");
  EXPECT_EQ(chain.Get()->access_key_id, "second");
  EXPECT_EQ(chain.Get()->access_key_id, "second");
  EXPECT_EQ(server.heads().size(), 2u);
}

TEST_F(CredentialsTest, WhatStillHoldsOutlivesAnEndpointThatIsAway) {
  int asked = 0;
  ScriptedServer server([&asked](const std::string&, const std::string&) -> ScriptedServer::Answer {
    ++asked;
    if (asked == 1) return {ScriptedServer::Ok(Json("first", absl::Now() + absl::Minutes(4)))};
    return {ScriptedServer::Ok("no", "", "403 Forbidden")};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.url();
  CredentialChain chain = Chain();
  EXPECT_EQ(chain.Get()->access_key_id, "first");
  EXPECT_EQ(chain.Get()->access_key_id, "first");
  EXPECT_EQ(server.heads().size(), 2u);
}

TEST_F(CredentialsTest, WhatAServiceRefusesIsRenewedOnce) {
  int asked = 0;
  ScriptedServer server([&asked](const std::string&, const std::string&) -> ScriptedServer::Answer {
    ++asked;
    return {ScriptedServer::Ok(Json(asked == 1 ? "first" : "second", absl::Now() + absl::Hours(1)))};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.url();
  CredentialChain chain = Chain();
  const AwsCredentials first = *chain.Get();
  EXPECT_TRUE(chain.Renewable(first));
  const AwsCredentials second = *chain.Get();
  EXPECT_EQ(second.access_key_id, "second");
  EXPECT_TRUE(chain.Renewable(first)) << "another thread was quicker";
  EXPECT_FALSE(chain.Renewable(second)) << "the endpoint has no others";
}

TEST_F(CredentialsTest, AnAnswerWithoutCredentialsIsAnError) {
  std::string answer;
  ScriptedServer server([&answer](const std::string&, const std::string&) -> ScriptedServer::Answer {
    return {ScriptedServer::Ok(answer)};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.url();
  for (const char* text :
       {"", "[]", "{", "{\"AccessKeyId\":\"x\"}",
        "{\"AccessKeyId\":\"x\",\"SecretAccessKey\":\"hidden\",\"Expiration\":\"soon\"}"}) {
    answer = text;
    EXPECT_EQ(Message().find("hidden"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace reg2graph

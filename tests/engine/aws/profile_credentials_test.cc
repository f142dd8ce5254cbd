#include "engine/aws/profile_credentials.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/ingest/temp_folder.h"
#include "tests/engine/net/scripted_server.h"

namespace reg2graph {
namespace {

std::string Assumed(const std::string& action, const std::string& id) {
  return "<" + action + "Response><" + action + "Result><Credentials><AccessKeyId>" + id +
         "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
         "<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></" +
         action + "Result></" + action + "Response>";
}

class ProfileCredentialsTest : public testing::Test {
 protected:
  ProfileCredentialsTest()
      : server([this](const std::string& head, const std::string& body) -> ScriptedServer::Answer {
          return {answer(head, body)};
        }) {
    variables = {{"HOME", folder.path()},
                 {"AWS_ENDPOINT_URL_STS", server.url("")},
                 {"AWS_ENDPOINT_URL_SSO", server.url("")},
                 {"AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url("")}};
  }
  absl::StatusOr<AwsCredentials> Find() {
    HttpSession session({});
    return FindCredentials(
        [this](const char* name) {
          const auto found = variables.find(name);
          return found == variables.end() ? std::string() : found->second;
        },
        session);
  }
  std::string Id() {
    const auto got = Find();
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->access_key_id : "";
  }
  void ExpectRefused(const std::string& words) {
    const auto got = Find();
    EXPECT_TRUE(absl::IsUnauthenticated(got.status())) << got.status();
    EXPECT_NE(std::string(got.status().message()).find(words), std::string::npos) << got.status();
  }
  void Config(const std::string& text) { folder.Write(".aws/config", text); }
  std::string Answered(const std::string& head, const std::string& body) {
    asked.push_back(body);
    heads.push_back(head);
    const bool web = body.find("Action=AssumeRoleWithWebIdentity") != std::string::npos;
    return ScriptedServer::Ok(
        Assumed(web ? "AssumeRoleWithWebIdentity" : "AssumeRole", "ASSUMED" + std::to_string(asked.size())));
  }

  TempFolder folder;
  std::vector<std::string> asked, heads;
  std::function<std::string(const std::string&, const std::string&)> answer =
      [this](const std::string& head, const std::string& body) { return Answered(head, body); };
  ScriptedServer server;
  std::map<std::string, std::string> variables;
};

TEST_F(ProfileCredentialsTest, TheWebIdentityOfKubernetes) {
  const std::string token = folder.Write("token", "first.token\n");
  variables.insert({{"AWS_WEB_IDENTITY_TOKEN_FILE", token},
                    {"AWS_ROLE_ARN", "arn:aws:iam::1:role/r"},
                    {"AWS_ROLE_SESSION_NAME", "pod"}});
  folder.Write(".aws/credentials", "[default]\naws_access_key_id=A\naws_secret_access_key=S\n");
  EXPECT_EQ(Id(), "ASSUMED1");
  EXPECT_EQ(asked[0],
            "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=pod&"
            "Version=2011-06-15&WebIdentityToken=first.token");
  EXPECT_EQ(ScriptedServer::Header(heads[0], "Authorization"), "");
  // The file is read anew, since Kubernetes replaces it.
  folder.Write("token", "second.token");
  Id();
  EXPECT_NE(asked[1].find("WebIdentityToken=second.token"), std::string::npos);
  folder.Write("token", "two\nlines");
  ExpectRefused("not a web identity token");
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = folder.Path("nowhere");
  ExpectRefused("cannot be read");
  variables.erase("AWS_ROLE_ARN");
  ExpectRefused("AWS_ROLE_ARN is not");
}

TEST_F(ProfileCredentialsTest, ARefusalOfStsInItsOwnWords) {
  variables.insert(
      {{"AWS_WEB_IDENTITY_TOKEN_FILE", folder.Write("token", "hidden.token")}, {"AWS_ROLE_ARN", "r"}});
  answer = [](const std::string&, const std::string&) {
    return ScriptedServer::Ok(
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform "
        "sts:AssumeRoleWithWebIdentity" +
            std::string(5000, '.') + "</Message></Error></ErrorResponse>",
        "", "403 Forbidden");
  };
  ExpectRefused("Not authorized to perform sts:AssumeRoleWithWebIdentity");
  const std::string message(Find().status().message());
  EXPECT_LT(message.size(), 1000u);
  EXPECT_EQ(message.find("hidden"), std::string::npos);
}

TEST_F(ProfileCredentialsTest, KeysOfTheCredentialsFileBeforeThoseOfTheConfig) {
  Config(
      "[default]\naws_access_key_id=C\naws_secret_access_key=S\n[profile other]\naws_access_key_id=O\n"
      "aws_secret_access_key=S\n");
  EXPECT_EQ(Id(), "C");
  folder.Write(".aws/credentials", "[default]\naws_access_key_id=F\naws_secret_access_key=S\n");
  EXPECT_EQ(Id(), "F");
  variables["AWS_PROFILE"] = "other";
  EXPECT_EQ(Id(), "O");
  variables["AWS_PROFILE"] = "none";
  ExpectRefused("there is no profile none in " + folder.path());
}

TEST_F(ProfileCredentialsTest, AProfileWithoutCredentialsIsPassedOverUnlessItWasAskedFor) {
  Config("[default]\nregion = eu-west-1\n");
  ExpectRefused("no AWS credentials: neither");
  variables["AWS_PROFILE"] = "default";
  ExpectRefused("profile default has no credentials in " + folder.path());
}

TEST_F(ProfileCredentialsTest, ARoleOfAnotherProfile) {
  Config(
      "[profile r]\nrole_arn = arn:r\nsource_profile = s\nexternal_id = e\nduration_seconds = 900\n"
      "[profile s]\nrole_arn = arn:s\nsource_profile = keys\nregion = eu-west-1\n");
  folder.Write(".aws/credentials", "[keys]\naws_access_key_id=KEYS\naws_secret_access_key=S\n");
  variables["AWS_PROFILE"] = "r";
  EXPECT_EQ(Id(), "ASSUMED2");
  EXPECT_NE(asked[0].find("RoleArn=arn%3As"), std::string::npos);
  EXPECT_EQ(asked[1],
            "Action=AssumeRole&DurationSeconds=900&ExternalId=e&RoleArn=arn%3Ar&RoleSessionName=reg2graph&"
            "Version=2011-06-15");
  EXPECT_NE(ScriptedServer::Header(heads[0], "Authorization").find("Credential=KEYS/"), std::string::npos);
  EXPECT_NE(ScriptedServer::Header(heads[1], "Authorization").find("Credential=ASSUMED1/"),
            std::string::npos);
}

TEST_F(ProfileCredentialsTest, AProfileThatIsItsOwnSource) {
  Config(
      "[profile r]\nrole_arn = arn:r\nsource_profile = r\naws_access_key_id=OWN\naws_secret_access_key=S\n");
  variables["AWS_PROFILE"] = "r";
  EXPECT_EQ(Id(), "ASSUMED1");
  EXPECT_NE(ScriptedServer::Header(heads[0], "Authorization").find("Credential=OWN/"), std::string::npos);
}

TEST_F(ProfileCredentialsTest, SourcesThatLeadNowhere) {
  Config(
      "[profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = a\n"
      "[profile none]\nrole_arn = r\n[profile gone]\nrole_arn = r\nsource_profile = nobody\n"
      "[profile mfa]\nrole_arn = r\nsource_profile = gone\nmfa_serial = m\n"
      "[profile login]\nlogin_session = x\n[profile strange]\nrole_arn = r\ncredential_source = Sky\n");
  for (const auto& [name, words] :
       {std::pair("a", "leads to itself"), std::pair("none", "needs source_profile"),
        std::pair("gone", "has none"), std::pair("mfa", "mfa_serial is not supported"),
        std::pair("login", "login_session is not supported"),
        std::pair("strange", "credential_source that is")}) {
    variables["AWS_PROFILE"] = name;
    ExpectRefused(words);
  }
  EXPECT_TRUE(asked.empty());
}

TEST_F(ProfileCredentialsTest, ARoleByASourceThatIsNoProfile) {
  Config("[default]\nrole_arn = r\ncredential_source = EcsContainer\n");
  answer = [this](const std::string& head, const std::string& body) {
    if (head.starts_with("POST")) return Answered(head, body);
    return ScriptedServer::Ok(R"({"AccessKeyId":"TASK","SecretAccessKey":"s"})");
  };
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.url("/role");
  EXPECT_EQ(Id(), "ASSUMED1");
  EXPECT_NE(ScriptedServer::Header(heads[0], "Authorization").find("Credential=TASK/"), std::string::npos);
}

TEST_F(ProfileCredentialsTest, AProcessOfTheConfigFileOnly) {
  const std::string process =
      "credential_process = echo '{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"S\"}'\n";
  folder.Write(".aws/credentials", "[default]\n" + process);
  ExpectRefused("no AWS credentials");
  Config("[default]\n" + process);
  EXPECT_EQ(Id(), "P");
}

class SsoTest : public ProfileCredentialsTest {
 protected:
  SsoTest() {
    Config(
        "[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n"
        "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://x\n"
        "[profile old]\nsso_start_url = https://x\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name "
        "= r\n");
    answer = [this](const std::string& head, const std::string&) {
      heads.push_back(head);
      return ScriptedServer::Ok(
          R"({"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}})");
    };
  }
  // The SHA-1 of "corp", or of "https://x".
  void Token(const std::string& json, const std::string& name = "ee0bfd2552fbd840c02cc48b6e823320543c450f") {
    folder.Write(".aws/sso/cache/" + name + ".json", json);
  }
};

TEST_F(SsoTest, TheCachedToken) {
  Token(R"({"accessToken":"BEARER","expiresAt":"2100-01-01T00:00:00Z"})");
  EXPECT_EQ(Id(), "SSO");
  EXPECT_TRUE(heads[0].starts_with("GET /federation/credentials?account_id=1&role_name=r ")) << heads[0];
  EXPECT_EQ(ScriptedServer::Header(heads[0], "x-amz-sso_bearer_token"), "BEARER");
}

TEST_F(SsoTest, ATokenThatIsOfNoUse) {
  ExpectRefused("there is no SSO token: run aws sso login --profile default");
  Token(R"({"accessToken":"BEARER","expiresAt":"2020-01-01T00:00:00UTC"})");
  ExpectRefused("the SSO token has expired: run aws sso login");
  Token(R"({"accessToken":"hidden\n"})");
  ExpectRefused("is malformed");
  EXPECT_TRUE(heads.empty());
  variables["AWS_PROFILE"] = "old";
  ExpectRefused("run aws sso login --profile old");
}

TEST_F(SsoTest, TheTokenOfAProfileWithoutASession) {
  Token(R"({"accessToken":"OLDER","expiresAt":"2100-01-01T00:00:00UTC"})",
        "98383e6608d65e46b24bbd92582bc8d916605a21");
  variables["AWS_PROFILE"] = "old";
  EXPECT_EQ(Id(), "SSO");
  EXPECT_EQ(ScriptedServer::Header(heads[0], "x-amz-sso_bearer_token"), "OLDER");
}

class InstanceTest : public ProfileCredentialsTest {
 protected:
  InstanceTest() {
    answer = [this](const std::string& head, const std::string&) {
      heads.push_back(head);
      if (head.starts_with("PUT /latest/api/token ")) return ScriptedServer::Ok("TOKEN");
      if (ScriptedServer::Header(head, "X-aws-ec2-metadata-token") != "TOKEN")
        return ScriptedServer::Ok("", "", "401 Unauthorized");
      const bool role = head.starts_with("GET /latest/meta-data/iam/security-credentials/a%2Brole ");
      return ScriptedServer::Ok(
          role ? R"({"Code":"Success","AccessKeyId":"EC2","SecretAccessKey":"s","Token":"t"})" : "a+role");
    };
  }
};

TEST_F(InstanceTest, OnlyOnRequest) {
  ExpectRefused("AWS_EC2_METADATA_DISABLED=false");
  EXPECT_TRUE(heads.empty());
  variables["AWS_EC2_METADATA_DISABLED"] = "false";
  EXPECT_EQ(Id(), "EC2");
  EXPECT_EQ(heads.size(), 3u);
}

TEST_F(InstanceTest, PlainHttpToItsOwnAddressOnly) {
  variables["AWS_EC2_METADATA_DISABLED"] = "false";
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://example.org";
  ExpectRefused("plain http is allowed");
}

TEST_F(InstanceTest, AnInstanceWithoutARole) {
  variables["AWS_EC2_METADATA_DISABLED"] = "false";
  answer = [](const std::string& head, const std::string&) {
    return head.starts_with("PUT") ? ScriptedServer::Ok("TOKEN")
                                   : ScriptedServer::Ok("", "", "404 Not Found");
  };
  ExpectRefused("the instance has no role");
}

}  // namespace
}  // namespace reg2graph

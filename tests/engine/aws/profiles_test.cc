#include "engine/aws/profiles.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

TEST(AwsFileTest, SectionsAndSettings) {
  const AwsSections sections = ParseAwsFile(
      "lost = before any section\n"
      "# comment\n; comment\n"
      "[default]\r\nRegion = eu-west-1\r\n"
      "s3 =\n  addressing_style = path\n  region = nested\nOUTPUT=json\n"
      "[profile   two  words ]\n  role_arn = a=b\nno setting\n"
      "[sso-session corp");
  EXPECT_EQ(sections.size(), 3u);
  const AwsSection& first = sections.at("default");
  EXPECT_EQ(first.at("region"), "eu-west-1");
  EXPECT_EQ(first.at("output"), "json");
  EXPECT_FALSE(first.contains("addressing_style"));
  EXPECT_EQ(sections.at("profile two words").at("role_arn"), "a=b");
  EXPECT_TRUE(sections.at("sso-session corp").empty());
}

class AwsProfilesTest : public testing::Test {
 protected:
  absl::StatusOr<AwsProfiles> Read() {
    return AwsProfiles::Read([this](const char* name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::string() : found->second;
    });
  }

  TempFolder folder;
  std::map<std::string, std::string> variables = {{"HOME", folder.path()}};
};

TEST_F(AwsProfilesTest, BothFilesDescribeAProfile) {
  folder.Write(".aws/credentials", "[p]\naws_access_key_id = A\nregion = first\n");
  folder.Write(".aws/config",
               "[profile p]\nregion = second\nsso_session = corp\n[p]\noutput = text\n"
               "[sso-session corp]\nsso_region = us-east-2\n[default]\nregion = eu-west-1\n");
  const auto profiles = Read();
  ASSERT_TRUE(profiles.ok()) << profiles.status();
  const AwsProfile profile = profiles->Find("p");
  EXPECT_TRUE(profile.exists);
  EXPECT_EQ(profile.Get("region"), "first");
  EXPECT_EQ(profile.Get("output"), "") << "only the default profile has no \"profile\" before its name";
  EXPECT_EQ(profile.sso_session.at("sso_region"), "us-east-2");
  EXPECT_EQ(profiles->Find("default").Get("region"), "eu-west-1");
  EXPECT_FALSE(profiles->Find("corp").exists);
}

TEST_F(AwsProfilesTest, AFileThatIsNamedMustBeThere) {
  EXPECT_TRUE(Read().ok());
  variables["AWS_CONFIG_FILE"] = folder.Path("nowhere");
  EXPECT_TRUE(absl::IsUnauthenticated(Read().status()));
  variables["AWS_CONFIG_FILE"] = folder.Write("config", "[profile q]\nregion = r\n");
  EXPECT_EQ(Read()->Find("q").Get("region"), "r");
}

}  // namespace
}  // namespace reg2graph

#ifndef REG2GRAPH_ENGINE_AWS_PROFILES_H_
#define REG2GRAPH_ENGINE_AWS_PROFILES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/aws/credentials.h"
#include "engine/core/strings.h"

namespace reg2graph {

// The settings of one section; names in lower case.
using AwsSection = StringMap<std::string>;

// The sections of one file, by what its brackets enclose.
using AwsSections = StringMap<AwsSection>;
// Pure. Lines that are no setting are passed over, and so are settings that belong to another one ("s3 =").
AwsSections ParseAwsFile(std::string_view text);

// One profile, as the shared files of the official SDKs describe it.
struct AwsProfile {
  std::string name;
  AwsSection credentials;  // from ~/.aws/credentials or AWS_SHARED_CREDENTIALS_FILE
  AwsSection config;       // from ~/.aws/config or AWS_CONFIG_FILE
  AwsSection sso_session;  // that it names
  bool exists = false;     // in either file

  // A setting of either file, of the credentials file first; "" if there is none.
  std::string Get(std::string_view name) const;
};

// Both files. Immutable.
class AwsProfiles {
 public:
  // Unauthenticated: a file that a variable names cannot be read, or one has more than 1 MiB.
  static absl::StatusOr<AwsProfiles> Read(const Variables& variables);

  AwsProfile Find(const std::string& name) const;
  const std::string& files() const { return files_; }  // for messages

 private:
  AwsSections credentials_, config_;
  std::string files_;
};

// AWS_PROFILE, or "default".
std::string ProfileName(const Variables& variables);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_PROFILES_H_

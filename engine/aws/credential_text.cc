#include "engine/aws/credential_text.h"

#include <simdjson.h>
#include <sys/stat.h>

#include <fstream>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/aws/uri.h"

namespace reg2graph {
namespace {

constexpr size_t kMaxFile = size_t{1} << 20;

std::string Text(const simdjson::dom::element& object, std::string_view name) {
  std::string_view value;
  return object[name].get_string().get(value) == simdjson::SUCCESS ? std::string(value) : "";
}

absl::Status ReadExpiration(const simdjson::dom::element& object, const char* name, absl::string_view where,
                            absl::Time* expiration) {
  int64_t milliseconds = 0;
  if (object[name].get_int64().get(milliseconds) == simdjson::SUCCESS) {
    *expiration = absl::FromUnixMillis(milliseconds);
    return absl::OkStatus();
  }
  const std::string text = Text(object, name);
  std::string error;
  if (text.empty() || absl::ParseTime(absl::RFC3339_full, text, expiration, &error)) return absl::OkStatus();
  return absl::UnauthenticatedError(absl::StrCat("AWS credentials of ", where, ": ", name, " is no time"));
}

}  // namespace

absl::StatusOr<std::string> ReadSmallFile(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0 && (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode)))
    return absl::UnauthenticatedError(absl::StrCat(path, " is not a regular file"));
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.empty()) return absl::NotFoundError(absl::StrCat(path, ": cannot be read, or is empty"));
  if (text.size() <= kMaxFile) return text;
  return absl::UnauthenticatedError(absl::StrCat(path, ": more than ", kMaxFile, " bytes"));
}

absl::Status CheckCredentials(const AwsCredentials& credentials, absl::string_view where) {
  const bool has_id = !credentials.access_key_id.empty();
  // They go into the head of each request.
  for (const std::string* value :
       {&credentials.access_key_id, &credentials.secret_access_key, &credentials.session_token}) {
    if (IsOneLine(*value)) continue;
    return absl::UnauthenticatedError(
        absl::StrCat("AWS credentials of ", where, ": a control character is in them"));
  }
  if (has_id && !credentials.secret_access_key.empty()) return absl::OkStatus();
  return absl::UnauthenticatedError(absl::StrCat("AWS credentials of ", where, ": the ",
                                                 has_id ? "secret access key" : "access key's id",
                                                 " is missing"));
}

absl::StatusOr<AwsCredentials> Checked(AwsCredentials credentials, absl::string_view where) {
  const absl::Status status = CheckCredentials(credentials, where);
  return status.ok() ? absl::StatusOr<AwsCredentials>(std::move(credentials)) : status;
}

absl::StatusOr<AwsCredentials> ParseCredentialsJson(const std::string& json, const char* pointer,
                                                    const CredentialNames& names, absl::string_view where) {
  simdjson::dom::parser parser;
  simdjson::dom::element root, object;
  const bool found = parser.parse(json).get(root) == simdjson::SUCCESS &&
                     root.at_pointer(pointer).get(object) == simdjson::SUCCESS && object.is_object();
  if (!found)
    return absl::UnauthenticatedError(absl::StrCat("AWS credentials of ", where, ": no JSON object"));
  AwsCredentials credentials{Text(object, names.id), Text(object, names.secret), Text(object, names.token),
                             absl::InfiniteFuture()};
  if (absl::Status status = CheckCredentials(credentials, where); !status.ok()) return status;
  if (absl::Status status = ReadExpiration(object, names.expiration, where, &credentials.expiration);
      !status.ok()) {
    return status;
  }
  return credentials;
}

}  // namespace reg2graph

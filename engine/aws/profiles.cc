#include "engine/aws/profiles.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/aws/credential_text.h"
#include "engine/core/ascii.h"

namespace reg2graph {
namespace {

// The name of a section, with one blank between its words: "profile  a" is "profile a".
std::string SectionName(std::string_view line) {
  const std::string_view inner = line.substr(1, std::min(line.find(']'), line.size()) - 1);
  std::string name;
  for (const char c : Trim(inner)) {
    if (!IsBlank(c))
      name.push_back(c);
    else if (name.back() != ' ')
      name.push_back(' ');
  }
  return name;
}

absl::StatusOr<AwsSections> ReadFile(const Variables& variables, const char* variable, const char* usual,
                                     std::string* names) {
  const std::string named = variables(variable), home = variables("HOME");
  const std::string path = !named.empty() ? named : home.empty() ? "" : absl::StrCat(home, usual);
  if (path.empty()) return AwsSections();
  absl::StrAppend(names, names->empty() ? "" : ", ", path);
  const absl::StatusOr<std::string> text = ReadSmallFile(path);
  if (text.ok()) return ParseAwsFile(*text);
  if (absl::IsNotFound(text.status()) && named.empty()) return AwsSections();
  return absl::UnauthenticatedError(absl::StrCat("no AWS credentials: ", text.status().message()));
}

AwsSection SectionOf(const AwsSections& sections, const std::string& name, bool* exists) {
  const auto found = sections.find(name);
  if (found == sections.end()) return {};
  *exists = true;
  return found->second;
}

}  // namespace

AwsSections ParseAwsFile(std::string_view text) {
  AwsSections sections;
  AwsSection* section = nullptr;
  bool nested = false;  // below a setting without a value
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view raw = text.substr(0, end), line = Trim(raw);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      section = &sections[SectionName(line)];
      nested = false;
      continue;
    }
    const size_t equals = line.find('=');
    if (section == nullptr || equals == std::string_view::npos || (nested && IsBlank(raw.front()))) continue;
    const std::string_view value = Trim(line.substr(equals + 1));
    nested = value.empty();
    (*section)[absl::AsciiStrToLower(Absl(Trim(line.substr(0, equals))))] = std::string(value);
  }
  return sections;
}

std::string AwsProfile::Get(std::string_view setting) const {
  for (const AwsSection* section : {&credentials, &config}) {
    const auto found = section->find(setting);
    if (found != section->end()) return found->second;
  }
  return "";
}

absl::StatusOr<AwsProfiles> AwsProfiles::Read(const Variables& variables) {
  AwsProfiles profiles;
  absl::StatusOr<AwsSections> file =
      ReadFile(variables, "AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials", &profiles.files_);
  if (!file.ok()) return file.status();
  profiles.credentials_ = *std::move(file);
  file = ReadFile(variables, "AWS_CONFIG_FILE", "/.aws/config", &profiles.files_);
  if (!file.ok()) return file.status();
  profiles.config_ = *std::move(file);
  return profiles;
}

AwsProfile AwsProfiles::Find(const std::string& name) const {
  AwsProfile profile;
  profile.name = name;
  profile.credentials = SectionOf(credentials_, name, &profile.exists);
  profile.config = SectionOf(config_, "profile " + name, &profile.exists);
  if (name == "default" && profile.config.empty()) profile.config = SectionOf(config_, name, &profile.exists);
  bool ignored = false;
  if (const std::string session = profile.Get("sso_session"); !session.empty())
    profile.sso_session = SectionOf(config_, "sso-session " + session, &ignored);
  return profile;
}

std::string ProfileName(const Variables& variables) {
  const std::string name = variables("AWS_PROFILE");
  return name.empty() ? "default" : name;
}

}  // namespace reg2graph

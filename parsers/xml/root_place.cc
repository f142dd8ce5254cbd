#include "parsers/xml/root_place.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "parsers/xml/start_tag.h"

namespace reg2graph {
namespace {

using std::string_view;

// The text of a member of a flat JSON object.
std::string MemberOf(string_view json, string_view quoted_name) {
  size_t at = json.find(quoted_name);
  if (at == string_view::npos) return "";
  at = json.find_first_not_of(" :", at + quoted_name.size());
  if (at == string_view::npos || json[at] != '"') return "";
  size_t end = at + 1;
  while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return end < json.size() ? Unquote(json.substr(at, end + 1 - at)) : "";
}

int Number(string_view digits) {
  int number = 0;
  digits = digits.substr(0, digits.find_first_not_of("0123456789"));
  return absl::SimpleAtoi(Absl(digits), &number) && number >= 1 && number <= 99 ? number : 0;
}

constexpr std::pair<string_view, DivisionType> kSteps[] = {
    {"title-", DivisionType::kTitle},     {"subtitle-", DivisionType::kSubtitle},
    {"chapter-", DivisionType::kChapter}, {"subchapter-", DivisionType::kSubchapter},
    {"part-", DivisionType::kPart},       {"subpart-", DivisionType::kSubpart},
};

// What a path names above a division of `type`: it goes on with the division itself.
std::vector<Ancestor> AncestorsOfPath(string_view path, DivisionType type) {
  std::vector<Ancestor> ancestors;
  while (!path.empty()) {
    const size_t end = std::min(path.find('/'), path.size());
    const string_view step = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    const auto* found = std::find_if(std::begin(kSteps), std::end(kSteps),
                                     [&](const auto& entry) { return step.starts_with(entry.first); });
    if (found == std::end(kSteps)) {
      if (ancestors.empty()) continue;  // "on", the date
      break;
    }
    if (found->second >= type) break;
    ancestors.push_back({found->second, std::string(step.substr(found->first.size()))});
  }
  return ancestors;
}

// The part or subpart that a citation or a name mentions: "23" of "14 CFR Part 23 Subpart A".
std::string Mentioned(DivisionType type, string_view text) {
  const string_view word = type == DivisionType::kPart ? "Part " : "Subpart ";
  size_t at = text.find(word);
  while (at != string_view::npos && at > 0 && text[at - 1] != ' ') at = text.find(word, at + 1);
  return at == string_view::npos ? "" : IdentifierOfHeading(type, text.substr(at));
}

bool HasType(const std::vector<Ancestor>& ancestors, DivisionType type) {
  return std::any_of(ancestors.begin(), ancestors.end(),
                     [type](const Ancestor& ancestor) { return ancestor.type == type; });
}

void AddMentioned(DivisionType type, string_view text, std::vector<Ancestor>& ancestors) {
  std::string identifier = HasType(ancestors, type) ? "" : Mentioned(type, text);
  if (!identifier.empty()) ancestors.push_back({type, std::move(identifier)});
}

}  // namespace

HierarchyMetadata ReadHierarchyMetadata(string_view tag) {
  const std::optional<string_view> raw = RawAttribute(tag, "hierarchy_metadata");
  if (!raw.has_value()) return {};
  std::string json = DecodeAttribute(*raw);
  if (json.find("&quot;") != std::string::npos) json = DecodeAttribute(json);
  return {MemberOf(json, "\"path\""), MemberOf(json, "\"citation\"")};
}

int TitleOf(const HierarchyMetadata& metadata) {
  constexpr string_view kStep = "/title-", kTail = ", Title ", kCfr = " CFR";
  const string_view path = metadata.path, citation = metadata.citation;
  if (const size_t at = path.find(kStep); at != string_view::npos)
    return Number(path.substr(at + kStep.size()));
  if (const size_t at = citation.rfind(kTail); at != string_view::npos)
    return Number(citation.substr(at + kTail.size()));
  const size_t cfr = citation.find(kCfr);
  const bool starts = cfr != string_view::npos && citation.find_first_not_of("0123456789") == cfr;
  return starts ? Number(citation) : 0;
}

std::vector<Ancestor> AncestorsOfRoot(string_view tag, DivisionType type) {
  const HierarchyMetadata metadata = ReadHierarchyMetadata(tag);
  const std::string name = DivIdentifier(tag);
  // After " - " a citation has the heading of a subject group.
  const string_view citation = string_view(metadata.citation).substr(0, metadata.citation.find(" - "));
  std::vector<Ancestor> ancestors = AncestorsOfPath(metadata.path, type);
  if (ancestors.empty()) ancestors.push_back({DivisionType::kTitle, std::to_string(TitleOf(metadata))});
  AddMentioned(DivisionType::kPart, citation, ancestors);
  if (type == DivisionType::kAppendix) AddMentioned(DivisionType::kPart, name, ancestors);
  if (!HasType(ancestors, DivisionType::kPart)) return {};
  // Without a citation nobody knows whether there is a subpart between the part and a subject group.
  if (type == DivisionType::kSubjectGroup && citation.empty()) return {};
  if (type == DivisionType::kSubjectGroup) AddMentioned(DivisionType::kSubpart, citation, ancestors);
  if (type == DivisionType::kAppendix) AddMentioned(DivisionType::kSubpart, name, ancestors);
  // Their headings are not known here.
  const bool keyed_by_heading = std::any_of(ancestors.begin(), ancestors.end(), [](const Ancestor& ancestor) {
    return KeyedByHeading(ancestor.type, ancestor.identifier);
  });
  return keyed_by_heading ? std::vector<Ancestor>() : ancestors;
}

}  // namespace reg2graph

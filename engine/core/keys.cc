#include "engine/core/keys.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/match.h"
#include "engine/core/ascii.h"
#include "engine/core/hash.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/percent.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

bool EqualsIgnoreCase(string_view a, string_view b) { return absl::EqualsIgnoreCase(Absl(a), Absl(b)); }

// Length of the dash that starts at `i` (U+2010 to U+2015, U+2212), or 0.
size_t DashAt(string_view text, size_t i) {
  if (i + 3 > text.size() || text[i] != '\xe2') return 0;
  const auto second = static_cast<unsigned char>(text[i + 1]);
  const auto third = static_cast<unsigned char>(text[i + 2]);
  if (second == 0x80 && third >= 0x90 && third <= 0x95) return 3;
  return second == 0x88 && third == 0x92 ? 3 : 0;
}

string WithoutReserved(string_view text) {
  static constexpr string_view kMark = "[RESERVED]";
  string kept;
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '[' && EqualsIgnoreCase(text.substr(i, kMark.size()), kMark)) {
      i += kMark.size();
    } else {
      kept.push_back(text[i++]);
    }
  }
  return kept;
}

const KeyedDivision* Nearest(std::span<const KeyedDivision> ancestors, DivisionType type) {
  for (size_t i = ancestors.size(); i-- > 0;) {
    if (ancestors[i].type == type) return &ancestors[i];
  }
  return nullptr;
}

// What "Appendix A to Subpart B of Part 1026" says, where it says just that.
struct AppendixName {
  string prefix;  // "a" or "sup"
  string letter;
  string subpart;
  string part;
};

std::vector<string_view> Words(string_view text) {
  std::vector<string_view> words;
  size_t i = 0;
  while (i < text.size()) {
    while (i < text.size() && IsBlank(text[i])) ++i;
    const size_t start = i;
    while (i < text.size() && !IsBlank(text[i])) ++i;
    if (i > start) words.push_back(text.substr(start, i - start));
  }
  return words;
}

bool IsLetter(string_view word) {
  if (word.empty() || word.size() > 12) return false;
  return std::all_of(word.begin(), word.end(), [](char c) { return IsAlnum(c) || c == '-' || c == '.'; }) &&
         IsAlnum(word.front()) && IsAlnum(word.back());
}

std::optional<AppendixName> ReadAppendixName(string_view identifier) {
  const string plain = PlainDashes(identifier);
  const std::vector<string_view> words = Words(plain);
  // Appendix A to Part N | Appendix A to Subpart B of Part N
  if (words.size() != 5 && words.size() != 8) return std::nullopt;
  AppendixName name;
  if (EqualsIgnoreCase(words[0], "Appendix"))
    name.prefix = "a";
  else if (EqualsIgnoreCase(words[0], "Supplement"))
    name.prefix = "sup";
  else
    return std::nullopt;
  if (!IsLetter(words[1]) || !EqualsIgnoreCase(words[2], "to")) return std::nullopt;
  name.letter = words[1];
  size_t part = 3;
  if (words.size() == 8) {
    if (!EqualsIgnoreCase(words[3], "Subpart") || !EqualsIgnoreCase(words[5], "of")) return std::nullopt;
    name.subpart = words[4];
    part = 6;
  }
  if (!EqualsIgnoreCase(words[part], "Part")) return std::nullopt;
  name.part = words[part + 1];
  return name;
}

const KeyedDivision* NearestButGroups(std::span<const KeyedDivision> ancestors) {
  for (size_t i = ancestors.size(); i-- > 0;) {
    if (ancestors[i].type != DivisionType::kSubjectGroup) return &ancestors[i];
  }
  return nullptr;
}

string AppendixKey(int title, string_view identifier, std::span<const KeyedDivision> ancestors) {
  const KeyedDivision* above = NearestButGroups(ancestors);
  string owner = above != nullptr ? above->key : TitleKey(title);
  const std::optional<AppendixName> name = ReadAppendixName(identifier);
  if (!name) return owner + "/a-" + Slug(identifier);
  const KeyedDivision* part = Nearest(ancestors, DivisionType::kPart);
  const bool names_its_part =
      ancestors.empty() || (part != nullptr && part->identifier == KeySegment(name->part));
  if (names_its_part) {
    owner = part != nullptr ? part->key : PartKey(title, name->part);
    if (!name->subpart.empty()) owner += "/sp" + KeySegment(name->subpart);
  }
  return owner + "/" + name->prefix + name->letter;
}

// "ECFR" and 15 hexadecimal digits.
bool IsGenerated(string_view identifier) {
  static constexpr string_view kPrefix = "ECFR";
  constexpr size_t kDigits = 15;
  if (identifier.size() != kPrefix.size() + kDigits || !identifier.starts_with(kPrefix)) return false;
  return identifier.find_first_not_of("0123456789abcdefABCDEF", kPrefix.size()) == string_view::npos;
}

// Nothing but blanks and "[RESERVED]".
bool IsEmptyName(string_view identifier) {
  identifier = Trim(identifier);
  return identifier.empty() || (identifier[0] == '[' && KeySegment(identifier).empty());
}

// "S 50": eCFR cut "PARTS 50-54" after "PART".
bool IsCutPlural(DivisionType type, string_view identifier) {
  if (type != DivisionType::kPart || !identifier.starts_with("S ")) return false;
  const string_view number = Trim(identifier.substr(1));
  return !number.empty() && number.find_first_not_of("0123456789") == string_view::npos;
}

// The last segment of a division's key after what says its type.
string NameSegment(const DivisionName& division) {
  const string_view identifier = Trim(division.identifier);
  if (!KeyedByHeading(division.type, identifier)) return KeySegment(identifier);
  if (!IsCutPlural(division.type, identifier)) return "-" + Slug(NormalHeading(division.heading));
  const string range = KeySegment(IdentifierOfHeading(division.type, division.heading));
  return range.empty() ? KeySegment(identifier) : range;
}

// The key of a section whose part is known; the second part of one number holds the same numbers as the
// first.
string SectionSegmentKey(int title, string_view part_key, string_view segment) {
  const bool in_title = segment.find('.') != string_view::npos && part_key.find('~') == string_view::npos;
  return (in_title ? TitleKey(title) : string(part_key)).append("/s").append(segment);
}

string SectionKeyUnder(int title, string_view name, std::span<const KeyedDivision> ancestors) {
  if (const KeyedDivision* part = Nearest(ancestors, DivisionType::kPart))
    return SectionSegmentKey(title, part->key, name);
  const bool has_dot = name.find('.') != string_view::npos;
  if (ancestors.empty() && has_dot) return SectionSegmentKey(title, "", name);
  // "/s5.1" under a title is a section of a part, wherever that is.
  const string parent = ancestors.empty() ? TitleKey(title) : ancestors.back().key;
  return parent + (parent == TitleKey(title) ? "/s~" : "/s") + string(name);
}

string TypeIdPrefix(string_view prefix) {
  string clean;
  for (const char c : prefix) {
    const char lower = ToLower(c);
    if (lower >= 'a' && lower <= 'z') clean.push_back(lower);
  }
  return clean;
}

// The segments after `prefix`, parted by '/'.
std::vector<string_view> Segments(string_view key) {
  std::vector<string_view> segments;
  size_t i = 1;
  while (i <= key.size()) {
    const size_t slash = std::min(key.find('/', i), key.size());
    segments.push_back(key.substr(i, slash - i));
    i = slash + 1;
  }
  return segments;
}

}  // namespace

string PlainDashes(string_view text) {
  string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    if (const size_t dash = DashAt(text, i); dash > 0) {
      plain.push_back('-');
      i += dash;
    } else {
      plain.push_back(text[i++]);
    }
  }
  return plain;
}

string KeySegment(string_view identifier) {
  const string plain = PlainDashes(WithoutReserved(identifier));
  return PercentEncode(Trim(plain), ".-()_");
}

string Slug(string_view text) {
  string slug;
  for (const char c : text) {
    if (IsAlnum(c))
      slug.push_back(ToLower(c));
    else if (!slug.empty() && slug.back() != '-')
      slug.push_back('-');
  }
  if (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

string TitleKey(int title) { return "/us/cfr/t" + std::to_string(title); }

string PartKey(int title, string_view part) { return TitleKey(title) + "/p" + KeySegment(part); }

bool IsPartKey(string_view key) {
  constexpr string_view kTitles = "/us/cfr/t";
  const size_t part = key.starts_with(kTitles) ? key.find("/p", kTitles.size()) : string_view::npos;
  return part != string_view::npos && part == key.rfind('/') && key.find('/', kTitles.size()) == part;
}

string SectionKey(int title, string_view part_key, string_view section) {
  return SectionSegmentKey(title, part_key, KeySegment(section));
}

bool KeyedByHeading(DivisionType type, string_view identifier) {
  switch (type) {
    case DivisionType::kSubjectGroup: return true;
    case DivisionType::kPart:
    case DivisionType::kSubpart:
    case DivisionType::kSection:
      return IsGenerated(Trim(identifier)) || IsCutPlural(type, Trim(identifier)) || IsEmptyName(identifier);
    default: return false;
  }
}

bool NeedsItsPart(const DivisionName& division) {
  switch (division.type) {
    case DivisionType::kSubpart:
    case DivisionType::kSubjectGroup:
    case DivisionType::kHed: return true;
    case DivisionType::kSection: return NameSegment(division).find('.') == string::npos;
    case DivisionType::kAppendix: return !ReadAppendixName(division.identifier).has_value();
    default: return false;
  }
}

string DivisionKey(int title, const DivisionName& division, std::span<const KeyedDivision> ancestors) {
  string parent = ancestors.empty() ? TitleKey(title) : ancestors.back().key;
  const KeyedDivision* part = Nearest(ancestors, DivisionType::kPart);
  switch (division.type) {
    case DivisionType::kTitle: return TitleKey(title);
    case DivisionType::kSubtitle: return TitleKey(title) + "/st" + NameSegment(division);
    case DivisionType::kChapter: return TitleKey(title) + "/ch" + NameSegment(division);
    case DivisionType::kSubchapter: {
      const KeyedDivision* chapter = Nearest(ancestors, DivisionType::kChapter);
      return (chapter != nullptr ? chapter->key : parent) + "/sch" + NameSegment(division);
    }
    case DivisionType::kPart: return TitleKey(title) + "/p" + NameSegment(division);
    case DivisionType::kSubpart:
      return (part != nullptr ? part->key : parent) + "/sp" + NameSegment(division);
    case DivisionType::kSubjectGroup: return parent + "/sg" + NameSegment(division);
    case DivisionType::kSection: return SectionKeyUnder(title, NameSegment(division), ancestors);
    case DivisionType::kAppendix: return AppendixKey(title, division.identifier, ancestors);
    case DivisionType::kHed: return parent + "#hed" + std::to_string(division.ordinal);
  }
  return parent;
}

bool IsAtOrBelow(string_view id, string_view key) {
  if (!id.starts_with(key)) return false;
  return id.size() == key.size() || id[key.size()] == '/' || id[key.size()] == '#';
}

bool IsTitleKey(string_view key) {
  return key.starts_with("/us/cfr/t") && std::count(key.begin(), key.end(), '/') == 3 &&
         key.find('#') == string_view::npos;
}

string_view TitleAtOrAbove(string_view key) {
  constexpr size_t kTitles = std::string_view("/us/cfr/t").size();
  return key.substr(0, key.find_first_of("/#", std::min(kTitles, key.size())));
}

string_view PartAtOrAbove(string_view key) { return IsPartKey(key) ? key : PartAbove(key); }

string_view PartAbove(string_view key) {
  constexpr string_view kTitles = "/us/cfr/t";
  const size_t part = key.starts_with(kTitles) ? key.find('/', kTitles.size()) : string_view::npos;
  if (part == string_view::npos || key.substr(part, 2) != "/p") return {};
  const size_t end = key.find_first_of("/#", part + 1);
  return end == string_view::npos ? string_view() : key.substr(0, end);
}

string TypeId(string_view prefix, string_view key) {
  static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  const std::array<unsigned char, 32> digest = Sha256Of(key);
  string id = TypeIdPrefix(prefix);
  id.push_back('_');
  // 128 bits in 26 digits of 5 bits: two zero bits precede them.
  __extension__ unsigned __int128 bits = 0;
  for (size_t i = 0; i < 16; ++i) bits = bits << 8 | digest[i];
  constexpr size_t kDigits = 26;
  id.resize(id.size() + kDigits);
  for (size_t i = 1; i <= kDigits; ++i, bits >>= 5)
    id[id.size() - i] = kAlphabet[static_cast<size_t>(bits & 31)];
  return id;
}

string ParentOfKey(string_view key) {
  // us, the collection, and what it is counted by: a title, a law's congress, a volume.
  if (Segments(key).size() <= 3 && key.find('#') == string_view::npos) return "";
  return string(key.substr(0, key.find_last_of("/#")));
}

}  // namespace reg2graph

#include "engine/core/popular_name.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "engine/core/ascii.h"
#include "engine/core/strings.h"
#include "engine/core/utf8.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

bool Equals(string_view a, string_view b) { return absl::EqualsIgnoreCase(Absl(a), Absl(b)); }

bool IsRegulation(string_view word) {
  return Equals(word, "Regulation") || Equals(word, "Reg.") || Equals(word, "Reg");
}

// "Z", "S-T", "SBSR". A longer word is one of another subject: "Regulation Review".
bool IsSymbol(string_view name) {
  constexpr size_t kLongest = 4;
  const auto fits = [](char c) { return IsUpper(c) || c == '-'; };
  return !name.empty() && name.size() <= kLongest && IsUpper(name.front()) &&
         std::all_of(name.begin(), name.end(), fits);
}

// "Regulation Z" and nothing else.
string RegulationOf(string_view text) {
  const size_t blank = text.find(' ');
  if (blank == string_view::npos || !IsRegulation(text.substr(0, blank))) return "";
  const string_view name = Trim(text.substr(blank));
  // The one with a word for a name. Headings of the XML are in capitals.
  if (constexpr string_view kWord = "Crowdfunding"; Equals(name, kWord))
    return string("Regulation ").append(kWord);
  return IsSymbol(name) ? string("Regulation ").append(name) : "";
}

bool IsSmall(string_view word) {
  static constexpr string_view kSmall[] = {"of", "in", "and", "the", "for", "to"};
  return std::any_of(std::begin(kSmall), std::end(kSmall), [word](string_view w) { return Equals(word, w); });
}

// The first letters of the words before an acronym, without those of "of", "in", "and".
string InitialsOf(string_view text, size_t count, string_view& last) {
  string initials;
  while (initials.size() < count) {
    text = Trim(text);
    const size_t begin = text.rfind(' ') == string_view::npos ? 0 : text.rfind(' ') + 1;
    const string_view word = text.substr(begin);
    if (word.empty()) break;
    if (last.empty()) last = word;
    if (!IsSmall(word)) initials.insert(initials.begin(), word.front());
    text = text.substr(0, begin);
  }
  return initials;
}

// "CWCR" after "Chemical Weapons Convention Regulations".
string AcronymOf(string_view before, string_view text) {
  if (const size_t dash = before.rfind(kEmDash); dash != string_view::npos)
    before = before.substr(dash + kEmDash.size());
  if (text.size() < 3 || !std::all_of(text.begin(), text.end(), IsUpper)) return "";
  string_view last;
  if (!Equals(InitialsOf(before, text.size(), last), text)) return "";
  const bool is_law = Equals(last, "Regulations") || Equals(last, "Regulation") || Equals(last, "Rules");
  return is_law ? string(text) : "";
}

string NameInHeading(string_view heading) {
  const size_t close = heading.rfind(')');
  const size_t open = heading.rfind('(', close);
  if (close != string_view::npos && open != string_view::npos) {
    const string_view inside = Trim(heading.substr(open + 1, close - open - 1));
    string name = RegulationOf(inside);
    if (name.empty()) name = AcronymOf(heading.substr(0, open), inside);
    if (!name.empty()) return name;
  }
  // "Regulation D—", "—REGULATION S-T—", "—REGULATION CROWDFUNDING, GENERAL RULES", "—Regulation S-P:
  // Privacy"
  while (true) {
    const size_t dash = heading.find(kEmDash);
    string name = RegulationOf(Trim(heading.substr(0, std::min(dash, heading.find_first_of(",:")))));
    if (!name.empty() || dash == string_view::npos) return name;
    heading.remove_prefix(dash + kEmDash.size());
  }
}

// What is known by a name that no heading of a part prints.
struct Parts {
  string_view prefix;  // of the keys, up to the number of the part
  int first, last;
  string_view name;
};
constexpr Parts kParts[] = {
    {"/us/cfr/t15/p", 730, 774, "EAR"},    // 15 CFR 730.1
    {"/us/cfr/t22/p", 120, 130, "ITAR"},   // 22 CFR 120.1
    {"/us/cfr/t48/p", 1, 99, "FAR"},       // 48 CFR 1.105-1: chapter 1
    {"/us/cfr/t48/p", 201, 299, "DFARS"},  // 48 CFR 201.104: chapter 2
};
struct KnownDivision {
  string_view key, name;
};
// As the Department of Health and Human Services calls them; subpart A is common to all three.
constexpr KnownDivision kDivisions[] = {
    {"/us/cfr/t45/p164/spC", "HIPAA Security Rule"},
    {"/us/cfr/t45/p164/spD", "HIPAA Breach Notification Rule"},
    {"/us/cfr/t45/p164/spE", "HIPAA Privacy Rule"},
};

string_view NameOfKey(string_view key) {
  for (const KnownDivision& division : kDivisions) {
    if (key == division.key) return division.name;
  }
  for (const Parts& parts : kParts) {
    string_view number = key;
    int part = 0;
    if (!Consume(number, parts.prefix) || !absl::SimpleAtoi(Absl(number), &part)) continue;
    if (parts.first <= part && part <= parts.last) return parts.name;
  }
  return {};
}

}  // namespace

string PopularNameOf(Shape shape, string_view key, string_view heading) {
  if (shape != Shape::kPart && shape != Shape::kSubpart && shape != Shape::kSubjectGroup) return "";
  const string_view known = NameOfKey(key);
  return known.empty() ? NameInHeading(heading) : string(known);
}

}  // namespace reg2graph

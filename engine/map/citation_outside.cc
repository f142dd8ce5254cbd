#include "engine/map/citation_outside.h"

#include <algorithm>
#include <string>

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;
using Kind = Owner::Kind;

constexpr int kLastAviationPart = 199;

struct RulesName {
  string_view name;  // lower case
  int title;
};
// Regulations that other titles cite by name.
constexpr RulesName kRules[] = {
    {"ear", 15},
    {"export administration regulations", 15},
    {"cwcr", 15},
    {"chemical weapons convention regulations", 15},
    {"foreign trade regulations", 15},
    {"itar", 22},
    {"international traffic in arms regulations", 22},
    {"dfars", 48},
    {"defense federal acquisition regulation supplement", 48},
    {"federal acquisition regulation", 48},
    {"federal acquisition regulations", 48},
    {"federal aviation regulations", 14},
    {"federal travel regulation", 41},
    {"federal management regulation", 41},
    {"federal property management regulations", 41},
    {"hazardous materials regulations", 49},
    {"hmr", 49},
    {"federal motor carrier safety regulations", 49},
    {"fmcsrs", 49},
    {"income tax regulations", 26},
    {"treasury regulations", 26},
    {"customs regulations", 19},
};

string_view Word(const Cursor& at) {
  const string_view text = at.text();
  size_t end = at.pos();
  while (end < text.size() && end - at.pos() < 24 &&
         (IsAlnum(text[end]) || text[end] == '\'' || text[end] == '-' ||
          static_cast<signed char>(text[end]) < 0)) {
    if (BlankAt(text, end) > 0 || (text[end] == '\xe2' && DashAt(text, end) > 0)) break;
    ++end;
  }
  return text.substr(at.pos(), end - at.pos());
}

bool Is(string_view word, string_view lower) {
  return word.size() == lower.size() &&
         std::equal(word.begin(), word.end(), lower.begin(), [](char a, char b) { return ToLower(a) == b; });
}

template <size_t kSize>
bool IsOneOf(string_view word, const string_view (&words)[kSize]) {
  return std::any_of(std::begin(words), std::end(words), [&](string_view lower) { return Is(word, lower); });
}

// "42 CFR 601.22", "31 CFR part 501": the title, if the number is of the part sought.
int TitleOfPart(Cursor c, string_view part) {
  c.Blanks();
  const string_view title = c.Digits(2);
  if (title.empty() || !EatCfr(c)) return 0;
  c.Blanks();
  c.Eat(',');
  if (!c.EatAbbreviation("part")) c.EatAbbreviation("pt");
  c.Blanks();
  if (c.EatSectionSign()) c.Blanks();
  if (c.text().substr(c.pos(), part.size()) != part) return 0;
  c.Seek(c.pos() + part.size());
  return IsAlnum(c.Peek()) ? 0 : Number(title);
}

// The title in a bracket or after a comma soon after the citation: "of the Cuban Assets Control Regulations
// (31 CFR 515.329)".
int TitleSoonAfter(const Cursor& after, string_view part) {
  constexpr size_t kSoon = 100;
  const string_view text = after.text();
  const size_t last = std::min(text.size(), after.pos() + kSoon);
  for (size_t i = after.pos(); i < last; ++i) {
    if (text[i] == ';' || text[i] == ')' || text[i] == '\xc2' ||
        (text[i] == '.' && i + 1 < last && text[i + 1] == ' '))
      return 0;
    if (text[i] != '(' && text[i] != ',') continue;
    if (const int title = TitleOfPart(Cursor(text, i + 1), part); title > 0) return title;
  }
  return 0;
}

bool IsRulesWord(string_view word) {
  static constexpr string_view kWords[] = {"regulations", "regulation", "rules",    "rule",      "code",
                                           "manual",      "handbook",   "standard", "standards", "guide",
                                           "circular",    "statutes",   "ordinance"};
  return IsOneOf(word, kWords);
}

// An agency speaks of its own rules so.
bool IsOwnWord(string_view word) {
  static constexpr string_view kWords[] = {"this",   "these",  "commission", "board",     "department",
                                           "agency", "bureau", "service",    "secretary", "administration",
                                           "office", "such",   "said",       "that",      "corporation"};
  return IsOneOf(word, kWords) || word.ends_with("'s") || word.ends_with("s'") ||
         word.ends_with("\xe2\x80\x99s");
}

// "of the CEQ NEPA regulations": rules with a name of their own.
bool IsOfForeignRules(Cursor of) {
  constexpr int kMaxWords = 9;
  of.EatWord("the");
  bool named = false;
  string_view before;
  for (int i = 0; i < kMaxWords; ++i) {
    of.Blanks();
    const string_view word = Word(of);
    if (word.empty() || IsOwnWord(word)) return false;
    // The sanctions programs of one office cite each other by name.
    if (IsRulesWord(word))
      return named && !Is(before, "sanctions") && !Is(before, "control") && !Is(before, "penalties");
    named = named || IsUpper(word[0]);
    if (!named && i > 0 && word.size() > 3) return false;
    before = word;
    of.Seek(of.pos() + word.size());
  }
  return false;
}

// ", Florida Statutes"
bool IsOfStatutes(Cursor c) {
  for (int i = 0; i < 3; ++i) {
    c.Blanks();
    const string_view word = Word(c);
    if (word.empty() || !IsUpper(word[0])) return false;
    if (Is(word, "statutes") || Is(word, "code")) return true;
    c.Seek(c.pos() + word.size());
  }
  return false;
}

// Of the capitals and the blank that end before `start`.
size_t AcronymSize(string_view text, size_t start) {
  if (start < 2) return 0;
  size_t name = start - 1;
  while (name > 0 && start - name < 8 && IsUpper(text[name - 1])) --name;
  return start - name - 1;
}

// "F.S.A. § 629.104", "ELM section 483.1": whose numbers they are is all that is known of it.
bool IsForeignAcronym(string_view word, char next) {
  const bool dots = word.size() >= 4 && word.back() == '.' && word[1] == '.';
  const auto capital = [](char c) { return IsUpper(c) || c == '.'; };
  if (!std::all_of(word.begin(), word.end(), capital)) return false;
  return dots ? word != "U.S." && word != "C.F.R." : next == 's' && word.size() >= 3;
}

constexpr int kFirstArmsPart = 120, kLastArmsPart = 130;

bool IsArmsPart(string_view part) {
  if (part.size() != 3 || !std::all_of(part.begin(), part.end(), IsDigit)) return false;
  return Number(part) >= kFirstArmsPart && Number(part) <= kLastArmsPart;
}

// The export regulations, which have no such parts, go on about the ITAR without naming them again.
bool IsAboutArms(string_view before) {
  constexpr size_t kFar = 600;
  return before.substr(before.size() - std::min(before.size(), kFar)).find("ITAR") != string_view::npos;
}

}  // namespace

int RulesTitleBefore(string_view text, size_t pos, const Context& context) {
  constexpr size_t kLongestName = 48;
  size_t end = pos;
  if (end == 0 || text[end - 1] != ' ') return 0;
  --end;
  const size_t from = end - std::min(end, kLongestName);
  for (const RulesName& rules : kRules) {
    if (end - from < rules.name.size()) continue;
    const size_t start = end - rules.name.size();
    if (start > 0 && IsAlnum(text[start - 1])) continue;
    if (rules.name.size() <= 6 && !IsUpper(text[start])) continue;
    if (Is(text.substr(start, rules.name.size()), rules.name)) return rules.title;
  }
  return text.substr(from, end - from).ends_with("FAR") ? FarTitle(context) : 0;
}

int FarTitle(const Context& context) {
  if (context.title != 14 || context.part.empty() || context.part.size() > 3) return 48;
  const bool number = std::all_of(context.part.begin(), context.part.end(), IsDigit);
  return number && Number(context.part) <= kLastAviationPart ? 14 : 48;
}

int EatRulesName(Cursor& cursor, const Context& context) {
  Cursor c = cursor;
  c.EatWord("the");
  c.Blanks();
  if (c.EatExact("FAR") && !IsAlnum(c.Peek())) {
    cursor = c;
    return FarTitle(context);
  }
  if (context.title == 15 && c.EatExact("FTR") && !IsAlnum(c.Peek())) {
    cursor = c;
    return 15;
  }
  const char first = ToLower(c.Peek());
  for (const RulesName& rules : kRules) {
    if (rules.name[0] != first || !c.EatWord(rules.name)) continue;
    cursor = c;
    return rules.title;
  }
  return 0;
}

Owner OwnerAfter(Cursor after, string_view part, const Context& context) {
  Cursor of = after;
  const bool comma = of.Eat(',');
  if (comma && part != context.part && IsOfStatutes(of)) return {Kind::kForeign, 0};
  const bool is_of = !comma && of.EatWord("of");
  if (is_of) {
    Cursor name = of;
    if (const int title = EatRulesName(name, context); title > 0) return {Kind::kTitle, title};
  }
  if (part == context.part) return {};
  if (const int title = TitleSoonAfter(after, part); title > 0) return {Kind::kTitle, title};
  if (is_of && IsOfForeignRules(of)) return {Kind::kForeign, 0};
  return {};
}

Owner OwnerBefore(string_view text, size_t pos, string_view part, const Context& context) {
  if (part == context.part) return {};
  size_t end = pos;
  if (end > 0 && text[end - 1] == ' ') --end;
  // "the CEQ Regulations (§ 1508.9)"
  const bool bracket = end > 1 && text[end - 1] == '(' && text[end - 2] == ' ';
  if (bracket) end -= 2;
  size_t start = end;
  while (start > 0 && end - start < 16 && (IsLetter(text[start - 1]) || text[start - 1] == '.')) --start;
  const string_view word = text.substr(start, end - start);
  if (word == "Regulations" || word == "regulations") {
    if (AcronymSize(text, start) >= 3) return {Kind::kForeign, 0};
  } else if (bracket) {
    return {};
  }
  if (word == "ITAR") return {Kind::kTitle, 22};
  if (word == "EAR") return {Kind::kTitle, 15};
  if (word == "DFARS" || word == "DFAR") return {Kind::kTitle, 48};
  if (word == "FAR") return {Kind::kTitle, FarTitle(context)};
  if (word == "Code" || word == "Law" || word == "Ann." || word == "Statutes" || word == "Act" ||
      word == "Manual" || word == "Handbook" || IsForeignAcronym(word, text[pos]))
    return {Kind::kForeign, 0};
  if (context.title == 15 && IsArmsPart(part) && IsAboutArms(text.substr(0, pos))) return {Kind::kTitle, 22};
  return {};
}

bool EatRevenueCode(Cursor& cursor, const Context& context) {
  Cursor c = cursor;
  c.EatWord("the");
  if (!c.EatWord("internal revenue code")) {
    c.Blanks();
    if (context.title != 26 || !c.EatExact("Code") || IsAlnum(c.Peek())) return false;
  }
  cursor = c;
  Cursor year = c;
  if (year.EatWord("of")) {
    year.Blanks();
    if (year.Digits(4).size() == 4) cursor = year;
  }
  return true;
}

bool AtRevenueCode(string_view text, size_t pos, const Context& context) {
  string_view before = text.substr(0, pos);
  before = before.substr(before.size() - std::min<size_t>(before.size(), 40));
  while (before.ends_with(' ')) before.remove_suffix(1);
  if (before.ends_with("Internal Revenue Code") || before.ends_with("IRC") || before.ends_with("I.R.C."))
    return true;
  if (before.ends_with("Internal Revenue Code,") || before.ends_with("Internal Revenue Code (IRC)"))
    return true;
  return context.title == 26 && before.ends_with("Code");
}

}  // namespace reg2graph::citation

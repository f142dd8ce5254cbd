#include "engine/core/heading_identifier.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "engine/core/ascii.h"
#include "engine/core/strings.h"
#include "engine/core/utf8.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr string_view kReserved = "[reserved]";

constexpr std::pair<string_view, string_view> kEntities[] = {
    {"&amp;", "&"},        {"&lt;", "<"},         {"&gt;", ">"},          {"&quot;", "\""},
    {"&apos;", "'"},       {"&nbsp;", "\u00A0"},  {"&thinsp;", "\u2009"}, {"&sect;", "\u00A7"},
    {"&ndash;", "\u2013"}, {"&mdash;", "\u2014"}, {"&lsquo;", "\u2018"},  {"&rsquo;", "\u2019"},
    {"&ldquo;", "\u201C"}, {"&rdquo;", "\u201D"},
};

constexpr string_view kAsciiBlanks[] = {" ", "\t", "\n", "\r"};
constexpr string_view kBlanks[] = {" ", "\t", "\n", "\r", "\f", "\u00A0", "\u2009"};
constexpr string_view kHyphens[] = {"\u2010", "\u2011", "\u2012", "\u2013", "\u2212"};

bool IsOfValue(char c) { return IsAlnum(c) || c == '.'; }

bool EqualsIgnoreCase(string_view a, string_view b) { return absl::EqualsIgnoreCase(Absl(a), Absl(b)); }
bool StartsWithIgnoreCase(string_view text, string_view prefix) {
  return absl::StartsWithIgnoreCase(Absl(text), Absl(prefix));
}

// The length of the one of `tokens` that `text` starts with, or 0.
template <size_t kCount>
size_t LengthOf(const string_view (&tokens)[kCount], string_view text) {
  for (const string_view token : tokens) {
    if (text.starts_with(token)) return token.size();
  }
  return 0;
}

// Each run of `blanks` as one space, none at the ends.
template <size_t kCount>
string OneLine(string_view text, const string_view (&blanks)[kCount]) {
  string line;
  bool blank = false;
  for (size_t i = 0; i < text.size();) {
    if (const size_t length = LengthOf(blanks, text.substr(i)); length > 0) {
      blank = !line.empty();
      i += length;
      continue;
    }
    if (std::exchange(blank, false)) line.push_back(' ');
    line.push_back(text[i++]);
  }
  return line;
}

bool StartsTag(string_view text) {
  if (text.size() < 2 || text[0] != '<') return false;
  const char c = text[1];
  return IsLetter(c) || c == '/' || c == '!';
}

size_t AppendEntity(string_view text, string& out) {
  for (const auto& [name, character] : kEntities) {
    if (!text.starts_with(name)) continue;
    out += character;
    return name.size();
  }
  const CharacterReference reference = ParseCharacterReference(text);
  const bool is_character = reference.length > 0 && reference.code != 0 && reference.code < 0x110000 &&
                            (reference.code < 0xD800 || reference.code > 0xDFFF);
  if (!is_character) {
    out.push_back('&');
    return 1;
  }
  AppendUtf8(out, reference.code);
  return reference.length;
}

// Reads a normal heading from its front.
class HeadingReader {
 public:
  explicit HeadingReader(string_view text) : rest_(text) {}

  bool Take(string_view token) {
    if (!StartsWithIgnoreCase(rest_, token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool Blank() { return Take(" "); }

  // A full stop at its end is the sentence's.
  string_view Value() {
    const string_view value = Cut(AfterParts(RunOfValue(0)));
    return value.substr(0, value.find_last_not_of('.') + 1);
  }
  // Of "A-E": the E.
  string_view SecondValue() { return Cut(AfterParts(NumberOrCapitals(0))); }

 private:
  string_view Cut(size_t size) {
    const string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  size_t RunOfValue(size_t from) const {
    while (from < rest_.size() && IsOfValue(rest_[from])) ++from;
    return from;
  }
  // After each "-1" and "-AB" that follows a first part of `end` bytes; 0 if there is none.
  size_t AfterParts(size_t end) const {
    while (end > 0 && end < rest_.size() && rest_[end] == '-') {
      const size_t next = NumberOrCapitals(end + 1);
      if (next == 0) break;
      end = next;
    }
    return end;
  }
  size_t NumberOrCapitals(size_t from) const {
    if (from >= rest_.size()) return 0;
    if (IsDigit(rest_[from])) return RunOfValue(from);
    const size_t end = RunOfValue(from);
    const string_view run = rest_.substr(from, end - from);
    return !run.empty() && run.size() <= 3 && std::all_of(run.begin(), run.end(), IsUpper) ? end : 0;
  }

  string_view rest_;
};

// The word that joins the two values of a plural, and what eCFR writes for it.
struct Link {
  string_view printed, written;
};
constexpr Link kLinks[] = {{" through ", " through "},
                           {" and ", " and "},
                           {" to ", " to "},
                           {"-", "-"},
                           {",", ", "},
                           {kEmDash, " - "}};

string RangeOf(string_view first, HeadingReader reader) {
  for (const Link& link : kLinks) {
    HeadingReader after = reader;
    const bool is_word = link.printed.front() == ' ';
    if (!is_word) after.Blank();
    if (!after.Take(link.printed)) continue;
    if (!is_word) after.Blank();
    const string_view second = after.SecondValue();
    if (second.empty()) continue;
    return string(first).append(link.written).append(second);
  }
  return string(first);
}

string NumberOfHeading(string_view word, string_view heading) {
  HeadingReader reader(heading);
  if (!reader.Take(word)) return "";
  const bool plural = reader.Take("s");
  if (!reader.Blank()) return "";
  const string_view value = reader.Value();
  if (value.empty()) return "";
  if (plural) return RangeOf(value, reader);
  if (value.size() == 1 && IsLower(value[0])) return string(1, static_cast<char>(value[0] - 32));
  return string(value);
}

string_view TrimBlanks(string_view text) {
  const size_t begin = text.find_first_not_of(' ');
  if (begin == string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

size_t FindIgnoreCase(string_view text, string_view token) {
  for (size_t i = 0; i + token.size() <= text.size(); ++i) {
    if (StartsWithIgnoreCase(text.substr(i), token)) return i;
  }
  return string_view::npos;
}

// "a - b" of "a\u2014b".
string WithSpacedHyphens(string_view text) {
  string out;
  while (!text.empty()) {
    const size_t dash = std::min(text.find(kEmDash), text.size());
    out += TrimBlanks(text.substr(0, dash));
    if (dash == text.size()) break;
    out += " - ";
    text.remove_prefix(dash + kEmDash.size());
  }
  return string(TrimBlanks(out));
}

string NameOfAppendix(string_view heading) {
  const size_t reserved = FindIgnoreCase(heading, " [reserved]");
  const bool ends_reserved = heading.size() >= kReserved.size() &&
                             EqualsIgnoreCase(heading.substr(heading.size() - kReserved.size()), kReserved);
  string name;
  if (ends_reserved) {
    name = WithSpacedHyphens(heading.substr(0, heading.size() - kReserved.size()));
  } else {
    name = TrimBlanks(heading.substr(0, std::min(heading.find(kEmDash), reserved)));
  }
  constexpr string_view kToPart = "To Part", kOptional = "(non-mandatory)";
  if (const size_t at = name.find(kToPart); at != string::npos) name[at] = 't';
  if (const size_t at = FindIgnoreCase(name, kOptional); at != string_view::npos) {
    name.erase(at + kOptional.size() - 1, 1);
    name.erase(at, 1);
  }
  return name;
}

}  // namespace

string TextOfHtml(string_view html) {
  string text;
  for (size_t i = 0; i < html.size();) {
    const string_view rest = html.substr(i);
    const size_t end = StartsTag(rest) ? rest.find('>') : string_view::npos;
    if (end != string_view::npos) {
      if (StartsWithIgnoreCase(rest, "<br")) text.push_back(' ');
      i += end + 1;
    } else if (rest[0] == '&') {
      i += AppendEntity(rest, text);
    } else {
      text.push_back(html[i++]);
    }
  }
  return text;
}

string NormalHeading(string_view text) {
  const string line = OneLine(text, kBlanks);
  string heading;
  for (size_t i = 0; i < line.size();) {
    const size_t hyphen = LengthOf(kHyphens, string_view(line).substr(i));
    heading.push_back(hyphen > 0 ? '-' : line[i]);
    i += hyphen > 0 ? hyphen : 1;
  }
  return heading;
}

string IdentifierOfHeading(DivisionType type, string_view text) {
  const string heading = NormalHeading(text);
  switch (type) {
    case DivisionType::kSubtitle:
    case DivisionType::kSubchapter:
    case DivisionType::kPart:
    case DivisionType::kSubpart: return NumberOfHeading(TypeName(type), heading);
    case DivisionType::kAppendix: return NameOfAppendix(heading);
    default: return "";
  }
}

string HeadingOfLabel(string_view label) { return OneLine(TextOfHtml(label), kAsciiBlanks); }

bool IsReservedHeading(std::string_view heading) {
  static constexpr std::string_view kMark = "[reserved";
  const auto same = [](char a, char b) { return ToLower(a) == b; };
  return std::search(heading.begin(), heading.end(), kMark.begin(), kMark.end(), same) != heading.end();
}

}  // namespace reg2graph

#include "engine/map/marker.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "engine/core/ascii.h"
#include "engine/core/utf8.h"

namespace reg2graph {

bool IsReserved(std::string_view text) {
  while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  if (text.starts_with('[') || text.starts_with('(')) text.remove_prefix(1);
  return text.starts_with("Reserved") || text.starts_with("reserved") || text.starts_with("RESERVED") ||
         text.starts_with("Removed") || text.starts_with("removed");
}

namespace {

constexpr std::string_view kEnDash = "\u2013";
constexpr uint8_t kDoubtOfDoubledRoman = 30;  // "(ii)" as the letter after "(hh)"
constexpr uint8_t kDoubtOfMisprint = 15;

bool StartsWithAny(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](auto prefix) { return text.starts_with(prefix); });
}

std::string_view SkipBlanks(std::string_view text) {
  size_t start = 0;
  while (start < text.size() && text[start] == ' ') ++start;
  return text.substr(start);
}

// The length of the dash that `text` starts with, or 0.
size_t DashLength(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == '-') return 1;
  if (text[0] != kEmDash[0]) return 0;
  if (StartsWithAny(text, {kEmDash, kEnDash})) return kEmDash.size();
  return 0;
}

// 1 for "i" to 399; 0 for what is no well-formed numeral.
uint16_t RomanValue(std::string_view text) {
  struct Place {
    char one, five, ten;
    int unit;
  };
  static constexpr Place kPlaces[] = {{'c', 0, 0, 100}, {'x', 'l', 'c', 10}, {'i', 'v', 'x', 1}};
  int value = 0;
  size_t at = 0;
  const auto next = [&](char c) {
    return c != 0 && at < text.size() && ToLower(text[at]) == c && (++at, true);
  };
  for (const Place& place : kPlaces) {
    if (at + 1 < text.size() && ToLower(text[at]) == place.one &&
        (ToLower(text[at + 1]) == place.ten || ToLower(text[at + 1]) == place.five) && place.ten != 0) {
      value += (ToLower(text[at + 1]) == place.ten ? 9 : 4) * place.unit;
      at += 2;
      continue;
    }
    if (next(place.five)) value += 5 * place.unit;
    for (int i = 0; i < 3 && next(place.one); ++i) value += place.unit;
  }
  return at == text.size() ? static_cast<uint16_t>(value) : uint16_t{0};
}

Reading Plain(Numbering numbering, int number, uint8_t doubt = 0) {
  Reading reading;
  reading.numbering = numbering;
  reading.first = reading.last = static_cast<uint16_t>(number);
  reading.doubt = doubt;
  return reading;
}

Reading Corrected(Numbering numbering, int number) {
  Reading reading = Plain(numbering, number, kDoubtOfMisprint);
  reading.corrected = true;
  return reading;
}

Readings ReadDigits(std::string_view digits) {
  Readings readings;
  if (digits.size() > 3 || digits.front() == '0') return readings;
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  readings.Add(Plain(Numbering::kDigit, number));
  if (number == 1) readings.Add(Corrected(Numbering::kLower, 12));
  return readings;
}

// `aa` follows `z`, `aaa` follows `zz`.
std::optional<int> LetterNumber(std::string_view letters) {
  const bool same = letters.find_first_not_of(letters.front()) == std::string_view::npos;
  if (!same || letters.size() > 3) return std::nullopt;
  return static_cast<int>(letters.size() - 1) * 26 + (ToLower(letters.front()) - 'a') + 1;
}

Readings ReadLetters(std::string_view letters) {
  const bool upper = IsUpper(letters.front());
  Readings readings;
  const uint16_t roman = RomanValue(letters);
  const auto letter = LetterNumber(letters);
  const bool doubled = roman > 0 && letters.size() > 1;
  if (letter && !doubled) readings.Add(Plain(upper ? Numbering::kUpper : Numbering::kLower, *letter));
  if (roman > 0) readings.Add(Plain(upper ? Numbering::kUpperRoman : Numbering::kRoman, roman));
  if (letter && doubled) {
    readings.Add(Plain(upper ? Numbering::kUpper : Numbering::kLower, *letter, kDoubtOfDoubledRoman));
  }
  if (letters == "l") readings.Add(Corrected(Numbering::kDigit, 1));
  return readings;
}

bool AllOf(std::string_view text, bool (*is)(char)) { return std::all_of(text.begin(), text.end(), is); }

// "a-1", "2-A", "2a": a later rule put in between.
Readings ReadInserted(std::string_view inside) {
  size_t end = inside.find('-');
  size_t rest = end + 1;
  if (end == std::string_view::npos) {
    end = inside.size() - 1;
    rest = end;
    if (!IsDigit(inside.front()) || !IsLower(inside.back())) return {};
  }
  const std::string_view number = inside.substr(0, end), suffix = inside.substr(rest);
  const auto plain = [](char c) { return IsDigit(c) || IsLower(c) || IsUpper(c); };
  if (number.empty() || suffix.empty() || suffix.size() > 2 || !AllOf(suffix, plain)) return {};
  if (number.find('-') != std::string_view::npos) return {};
  Readings readings = ReadNumber(number);
  for (Reading& reading : readings.items) reading.inserted = true;
  return readings;
}

constexpr size_t kLongestNumber = 8;  // "(xxxviii)"

// "(a)" at the start of `text`: its content, or empty.
std::string_view InsideOfParenthesis(std::string_view text) {
  if (text.empty() || text[0] != '(') return {};
  const std::string_view head = text.substr(1, kLongestNumber + 3);
  const size_t close = head.find(')');
  if (close == std::string_view::npos) return {};
  std::string_view inside = SkipBlanks(head.substr(0, close));
  while (!inside.empty() && inside.back() == ' ') inside.remove_suffix(1);
  return inside.size() > kLongestNumber ? std::string_view{} : inside;
}

// "a." or "a)" at the start of `text`, a blank or the end after it: its content, or empty.
std::string_view InsideOfDotted(std::string_view text) {
  const std::string_view head = text.substr(0, kLongestNumber + 1);
  const size_t dot = head.find_first_of(".)");
  if (dot == std::string_view::npos || dot == 0) return {};
  if (dot + 1 < text.size() && text[dot + 1] != ' ') return {};
  return head.substr(0, dot);
}

Slant SlantOf(const TextBlock& block, size_t begin, size_t end, std::string_view inside) {
  const size_t inner = static_cast<size_t>(inside.data() - block.text.data());
  for (const InlineSpan& span : block.spans) {
    if (span.begin > inner) break;
    if (span.style != SpanStyle::kItalic || span.end < inner + inside.size()) continue;
    const bool whole_and_more = span.begin < begin || span.end > end;
    return whole_and_more ? Slant::kUnknown : Slant::kItalic;
  }
  return Slant::kUpright;
}

std::optional<Marker> ParenthesisAt(const TextBlock& block, size_t at) {
  const std::string_view inside = InsideOfParenthesis(block.text.substr(at));
  if (inside.empty()) return std::nullopt;
  Marker marker;
  marker.readings = ReadNumber(inside);
  if (marker.readings.count == 0) return std::nullopt;
  marker.begin = static_cast<uint32_t>(at);
  marker.end = static_cast<uint32_t>(block.text.find(')', at) + 1);
  marker.first = inside;
  marker.slant = SlantOf(block, marker.begin, marker.end, inside);
  return marker;
}

std::optional<Marker> DottedAt(const TextBlock& block, size_t at) {
  const std::string_view inside = InsideOfDotted(block.text.substr(at));
  if (inside.empty() || inside.find('-') != std::string_view::npos) return std::nullopt;
  Marker marker;
  marker.readings = ReadNumber(inside);
  if (marker.readings.count == 0) return std::nullopt;
  marker.form = MarkerForm::kDot;
  marker.begin = static_cast<uint32_t>(at);
  marker.end = static_cast<uint32_t>(at + inside.size() + 1);
  marker.first = inside;
  marker.slant = SlantOf(block, marker.begin, marker.end, inside);
  return marker;
}

// What goes on so after a marker is a citation: "(a) of this section".
bool CitesOn(std::string_view rest) {
  rest = SkipBlanks(rest);
  if (rest.empty() || (rest[0] != 'o' && rest[0] != 'a' && rest[0] != 'b')) return false;
  return StartsWithAny(rest, {"of this ", "of the section", "of paragraph", "of section", "of \u00a7",
                              "of that section", "above", "below"});
}

struct Joined {
  size_t end = 0;  // after the last marker of the list; 0 if the marker is alone
  std::string_view last;
  bool by_dash = false;
  bool mixed = false;  // "(a)-(1)": the second is of another kind
};

// The text between two markers of a list: ", ", " and ", " through ". Its length, or 0.
size_t JoinerLength(std::string_view text) {
  const std::string_view from = SkipBlanks(text);
  const size_t blanks = text.size() - from.size();
  if (from.empty()) return 0;
  const char first = from[0];
  if (first != ',' && first != 'a' && first != 'o' && first != 't' && DashLength(from) == 0) return 0;
  for (const std::string_view word : {", and ", ", or ", ",", "and ", "or ", "through ", "thru ", "to "}) {
    if (from.starts_with(word)) return blanks + word.size();
  }
  const size_t dash = DashLength(from);
  return dash == 0 ? 0 : blanks + dash;
}

// Only a bounded number of members is followed, so that a hostile list costs nothing.
Joined ReadList(const TextBlock& block, const Marker& first) {
  constexpr int kMostMembers = 16;
  Joined list;
  size_t at = first.end;
  for (int i = 0; i < kMostMembers; ++i) {
    const std::string_view rest = block.text.substr(at);
    const size_t joiner = JoinerLength(rest);
    if (joiner == 0) break;
    const size_t start = at + joiner + (rest.substr(joiner).size() - SkipBlanks(rest.substr(joiner)).size());
    const auto next = ParenthesisAt(block, start);
    if (!next) break;
    list.by_dash = DashLength(SkipBlanks(rest)) > 0;
    list.mixed = next->readings.begin()->numbering != first.readings.begin()->numbering;
    list.last = next->first;
    list.end = at = next->end;
  }
  return list;
}

// Makes `marker` the range "(b)-(d)": a reading lasts where both ends can be read so.
bool Widen(Marker& marker, const Joined& list) {
  const Readings ends = ReadNumber(list.last);
  Readings both;
  for (Reading reading : marker.readings) {
    for (const Reading& end : ends) {
      if (end.numbering != reading.numbering || end.first <= reading.first) continue;
      reading.last = end.first;
      both.Add(reading);
      break;
    }
  }
  if (both.count == 0) return false;
  marker.readings = both;
  marker.last = list.last;
  marker.end = static_cast<uint32_t>(list.end);
  return true;
}

enum class Verdict : uint8_t { kMarker, kRange, kCitation };

Verdict Judge(const TextBlock& block, Marker& marker) {
  if (CitesOn(block.text.substr(marker.end))) return Verdict::kCitation;
  const Joined list = ReadList(block, marker);
  if (list.end == 0) return Verdict::kMarker;
  const std::string_view rest = block.text.substr(list.end);
  const bool alone = rest.find_first_not_of(" .;") == std::string_view::npos;
  if ((IsReserved(rest) || (list.by_dash && alone)) && Widen(marker, list)) return Verdict::kRange;
  // "(a)-(1) Text" and "(a)\u2014(1) Text": the dash only parts two markers.
  if (list.by_dash && list.mixed) return Verdict::kMarker;
  return Verdict::kCitation;
}

bool CanBeFirst(const Marker& marker) {
  return std::any_of(marker.readings.begin(), marker.readings.end(),
                     [](const Reading& reading) { return reading.first == 1 && !reading.corrected; });
}

bool IsTermStyle(SpanStyle style) { return style == SpanStyle::kItalic || style == SpanStyle::kBold; }

struct Range {
  size_t begin = 0, end = 0;
  bool empty() const { return begin >= end; }
};

// Of an opening quotation mark, which is mostly outside the italics.
size_t QuoteLength(std::string_view text) {
  constexpr std::string_view kQuote = "\u201c";
  if (text.empty() || (text[0] != '"' && text[0] != kQuote[0])) return 0;
  return text.starts_with(kQuote) ? kQuote.size() : text.starts_with("\"") ? 1 : 0;
}

Range SlantedRangeAt(const TextBlock& block, size_t offset) {
  size_t start = offset;
  while (start < block.text.size() && block.text[start] == ' ') ++start;
  const size_t quoted = start + QuoteLength(block.text.substr(start));
  for (const InlineSpan& span : block.spans) {
    if (span.begin > quoted) break;
    if (span.end <= quoted || !IsTermStyle(span.style)) continue;
    return {start, span.end};
  }
  return {};
}

// After a key term: blanks, a full stop, a colon, dashes.
size_t SkipSetOff(std::string_view text, size_t at) {
  while (at < text.size()) {
    const size_t dash = DashLength(text.substr(at));
    if (dash > 0) {
      at += dash;
    } else if (text[at] == ' ' || text[at] == '.' || text[at] == ':') {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

bool EndsSetOff(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return !text.empty() && (text.back() == '.' || text.back() == ':' || text.back() == '-' ||
                           text.ends_with(kEmDash) || text.ends_with(kEnDash));
}

// "Exceptions\u2014(1)" within one run of italics: where the marker begins, or npos.
size_t MarkerInsideTerm(const TextBlock& block, Range term) {
  const std::string_view text = block.text.substr(term.begin, term.end - term.begin);
  for (size_t at = text.find('('); at != std::string_view::npos; at = text.find('(', at + 1)) {
    if (at > 0 && EndsSetOff(text.substr(0, at))) return term.begin + at;
  }
  return std::string_view::npos;
}

// The first of `.:?;`, or npos. Nearly every block is asked.
size_t FindStop(std::string_view text) {
  const auto is_stop = [](char c) { return c == '.' || c == ':' || c == '?' || c == ';'; };
  size_t at = 0;
#if defined(__SSE2__)
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const auto is = [&](char c) { return _mm_cmpeq_epi8(block, _mm_set1_epi8(c)); };
    const int stops =
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(is('.'), is(':')), _mm_or_si128(is('?'), is(';'))));
    if (stops != 0) return at + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(stops)));
  }
#endif
  while (at < text.size() && !is_stop(text[at])) ++at;
  return at < text.size() ? at : std::string_view::npos;
}

// Where the words from `at` on end that a marker of a block's second level may follow: a few of one
// sentence ("Notice. (1) Each", "means a person that: (1)(i) Is"), set off from it. npos: there are none.
size_t EndOfPlainTerm(const TextBlock& block, size_t at, MarkerForms forms) {
  constexpr size_t kLongestTerm = 200;
  const std::string_view head = block.text.substr(at, kLongestTerm);
  size_t stop = FindStop(head);
  if (stop == std::string_view::npos) stop = head.find(kEmDash);
  if (stop == std::string_view::npos || stop < 2 || head[stop] == ';') return std::string_view::npos;
  const size_t next = SkipSetOff(block.text, at + stop + (head[stop] == '?' ? 1 : 0));
  const bool parenthesis = next < block.text.size() && block.text[next] == '(';
  return parenthesis || forms == MarkerForms::kAll ? next : std::string_view::npos;
}

// True if the list that `first` begins runs on inside the block ("(1) x, and (2) y"): then it is a
// sentence, and no paragraph begins there.
bool RunsOn(const TextBlock& block, const Marker& first) {
  constexpr size_t kFarEnough = 4000;
  const std::string_view rest = block.text.substr(first.end, kFarEnough);
  for (const Reading& reading : first.readings) {
    if (reading.first != 1) continue;
    const bool dot = first.form == MarkerForm::kDot;
    std::string_view second;
    switch (reading.numbering) {
      case Numbering::kLower: second = dot ? " b. " : " (b) "; break;
      case Numbering::kDigit: second = dot ? " 2. " : " (2) "; break;
      case Numbering::kRoman: second = dot ? " ii. " : " (ii) "; break;
      case Numbering::kUpper: second = dot ? " B. " : " (B) "; break;
      case Numbering::kUpperRoman: second = dot ? " II. " : " (II) "; break;
    }
    if (rest.find(second) != std::string_view::npos) return true;
  }
  return false;
}

// Of the star that marks significant equipment before a marker: "* (a) Firearms".
size_t StarLength(std::string_view text) {
  if (text.empty() || text[0] != '*') return 0;
  const size_t at = text.find_first_not_of("* ");
  return at == std::string_view::npos || text[at] != '(' ? 0 : at;
}

std::optional<Marker> MarkerAt(const TextBlock& block, size_t at, MarkerForms forms) {
  if (at >= block.text.size()) return std::nullopt;
  const auto marker = ParenthesisAt(block, at);
  return marker || forms == MarkerForms::kParentheses ? marker : DottedAt(block, at);
}

// False for the "1." of "as 2 CFR 200.1. defines it": only the end of a marker may touch a dotted one.
bool StandsFree(const TextBlock& block, const Marker& marker) {
  if (marker.form == MarkerForm::kParenthesis || marker.begin == 0) return true;
  const std::string_view before = block.text.substr(0, marker.begin);
  return before.back() == ' ' || before.ends_with(kEmDash) || before.ends_with(kEnDash);
}

// The marker that follows `before` in the same block: right after it, after a dash, or after a key
// term, where it must be the first of a list.
std::optional<Marker> NextMarker(const TextBlock& block, const Marker& before, MarkerForms forms) {
  const size_t end = block.text.size() - SkipBlanks(block.text.substr(before.end)).size();
  const bool dash = DashLength(block.text.substr(end)) > 0;
  const size_t at = dash ? SkipSetOff(block.text, end) : end;
  auto marker = MarkerAt(block, at, forms);
  if (marker && (!dash || CanBeFirst(*marker))) return marker;

  const Range term = SlantedRangeAt(block, at);
  size_t after = at;
  if (!term.empty()) {
    const size_t inside = MarkerInsideTerm(block, term);
    after = inside != std::string_view::npos ? inside : SkipSetOff(block.text, term.end);
    marker = MarkerAt(block, after, forms);
    if (marker && CanBeFirst(*marker) && StandsFree(block, *marker)) return marker;
    if (inside != std::string_view::npos) return std::nullopt;
  }
  marker = MarkerAt(block, EndOfPlainTerm(block, after, forms), forms);
  if (marker && CanBeFirst(*marker) && StandsFree(block, *marker) && !RunsOn(block, *marker)) return marker;
  return std::nullopt;
}

}  // namespace

Readings ReadNumber(std::string_view inside) {
  if (inside.empty() || inside.size() > kLongestNumber) return {};
  if (AllOf(inside, IsDigit)) return ReadDigits(inside);
  if (AllOf(inside, IsLower) || AllOf(inside, IsUpper)) return ReadLetters(inside);
  return ReadInserted(inside);
}

void ReadMarkers(const TextBlock& block, MarkerForms forms, std::vector<Marker>& markers) {
  markers.clear();
  auto marker = MarkerAt(block, StarLength(block.text), forms);
  while (marker) {
    const bool dot = marker->form == MarkerForm::kDot;
    const Verdict verdict = dot ? Verdict::kMarker : Judge(block, *marker);
    if (verdict == Verdict::kCitation) break;
    markers.push_back(*marker);
    if (verdict == Verdict::kRange || markers.size() == kMaxMarkersInBlock) return;
    marker = NextMarker(block, markers.back(), forms);
  }
  // "(a)(1) of this section": the whole chain is one citation; after a key term only its tail is.
  if (marker && !markers.empty() && markers.back().end == marker->begin) markers.clear();
}

size_t FindIntroduced(const TextBlock& block, size_t from, MarkerForms forms) {
  constexpr int kMostTries = 8;
  const std::string_view text = block.text;
  int tries = 0;
  for (size_t at = text.find('(', from); at != std::string_view::npos; at = text.find('(', at + 1)) {
    if (at + 3 >= text.size() || text[at + 2] != ')' || at < from + 2) continue;
    const char number = text[at + 1];
    if (number != '1' && number != 'a' && number != 'i' && number != 'A') continue;
    if (++tries > kMostTries) break;
    std::string_view before = text.substr(from, at - from);
    while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
    const bool after_term = SlantedRangeAt(block, from).end == from + before.size();
    if (!EndsSetOff(before) && !before.ends_with('?') && !after_term) continue;
    if (text[at + 3] != ' ' && text[at + 3] != '(') continue;
    auto marker = ParenthesisAt(block, at);
    if (!marker || !CanBeFirst(*marker)) continue;
    return Judge(block, *marker) == Verdict::kMarker && !RunsOn(block, *marker) ? at : std::string_view::npos;
  }
  if (forms != MarkerForms::kAll) return std::string_view::npos;
  // "Items: a. Ring magnets;"
  for (const std::string_view first : {": a. ", ": 1. "}) {
    const size_t at = text.find(first, from);
    if (at == std::string_view::npos) continue;
    const auto marker = DottedAt(block, at + 2);
    if (marker && !RunsOn(block, *marker)) return at + 2;
  }
  return std::string_view::npos;
}

bool IsEntryHead(std::string_view text) {
  if (text.size() < 7 || !IsDigit(text[0]) || text[1] < 'A' || text[1] > 'E' || text[5] != ' ') return false;
  return AllOf(text.substr(2, 3), IsDigit) && !IsLower(text[6]);
}

namespace {

// A number of a dotted path at `at`: its size, or 0.
size_t DottedNumber(std::string_view text, size_t at) {
  size_t digits = 0;
  while (at + digits < text.size() && digits < 4 && IsDigit(text[at + digits])) ++digits;
  if (digits > 0) return digits;
  return at < text.size() && (IsLower(text[at]) || IsUpper(text[at])) ? 1 : 0;
}

// Where the path at the start of `text` ends; 0 if it is none.
template <typename Take>
size_t EndOfDottedPath(std::string_view text, Take take) {
  constexpr size_t kMostNumbers = 7;
  size_t at = 0, numbers = 0;
  bool closed = false;
  while (numbers < kMostNumbers) {
    const size_t size = DottedNumber(text, at);
    if (size == 0) break;
    take(text.substr(at, size));
    at += size;
    ++numbers;
    closed = at < text.size() && text[at] == '.';
    if (!closed) break;
    ++at;
  }
  if (numbers < 2 || at >= text.size() || text[at] != ' ') return 0;
  // "2.5 percent" is no marker: letters need the last dot, numbers a capital after them.
  const std::string_view rest = SkipBlanks(text.substr(at));
  if (!IsDigit(text[0])) return closed ? at : 0;
  return !rest.empty() && (IsUpper(rest[0]) || rest[0] == '[' || rest[0] == '(') ? at : 0;
}

}  // namespace

bool IsDottedPath(std::string_view text) {
  if (text.size() < 4 || !(IsDigit(text[0]) || IsLower(text[0])) || text[0] == '0') return false;
  return EndOfDottedPath(text, [](std::string_view) {}) > 0;
}

size_t ReadDottedPath(std::string_view text, std::vector<std::string>& path) {
  path.clear();
  return EndOfDottedPath(text, [&](std::string_view number) { path.emplace_back(number); });
}

bool IsDefinition(std::string_view text, size_t size) {
  constexpr size_t kSoon = 80;
  if (size >= text.size() || StartsWithAny(text, {"Note", "NOTE", "Example", "Illustration", "Instruction"}))
    return false;
  if (EndsSetOff(text.substr(0, size))) return true;
  const std::string_view after = text.substr(size, kSoon);
  if (SkipBlanks(after).starts_with('.') || DashLength(SkipBlanks(after)) > 0) return true;
  for (const std::string_view word :
       {" means", " mean ", " includes", " has the meaning", " is defined", " refers to", " as used in"}) {
    if (after.find(word) != std::string_view::npos) return true;
  }
  return false;
}

std::string_view SlantedTermAt(const TextBlock& block, size_t offset) {
  const Range term = SlantedRangeAt(block, offset);
  return term.empty() ? std::string_view{} : block.text.substr(term.begin, term.end - term.begin);
}

std::string_view KeyTermAt(const TextBlock& block, size_t offset) {
  Range term = SlantedRangeAt(block, offset);
  if (term.empty()) return {};
  const size_t inside = MarkerInsideTerm(block, term);
  if (inside != std::string_view::npos) term.end = inside;
  std::string_view text = block.text.substr(term.begin, term.end - term.begin);
  const size_t after = SkipSetOff(block.text, term.end);
  const std::string_view between = block.text.substr(term.end, after - term.end);
  const bool set_off = EndsSetOff(text) || EndsSetOff(between) || after >= block.text.size() ||
                       !InsideOfParenthesis(block.text.substr(after)).empty();
  if (!set_off) {
    // "<I>Transaction charges. Periodic rate</I> does not include": the italics run on into the text.
    const size_t stop = text.rfind(". ");
    return stop == std::string_view::npos ? std::string_view{} : text.substr(0, stop + 1);
  }
  while (!text.empty() && (text.back() == ' ' || text.ends_with(kEmDash))) {
    text.remove_suffix(text.back() == ' ' ? 1 : kEmDash.size());
  }
  return text;
}

}  // namespace reg2graph

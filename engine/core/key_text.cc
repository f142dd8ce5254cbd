#include "engine/core/key_text.h"

#include <algorithm>
#include <array>

#include "absl/container/inlined_vector.h"
#include "engine/core/ascii.h"
#include "engine/core/percent.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr size_t kLongestName = 32;  // bytes of a slug in `name`

struct Segment {
  char mark;  // '/' or '#'
  string_view text;
};
using Segments = absl::InlinedVector<Segment, 12>;

Segments SegmentsOf(string_view key) {
  Segments segments;
  size_t i = 0;
  while (i < key.size()) {
    const size_t end = std::min(key.find_first_of("/#", i + 1), key.size());
    segments.push_back({key[i], key.substr(i + 1, end - i - 1)});
    i = end;
  }
  return segments;
}

// What follows "~": "2" of the second of a name.
string_view RepeatOf(string_view& name) {
  const size_t tilde = name.find('~');
  if (tilde == string_view::npos || tilde == 0) return {};
  const string_view repeat = name.substr(tilde + 1);
  name = name.substr(0, tilde);
  return repeat;
}

void AppendDecoded(string_view text, string& out) {
  if (text.find('%') == string_view::npos)
    out.append(text);
  else
    out.append(PercentDecode(text));
}

void AppendRepeat(string_view repeat, string& out) {
  if (!repeat.empty()) out.append(" [").append(repeat).append("]");
}

// "general provisions" of "general-provisions": nearly the words of the heading.
string WordsOf(string_view slug) {
  string words(slug);
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

string ShortWords(string_view slug) {
  string words = WordsOf(slug);
  if (!words.empty() && IsLower(words[0])) words[0] = static_cast<char>(words[0] - 'a' + 'A');
  if (words.size() > kLongestName) {
    const size_t blank = words.rfind(' ', kLongestName);
    words.resize(blank == string::npos ? kLongestName : blank);
    words.append("…");
  }
  return words;
}

// What a kind of division is called.
struct Kind {
  string_view prefix, word, plural;
};
// A longer prefix before a shorter one that it begins with.
constexpr Kind kDivisions[] = {{"sch", "Subchapter", "Subchapters"},
                               {"ch", "Chapter", "Chapters"},
                               {"st", "Subtitle", "Subtitles"},
                               {"sup", "Supplement", "Supplements"},
                               {"sp", "Subpart", "Subparts"},
                               {"sg", "subject group", "subject groups"},
                               {"p", "Part", "Parts"},
                               {"a", "Appendix", "Appendices"},
                               {"s", "§", "§§"}};

struct NoteKind {
  string_view prefix, word;
};
constexpr NoteKind kNotes[] = {{"auth", "Authority"}, {"source", "Source"},        {"cita", "Amendment"},
                               {"ed", "Editorial"},   {"xref", "Cross-reference"}, {"hed", "Heading"},
                               {"xml", "XML"}};

// Null for a marker of a paragraph: "(p)" of a part is "/p", "(sp)" is "/sp". `first`: below the title, where
// there are no paragraphs.
const Kind* DivisionOf(string_view segment, bool first) {
  for (const Kind& kind : kDivisions) {
    if (!segment.starts_with(kind.prefix)) continue;
    if (segment.size() == kind.prefix.size()) {
      if (first) return &kind;
      continue;
    }
    const char next = segment[kind.prefix.size()];
    const bool is_name =
        IsDigit(next) || IsUpper(next) || next == '-' || next == '~' || next == '%' || next == '(';
    return is_name ? &kind : nullptr;
  }
  return nullptr;
}

bool IsSection(const Kind& kind) { return kind.prefix == "s"; }

bool AllOf(string_view text, bool (*is)(char)) { return std::all_of(text.begin(), text.end(), is); }

// "200.11 - 200.12", "A-E", "200.11-200.12"; "60-741", "10b-5" and "2.203-1" are one number each.
bool IsPlural(string_view number) {
  for (const string_view link : {" - ", " through ", " to ", " and ", ", "}) {
    if (number.find(link) != string_view::npos) return true;
  }
  const size_t dash = number.rfind('-');
  if (dash == string_view::npos || dash == 0 || dash + 1 == number.size()) return false;
  const string_view first = number.substr(0, dash), last = number.substr(dash + 1);
  return (AllOf(first, IsUpper) && AllOf(last, IsUpper)) ||
         (first.find('.') != string_view::npos && last.find('.') != string_view::npos);
}

// "200.11-200.12" of "200.11 - 200.12"; "304-10 - 304-99" needs its blanks.
void Tighten(string& number) {
  const size_t link = number.find(" - ");
  if (link != string::npos && std::count(number.begin(), number.end(), '-') == 1)
    number.replace(link, 3, "-");
}

class CfrReader {
 public:
  CfrReader(const Segments& segments, KeyText& text) : segments_(segments), text_(text) {}

  void Run() {
    const string_view title = segments_[2].text;
    text_.citation.append(title.substr(std::min<size_t>(title.size(), 1))).append(" CFR");
    text_.name.append("Title ").append(title.substr(std::min<size_t>(title.size(), 1)));
    for (size_t i = 3; i < segments_.size(); ++i) {
      const Segment& segment = segments_[i];
      if (segment.mark == '#') {
        Suffix(segment.text);
        continue;
      }
      const Kind* kind = place_ == Place::kDivision ? DivisionOf(segment.text, i == 3) : nullptr;
      if (kind != nullptr)
        Division(*kind, segment.text.substr(kind->prefix.size()), i == 3);
      else
        Marker(segment.text);
    }
  }

 private:
  // What the next segment is in. Paragraphs are cited with parentheses in a section ("(a)(1)"), and with dots
  // in an appendix or supplement whose markers are numbers or capitals ("3.5.2").
  enum class Place { kDivision, kParentheses, kAppendix, kSupplement, kDots };

  void Division(const Kind& kind, string_view name, bool first) {
    if (IsSection(kind) && name.starts_with('~')) name.remove_prefix(1);
    const string_view repeat = name.starts_with('~') ? name.substr(1) : RepeatOf(name);
    if (name.starts_with('~') || name == "-") name = {};
    if (name.starts_with('-'))
      Headed(kind, name.substr(1), first);
    else
      Numbered(kind, name, first);
    AppendRepeat(repeat, text_.citation);
    AppendRepeat(repeat, text_.name);
    if (IsSection(kind)) place_ = Place::kParentheses;
    if (kind.prefix == "a") place_ = annex_ = Place::kAppendix;
    if (kind.prefix == "sup") place_ = annex_ = Place::kSupplement;
  }

  // By the words of its heading.
  void Headed(const Kind& kind, string_view slug, bool first) {
    text_.citation.append(first ? " " : ", ");
    if (kind.prefix != "a") text_.citation.append(kind.word).append(" ");
    text_.citation.append("\"").append(WordsOf(slug)).append("\"");
    text_.name = ShortWords(slug);
  }

  // A section is cited by its number alone, but for one that has none or has it within a part.
  void Numbered(const Kind& kind, string_view segment, bool first) {
    number_.clear();
    AppendDecoded(segment, number_);
    text_.name = IsPlural(number_) ? kind.plural : kind.word;
    if (IsLower(text_.name[0])) text_.name[0] = static_cast<char>(text_.name[0] - 'a' + 'A');
    Tighten(number_);
    if (!number_.empty()) text_.name.append(" ").append(number_);
    text_.citation.append(first ? " " : ", ");
    text_.citation.append(IsSection(kind) && first && !number_.empty() ? number_ : text_.name);
  }

  void Marker(string_view marker) {
    const string_view repeat = RepeatOf(marker);
    if (place_ == Place::kDivision) place_ = Place::kParentheses;
    if (place_ == Place::kParentheses) {
      InParentheses(marker);
    } else if (place_ == Place::kDots) {
      const size_t from = text_.name.size();
      text_.name.push_back('.');
      AppendDecoded(marker, text_.name);
      text_.citation.append(text_.name, from);
    } else {
      FirstOfAnnex(marker);
    }
    AppendRepeat(repeat, text_.citation);
    AppendRepeat(repeat, text_.name);
  }

  void InParentheses(string_view marker) {
    text_.name.clear();
    const size_t dash = DashOfRange(marker);
    Parenthesized(marker.substr(0, dash), text_.name);
    if (dash != string_view::npos) {
      text_.name.push_back('-');
      Parenthesized(marker.substr(dash + 1), text_.name);
    }
    text_.citation.append(text_.name);
  }

  // "Appendix A (a)", "Appendix A, 3.5", "Supplement I, comment 5(b)-1"
  void FirstOfAnnex(string_view marker) {
    const bool lower = AllOf(marker, [](char c) { return IsLower(c) || c == '-'; });
    const bool comment = place_ == Place::kSupplement && IsComment(marker);
    place_ = lower ? Place::kParentheses : Place::kDots;
    if (lower) {
      text_.citation.push_back(' ');
      InParentheses(marker);
      return;
    }
    text_.name.clear();
    AppendDecoded(marker, text_.name);
    text_.citation.append(comment ? ", comment " : ", ").append(text_.name);
  }

  static void Parenthesized(string_view marker, string& out) {
    out.push_back('(');
    AppendDecoded(marker, out);
    out.push_back(')');
  }

  // Of "b-d" and "1-4", which print as "(b)-(d)"; "b-1" is one marker.
  static size_t DashOfRange(string_view marker) {
    const size_t dash = marker.find('-');
    if (dash == string_view::npos || dash == 0 || dash + 1 == marker.size()) return string_view::npos;
    const string_view first = marker.substr(0, dash);
    const string_view last = marker.substr(dash + 1);
    const bool range =
        (AllOf(first, IsLetter) && AllOf(last, IsLetter)) || (AllOf(first, IsDigit) && AllOf(last, IsDigit));
    return range ? dash : string_view::npos;
  }

  // "5(b)(3)-1" of an official interpretation.
  static bool IsComment(string_view marker) {
    const size_t dash = marker.rfind('-');
    return dash != string_view::npos && dash > 0 && dash + 1 < marker.size() && IsDigit(marker[0]) &&
           IsDigit(marker[dash + 1]);
  }

  // "#auth2", "#p3", "#xml"
  void Suffix(string_view suffix) {
    const size_t digits = std::min(suffix.find_first_of("0123456789"), suffix.size());
    const string_view kind = suffix.substr(0, digits);
    const string_view number = suffix.substr(digits);
    text_.name.clear();
    if (kind == "p") {
      if (place_ == Place::kDivision) place_ = Place::kParentheses;
      if (place_ == Place::kDots) place_ = annex_;
      text_.name.append("¶ ").append(number);
      text_.citation.append(" ").append(text_.name);
      return;
    }
    const auto* const found = std::find_if(std::begin(kNotes), std::end(kNotes),
                                           [kind](const NoteKind& note) { return note.prefix == kind; });
    text_.name.append(found == std::end(kNotes) ? kind : found->word);
    if (!number.empty()) text_.name.append(" ").append(number);
    text_.citation.append(", ").append(text_.name);
  }

  const Segments& segments_;
  KeyText& text_;
  Place place_ = Place::kDivision;
  Place annex_ = Place::kDivision;  // the appendix or supplement that the segment is in
  string number_;
};

string UscCitation(const Segments& s) {
  string title(s[2].text.substr(std::min<size_t>(s[2].text.size(), 1)));
  const bool appendix = !title.empty() && title.back() == 'a';
  if (appendix) title.pop_back();
  string text = title + " U.S.C." + (appendix ? " App." : "");
  if (s.size() == 3) return text;
  const string_view first = s[3].text;
  if (first.starts_with("ch")) return text + " ch. " + PercentDecode(first.substr(2));
  text += " " + PercentDecode(first.substr(first.empty() ? 0 : 1));
  for (size_t i = 4; i < s.size(); ++i) text += "(" + PercentDecode(s[i].text) + ")";
  return text;
}

string RegisterCitation(const string& second, const string& third) {
  static constexpr string_view kDocument = "frdoc";
  if (second.starts_with(kDocument)) return "FR Doc. " + second.substr(kDocument.size());
  if (third.empty()) return second + " FR";
  if (third.starts_with(kDocument)) return "FR Doc. " + third.substr(kDocument.size());
  return second + " FR " + third;
}

string OtherCitation(string_view key, const Segments& s) {
  const string_view collection = s[1].text;
  if (collection == "usc") return UscCitation(s);
  const string second = PercentDecode(s[2].text);
  const string third = s.size() > 3 ? PercentDecode(s[3].text) : "";
  if (collection == "pl") return third.empty() ? "Pub. L. " + second : "Pub. L. " + second + "-" + third;
  if (collection == "stat") return third.empty() ? second + " Stat." : second + " Stat. " + third;
  if (collection == "eo") return "E.O. " + second;
  if (collection == "proc") return "Proc. " + second;
  if (collection == "rin") return "RIN " + second;
  if (collection == "reorg") {
    return third.empty() ? "Reorganization Plans of " + second
                         : "Reorganization Plan No. " + third + " of " + second;
  }
  return collection == "fr" ? RegisterCitation(second, third) : string(key);
}

// "artifact:" and a SHA-256: the digits that name it in the report of a run.
constexpr string_view kArtifact = "artifact:";
constexpr size_t kArtifactDigits = 8;

}  // namespace

void ReadKeyText(string_view key, KeyText& text) {
  text.citation.clear();
  text.name.clear();
  if (key.starts_with(kArtifact)) {
    text.citation.append("Document ").append(key.substr(kArtifact.size(), kArtifactDigits));
    text.name = text.citation;
    return;
  }
  const Segments segments = SegmentsOf(key);
  if (!key.starts_with("/us/") || segments.size() < 3) {
    text.citation = key;
    text.name = key;
  } else if (segments[1].text == "cfr") {
    CfrReader(segments, text).Run();
  } else {
    text.citation = OtherCitation(key, segments);
    text.name = text.citation;
  }
  if (text.name.empty()) text.name = key;
}

KeyText TextOfKey(string_view key) {
  KeyText text;
  ReadKeyText(key, text);
  return text;
}

}  // namespace reg2graph

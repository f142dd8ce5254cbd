#include "engine/map/authority_statement.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "absl/strings/match.h"
#include "engine/core/ascii.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

using std::string_view;

bool Equals(string_view a, string_view b) { return absl::EqualsIgnoreCase(Absl(a), Absl(b)); }

template <size_t kCount>
bool IsOneOf(string_view word, const std::array<string_view, kCount>& words) {
  return std::any_of(words.begin(), words.end(), [word](string_view w) { return Equals(word, w); });
}

struct Word {
  uint32_t begin, end;  // bytes of the text
};

std::vector<Word> WordsOf(string_view text) {
  std::vector<Word> words;
  for (size_t i = 0; i < text.size();) {
    while (i < text.size() && IsBlank(text[i])) ++i;
    const size_t begin = i;
    while (i < text.size() && !IsBlank(text[i])) ++i;
    if (i > begin) words.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(i)});
  }
  return words;
}

class Reader {
 public:
  Reader(string_view text, std::span<const Citation> citations)
      : text_(text), citations_(citations), words_(WordsOf(text)) {}

  std::vector<AuthorityStatement> Run() {
    std::vector<AuthorityStatement> statements;
    for (size_t i = 0; i < words_.size(); ++i) {
      const std::optional<size_t> laws = LawsAfter(i);
      if (!laws) continue;
      const std::optional<size_t> first = FirstSubject(i);
      if (first) statements.push_back(Statement(*first, i, *laws));
      first_free_ = *laws;
    }
    return statements;
  }

 private:
  string_view At(size_t word) const {
    return text_.substr(words_[word].begin, words_[word].end - words_[word].begin);
  }

  // The word that follows "issued under", "authorized by", "issued pursuant to" at `verb`.
  std::optional<size_t> LawsAfter(size_t verb) const {
    static constexpr std::array<string_view, 3> kVerbs = {"issued", "authorized", "promulgated"};
    if (!IsOneOf(At(verb), kVerbs)) return std::nullopt;
    size_t next = verb + 1;
    if (next < words_.size() && Equals(At(next), "also")) ++next;
    if (next >= words_.size()) return std::nullopt;
    if (Equals(At(next), "under") || Equals(At(next), "by")) return next + 1;
    const bool pursuant =
        next + 1 < words_.size() && Equals(At(next), "pursuant") && Equals(At(next + 1), "to");
    return pursuant ? std::optional<size_t>(next + 2) : std::nullopt;
  }

  // The first word of the list of divisions that ends before `verb`.
  std::optional<size_t> FirstSubject(size_t verb) const {
    std::optional<size_t> first;
    size_t i = verb;
    while (i > first_free_ && IsBeforeVerb(At(i - 1))) --i;
    for (; i > first_free_; --i) {
      const string_view word = At(i - 1);
      if (IsNoun(word))
        first = i - 1;
      else if (!IsJoin(word) && !IsIdentifier(WithoutComma(word)))
        break;
    }
    return first;
  }

  static string_view WithoutComma(string_view word) {
    while (word.ends_with(',')) word.remove_suffix(1);
    return word;
  }

  static bool IsBeforeVerb(string_view word) {
    static constexpr std::array<string_view, 6> kWords = {"is", "are", "was", "were", "also", "hereby"};
    return IsOneOf(word, kWords);
  }
  static bool IsThrough(string_view word) {
    static constexpr std::array<string_view, 3> kWords = {"through", "thru", "to"};
    return IsOneOf(word, kWords);
  }
  static bool IsJoin(string_view word) {
    static constexpr std::array<string_view, 4> kWords = {"and", "or", "of", "&"};
    return IsThrough(word) || IsOneOf(word, kWords);
  }
  static bool IsNoun(string_view word) {
    static constexpr std::array<string_view, 14> kWords = {
        "section", "sections", "sec.",     "secs.", "sec",   "§",    "§§",
        "subpart", "subparts", "appendix", "part",  "parts", "this", "supplement"};
    return IsOneOf(word, kWords) || Equals(word, "appendices") ||
           (word.starts_with("§") && IsIdentifier(WithoutComma(word.substr(word.find_last_of('\xa7') + 1))));
  }
  // "240.3b-6", "249.326(T)", "3a67-1", "B", "VIII"
  static bool IsIdentifier(string_view word) {
    constexpr size_t kLongestName = 5;
    if (word.empty() || !IsAlnum(word.front()) || word.ends_with('.')) return false;
    if (!std::all_of(word.begin(), word.end(), IsIdentifierChar)) return false;
    if (std::any_of(word.begin(), word.end(), IsDigit)) return true;
    return word.size() <= kLongestName && std::all_of(word.begin(), word.end(), IsUpper);
  }
  static bool IsIdentifierChar(char c) {
    return IsAlnum(c) || c == '.' || c == '-' || c == '(' || c == ')' || c == '/';
  }

  AuthorityStatement Statement(size_t first, size_t verb, size_t laws) const {
    AuthorityStatement statement;
    statement.begin = words_[first].begin;
    statement.laws = laws < words_.size() ? words_[laws].begin : static_cast<uint32_t>(text_.size());
    for (size_t i = first; i < verb; ++i) AddSubjects(i, statement);
    return statement;
  }

  // What is cited from word `i` on, or else the number that it is.
  void AddSubjects(size_t i, AuthorityStatement& statement) const {
    const Word& word = words_[i];
    const auto from = std::lower_bound(citations_.begin(), citations_.end(), word.begin,
                                       [](const Citation& c, uint32_t at) { return c.end <= at; });
    const bool covered = from != citations_.end() && from->start < word.end;
    for (auto c = from; c != citations_.end() && c->start < word.end; ++c) {
      if (c->start < word.begin) continue;
      for (const Citation::Target& target : c->targets)
        statement.subjects.push_back({target.key, "", target.range == Citation::Target::Range::kEnd});
    }
    const string_view number = WithoutComma(At(i));
    if (covered || IsNoun(number) || !IsIdentifier(number) ||
        !std::any_of(number.begin(), number.end(), IsDigit))
      return;
    statement.subjects.push_back({"", std::string(number), i > 0 && IsThrough(At(i - 1))});
  }

  const string_view text_;
  const std::span<const Citation> citations_;
  const std::vector<Word> words_;
  size_t first_free_ = 0;  // the first word after the last statement's verb
};

}  // namespace

std::vector<AuthorityStatement> AuthorityStatements(string_view text, std::span<const Citation> citations) {
  return Reader(text, citations).Run();
}

}  // namespace reg2graph

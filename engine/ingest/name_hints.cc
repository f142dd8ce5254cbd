#include "engine/ingest/name_hints.h"

#include <charconv>
#include <chrono>
#include <cstddef>

#include "engine/aws/uri.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr size_t kDateSize = 10;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int Number(string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? value : -1;
}

// The part of a name that may speak of its document: folders often carry dates of their own.
std::string Telling(string_view uri) {
  if (const size_t scheme = uri.find("://"); scheme != string_view::npos) {
    const string_view path = uri.substr(scheme + 3);
    if (uri.starts_with("s3:")) return std::string(path);  // a key is not encoded
    return UriDecode(path.substr(0, path.find_first_of("?#")));
  }
  const size_t slash = uri.rfind('/');
  return std::string(slash == string_view::npos ? uri : uri.substr(slash + 1));
}

string_view LastDate(string_view name) {
  for (size_t i = name.size(); i-- > 0;) {
    if (i + kDateSize > name.size() || !IsDate(name.substr(i, kDateSize))) continue;
    const bool digit_before = i > 0 && IsDigit(name[i - 1]);
    const bool digit_behind = i + kDateSize < name.size() && IsDigit(name[i + kDateSize]);
    if (!digit_before && !digit_behind) return name.substr(i, kDateSize);
  }
  return {};
}

bool StartsWithTitle(string_view text) {
  static constexpr string_view kWord = "title";
  if (text.size() < kWord.size()) return false;
  for (size_t i = 0; i < kWord.size(); ++i) {
    if (Lower(text[i]) != kWord[i]) return false;
  }
  return true;
}

// The number behind the word at `i`, or 0.
int TitleNumber(string_view name, size_t i) {
  if (i < name.size() && (name[i] == '-' || name[i] == '_')) ++i;
  size_t end = i;
  while (end < name.size() && IsDigit(name[end])) ++end;
  const int title = Number(name.substr(i, end - i));
  return title >= 1 && title <= 99 ? title : 0;
}

int FirstTitle(string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    const bool starts_word = i == 0 || !IsLetter(name[i - 1]);  // not in "subtitle-3"
    if (!starts_word || !StartsWithTitle(name.substr(i))) continue;
    if (const int title = TitleNumber(name, i + 5); title > 0) return title;
  }
  return 0;
}

}  // namespace

bool IsDate(string_view text) {
  if (text.size() != kDateSize || text[4] != '-' || text[7] != '-') return false;
  for (size_t i = 0; i < kDateSize; ++i) {
    if (i != 4 && i != 7 && !IsDigit(text[i])) return false;
  }
  const std::chrono::year_month_day day{std::chrono::year(Number(text.substr(0, 4))),
                                        std::chrono::month(static_cast<unsigned>(Number(text.substr(5, 2)))),
                                        std::chrono::day(static_cast<unsigned>(Number(text.substr(8, 2))))};
  return day.ok();
}

NameHints HintsFromName(string_view uri) {
  const std::string name = Telling(uri);
  return {std::string(LastDate(name)), FirstTitle(name)};
}

}  // namespace reg2graph

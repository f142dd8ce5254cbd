#include "engine/ingest/name_hints.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>

#include "absl/strings/match.h"
#include "engine/core/ascii.h"
#include "engine/core/percent.h"
#include "engine/core/strings.h"
#include "engine/core/title_number.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr size_t kDateSize = 10;

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
    return PercentDecode(path.substr(0, path.find_first_of("?#")));
  }
  const size_t slash = uri.rfind('/');
  return std::string(slash == string_view::npos ? uri : uri.substr(slash + 1));
}

string_view LastDate(string_view name) {
  for (size_t i = name.size(); i-- > 0;) {
    if (i + kDateSize > name.size() || !IsDate(name.substr(i, kDateSize))) continue;
    const bool digit_before = i > 0 && IsDigit(name[i - 1]);
    const bool digit_after = i + kDateSize < name.size() && IsDigit(name[i + kDateSize]);
    if (!digit_before && !digit_after) return name.substr(i, kDateSize);
  }
  return {};
}

// The number at `i`, which is after the word "title".
std::optional<int> TitleAt(string_view name, size_t i) {
  if (i < name.size() && (name[i] == '-' || name[i] == '_')) ++i;
  size_t end = i;
  while (end < name.size() && IsDigit(name[end])) ++end;
  return TitleNumber(name.substr(i, end - i));
}

int FirstTitle(string_view name) {
  static constexpr string_view kWord = "title";
  for (size_t i = 0; i < name.size(); ++i) {
    const bool starts_word = i == 0 || !IsLetter(name[i - 1]);  // not in "subtitle-3"
    if (!starts_word || !absl::StartsWithIgnoreCase(Absl(name.substr(i)), Absl(kWord))) continue;
    if (const std::optional<int> title = TitleAt(name, i + kWord.size())) return *title;
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

bool AsksForWholePart(string_view url) {
  static constexpr string_view kAbove[] = {"subtitle", "chapter", "subchapter"};
  const size_t query = url.find('?');
  if (query == string_view::npos) return false;
  bool part = false;
  string_view rest = url.substr(query + 1, url.find('#', query) - query - 1);
  while (!rest.empty()) {
    const string_view parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), parameter.size() + 1));
    const size_t equals = std::min(parameter.find('='), parameter.size());
    const string_view name = parameter.substr(0, equals);
    const bool has_value = equals + 1 < parameter.size();
    if (name == "part" && has_value)
      part = true;
    else if (std::find(std::begin(kAbove), std::end(kAbove), name) == std::end(kAbove))
      return false;  // whatever it is, it may leave something out
  }
  return part;
}

NameHints HintsFromName(string_view uri) {
  const std::string name = Telling(uri);
  return {std::string(LastDate(name)), FirstTitle(name), false};
}

}  // namespace reg2graph

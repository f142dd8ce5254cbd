#include "parsers/annual/edition.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "engine/core/ascii.h"
#include "engine/core/strings.h"
#include "engine/core/title_number.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr std::array<string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};

string_view ContentOf(string_view text, string_view start) {
  const size_t at = text.find(start);
  if (at == string_view::npos) return {};
  const string_view rest = text.substr(at + start.size());
  return Trim(rest.substr(0, rest.find('<')));
}

// The number that `text` begins with, of at most `digits` digits, which are removed.
std::optional<int> TakeNumber(string_view& text, size_t digits) {
  size_t end = 0;
  while (end < text.size() && end < digits && IsDigit(text[end])) ++end;
  int number = 0;
  if (end == 0 || !absl::SimpleAtoi(Absl(text.substr(0, end)), &number)) return std::nullopt;
  text.remove_prefix(end);
  return number;
}

std::string Day(int year, int month, int day) {
  if (year < 1938 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31) return "";
  return absl::StrFormat("%04d-%02d-%02d", year, month, day);
}

// "As of January 1, 2024"
std::string DayInWords(string_view text) {
  for (size_t month = 0; month < kMonths.size(); ++month) {
    const size_t at = text.find(kMonths[month]);
    if (at == string_view::npos) continue;
    string_view rest = Trim(text.substr(at + kMonths[month].size()));
    const std::optional<int> day = TakeNumber(rest, 2);
    rest = Trim(rest.substr(std::min<size_t>(rest.find_first_not_of(", "), rest.size())));
    const std::optional<int> year = TakeNumber(rest, 4);
    if (day && year) return Day(*year, static_cast<int>(month) + 1, *day);
  }
  return "";
}

std::string DayInDigits(string_view text) {
  const std::optional<int> year = TakeNumber(text, 4);
  if (!year || !text.starts_with('-')) return "";
  text.remove_prefix(1);
  const std::optional<int> month = TakeNumber(text, 2);
  if (!month || !text.starts_with('-')) return "";
  text.remove_prefix(1);
  const std::optional<int> day = TakeNumber(text, 2);
  return day ? Day(*year, *month, *day) : "";
}

int MonthOfRevision(int title) { return title <= 16 ? 1 : title <= 27 ? 4 : title <= 41 ? 7 : 10; }

// "CFR-2024-title14-vol5.xml"
std::string DayOfName(string_view uri) {
  constexpr string_view kStart = "CFR-", kTitle = "-title";
  for (size_t at = uri.rfind(kStart); at != string_view::npos;
       at = at == 0 ? at - 1 : uri.rfind(kStart, at - 1)) {
    string_view rest = uri.substr(at + kStart.size());
    const std::optional<int> year = TakeNumber(rest, 4);
    if (!year || !rest.starts_with(kTitle)) continue;
    rest.remove_prefix(kTitle.size());
    const std::optional<int> title = TakeNumber(rest, 2);
    if (title) return Day(*year, MonthOfRevision(*title), 1);
  }
  return "";
}

}  // namespace

Edition ReadEdition(string_view head, string_view uri) {
  Edition edition;
  edition.title = ContentOf(head, "<CFRTITLE>");
  if (edition.title.empty()) {
    string_view title = ContentOf(head, "<TITLENUM>");
    constexpr string_view kWord = "Title ";
    if (title.starts_with(kWord)) title.remove_prefix(kWord.size());
    edition.title = Trim(title);
  }
  const string_view date = ContentOf(head, "<DATE>");
  edition.as_of = DayInDigits(date);
  if (edition.as_of.empty()) edition.as_of = DayInWords(date);
  if (edition.as_of.empty()) edition.as_of = DayOfName(uri);
  return edition;
}

}  // namespace reg2graph

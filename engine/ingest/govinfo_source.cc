#include "engine/ingest/govinfo_source.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/core/title_number.h"
#include "engine/ingest/service_url.h"

namespace reg2graph {
namespace {

constexpr std::string_view kScheme = "govinfo:";

// Takes the digits that `text` begins with.
std::string_view Digits(std::string_view& text) {
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  text.remove_prefix(digits.size());
  return digits;
}

}  // namespace

absl::StatusOr<std::string> GovInfoUrl(std::string_view argument, const Variables& variables) {
  const absl::Status bad = absl::InvalidArgumentError(
      absl::StrCat(Absl(argument), ": expected govinfo:ECFR-titleN or govinfo:CFR-YEAR-titleN-volV"));
  std::string_view rest = argument;
  if (!Consume(rest, kScheme)) return bad;
  const std::string_view file = rest;
  const bool is_annual = Consume(rest, "CFR-");
  const std::string_view year = is_annual ? Digits(rest) : std::string_view();
  if (is_annual ? year.size() != 4 || !Consume(rest, "-") : !Consume(rest, "ECFR-")) return bad;
  if (!Consume(rest, "title")) return bad;
  const std::optional<int> title = TitleNumber(Digits(rest));
  if (!title) return bad;
  if (is_annual && (!Consume(rest, "-vol") || Digits(rest).empty())) return bad;
  if (!rest.empty()) return bad;
  const std::string folder = is_annual ? absl::StrCat("CFR/", Absl(year)) : "ECFR";
  return absl::StrCat(ServiceUrl(variables, "GOVINFO_BASE_URL", "https://www.govinfo.gov"), "/bulkdata/",
                      folder, "/title-", *title, "/", Absl(file), ".xml");
}

std::string GovInfoSource(int title) { return absl::StrCat(kScheme.data(), "ECFR-title", title); }

}  // namespace reg2graph

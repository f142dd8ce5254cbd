#include "engine/ingest/ecfr_service.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/ingest/govinfo_source.h"
#include "engine/ingest/name_hints.h"
#include "engine/ingest/service_url.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kBetweenRequests{1};
constexpr size_t kMaxTitlesJson = size_t{4} << 20;

// The service blocks the addresses of clouds.
absl::Status WithWayOut(const absl::Status& status, int title) {
  return {status.code(),
          absl::StrCat(status.message(), "; GovInfo has the same text: ", GovInfoSource(title))};
}

bool IsPart(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") == text.npos;
}

}  // namespace

absl::StatusOr<EcfrArgument> ParseEcfrArgument(std::string_view text) {
  const absl::Status bad = absl::InvalidArgumentError(
      absl::StrCat(Absl(text), ": expected ecfr:title-N, ecfr:title-N@DATE or ecfr:title-N/part-P@DATE"));
  std::string_view rest = text;
  if (!Consume(rest, "ecfr:title-")) return bad;
  EcfrArgument argument;
  if (const size_t at = rest.find('@'); at != std::string_view::npos) {
    argument.as_of = rest.substr(at + 1);
    rest = rest.substr(0, at);
    if (!IsDate(argument.as_of)) return bad;
  }
  if (const size_t slash = rest.find('/'); slash != std::string_view::npos) {
    std::string_view part = rest.substr(slash + 1);
    rest = rest.substr(0, slash);
    if (!Consume(part, "part-") || !IsPart(part)) return bad;
    argument.part = part;
  }
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), argument.title);
  const bool whole = error == std::errc() && end == rest.data() + rest.size();
  if (!whole || argument.title < 1 || argument.title > 99) return bad;
  return argument;
}

absl::StatusOr<std::string> NewestDate(const std::string& titles_json, int title) {
  simdjson::dom::parser parser;
  simdjson::dom::array titles;
  if (parser.parse(titles_json)["titles"].get(titles) != simdjson::SUCCESS) {
    return absl::InternalError("the eCFR service's list of titles is not JSON of the expected form");
  }
  for (const simdjson::dom::element entry : titles) {
    int64_t number = 0;
    std::string_view date;
    if (entry["number"].get(number) != simdjson::SUCCESS || number != title) continue;
    if (entry["up_to_date_as_of"].get(date) == simdjson::SUCCESS && IsDate(date)) {
      return std::string(date);
    }
    break;
  }
  return absl::NotFoundError(absl::StrCat("the eCFR service has no text of title ", title));
}

EcfrService::EcfrService(Remote& remote)
    : remote_(remote),
      base_url_(ServiceUrl(remote.options().variables, "ECFR_BASE_URL", "https://www.ecfr.gov")),
      next_request_(Clock::now()) {}

absl::StatusOr<std::vector<EcfrService::Document>> EcfrService::Documents(const EcfrArgument& argument) {
  std::string day = argument.as_of;
  if (day.empty()) {
    if (titles_.empty()) {
      absl::StatusOr<std::string> titles =
          FetchAll(remote_.http(), Resource(base_url_ + "/api/versioner/v1/titles.json"),
                   remote_.options().retry, kMaxTitlesJson);
      const bool refuses =
          absl::IsPermissionDenied(titles.status()) || absl::IsFailedPrecondition(titles.status());
      if (refuses) return WithWayOut(titles.status(), argument.title);
      if (!titles.ok()) return titles.status();
      titles_ = *std::move(titles);
    }
    absl::StatusOr<std::string> newest = NewestDate(titles_, argument.title);
    if (absl::IsInternal(newest.status())) return WithWayOut(newest.status(), argument.title);
    if (!newest.ok()) return newest.status();
    day = *std::move(newest);
  }
  const std::string api = base_url_ + "/api/versioner/v1/";
  const std::string place = absl::StrCat("/", day, "/title-", argument.title);
  const std::string part = argument.part.empty() ? "" : "?part=" + argument.part;
  return std::vector<Document>{{absl::StrCat(api, "structure", place, ".json"), day, argument.title},
                               {absl::StrCat(api, "full", place, ".xml", part), day, argument.title}};
}

HttpResource EcfrService::Resource(const std::string& url) {
  HttpResource resource;
  resource.name = PublicUrl(url);
  resource.url = url;
  resource.explain = [name = resource.name, title = HintsFromName(url).title](const HttpResponse& response) {
    absl::Status status = StatusOf(response, name);
    const bool refuses = absl::IsPermissionDenied(status) || absl::IsFailedPrecondition(status);
    return refuses && title != 0 ? WithWayOut(status, title) : status;
  };
  resource.prepare = [this]() -> absl::StatusOr<std::vector<std::string>> {
    if (absl::Status status = Pace(); !status.ok()) return status;
    return std::vector<std::string>{};
  };
  return resource;
}

absl::Status EcfrService::Pace() {
  const auto pause = std::chrono::ceil<std::chrono::milliseconds>(next_request_ - Clock::now());
  if (pause.count() > 0 && !remote_.stop().SleepFor(pause)) return absl::CancelledError("stopped");
  next_request_ = Clock::now() + kBetweenRequests;
  return absl::OkStatus();
}

}  // namespace reg2graph

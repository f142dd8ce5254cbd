#ifndef REG2GRAPH_ENGINE_INGEST_ECFR_SERVICE_H_
#define REG2GRAPH_ENGINE_INGEST_ECFR_SERVICE_H_

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ingest/remote.h"
#include "engine/net/http_stream.h"

namespace reg2graph {

// ecfr:title-12, ecfr:title-12@2024-02-21, ecfr:title-12/part-1002@2024-02-21
struct EcfrArgument {
  int title = 0;
  std::string part;   // empty: the whole title
  std::string as_of;  // empty: the newest
};
absl::StatusOr<EcfrArgument> ParseEcfrArgument(std::string_view text);

// The date up to which `title` is current according to titles.json. NotFound: it is reserved or not there.
absl::StatusOr<std::string> NewestDate(const std::string& titles_json, int title);

// The versioner API of the eCFR service (https://www.ecfr.gov/developers/documentation/api/v1), called
// at most once a second. REQUIRES: used on the thread of `remote`.
class EcfrService {
 public:
  explicit EcfrService(Remote& remote);

  struct Document {
    std::string url;
    std::string as_of;
    int title = 0;
  };
  // The structure of the title and the full text of what is named, on one and the same day.
  absl::StatusOr<std::vector<Document>> Documents(const EcfrArgument& argument);
  // A document to be opened. Borrows this service.
  HttpResource Resource(const std::string& url);

 private:
  absl::Status Pace();

  Remote& remote_;
  const std::string base_url_;  // ECFR_BASE_URL, else the service's own
  std::string titles_;          // titles.json, once it was fetched
  std::chrono::steady_clock::time_point next_request_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_ECFR_SERVICE_H_

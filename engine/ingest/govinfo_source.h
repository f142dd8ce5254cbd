#ifndef REG2GRAPH_ENGINE_INGEST_GOVINFO_SOURCE_H_
#define REG2GRAPH_ENGINE_INGEST_GOVINFO_SOURCE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/aws/config.h"

namespace reg2graph {

// The address of a file in GovInfo's bulk data (https://www.govinfo.gov/bulkdata), named as the file is:
//   govinfo:ECFR-title12             the newest text of a title of the eCFR
//   govinfo:CFR-2024-title12-vol8    a volume of the annual edition
// Below GOVINFO_BASE_URL, if that is set. InvalidArgument: it is neither.
absl::StatusOr<std::string> GovInfoUrl(std::string_view argument, const Variables& variables);

// The source of a title's text in GovInfo, for messages.
std::string GovInfoSource(int title);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_GOVINFO_SOURCE_H_

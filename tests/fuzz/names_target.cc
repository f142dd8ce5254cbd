// Any bytes as the name of a document, on the command line or in a list: what is read from it is in its
// bounds.
#include "engine/aws/s3.h"
#include "engine/aws/uri.h"
#include "engine/core/keys.h"
#include "engine/core/percent.h"
#include "engine/ingest/ecfr_service.h"
#include "engine/ingest/name_hints.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::fuzz {

FUZZ_TARGET(names) {
  const NameHints hints = HintsFromName(input);
  FUZZ_REQUIRE(hints.title >= 0 && hints.title <= 99, "a title that is none");
  FUZZ_REQUIRE(hints.as_of.empty() || IsDate(hints.as_of), "a day that is none");

  const absl::StatusOr<EcfrArgument> argument = ParseEcfrArgument(input);
  if (argument.ok()) {
    FUZZ_REQUIRE(argument->title >= 1 && argument->title <= 99, "a title that is none");
    FUZZ_REQUIRE(argument->as_of.empty() || IsDate(argument->as_of), "a day that is none");
  }
  const absl::StatusOr<std::string> newest = NewestDate(std::string(input), 12);
  FUZZ_REQUIRE(!newest.ok() || IsDate(*newest), "a day that is none");

  const absl::StatusOr<S3Location> location = ParseS3Uri(input);
  FUZZ_REQUIRE(!location.ok() || S3Uri(*location).starts_with(input), "another object than is named");
  FUZZ_REQUIRE(PercentDecode(PercentEncode(input)) == input && PercentDecode(UriEncodePath(input)) == input,
               "another name than was encoded");
  FUZZ_REQUIRE(FormDecode(PercentEncode(input)) == input, "another key than was encoded");

  const std::string segment = KeySegment(input);
  FUZZ_REQUIRE(segment.find_first_of("/\"\\#~") == segment.npos, "a segment that is more than one");
  FUZZ_REQUIRE(KeySegment(segment).size() >= segment.size() || segment.empty(), "a segment that shrinks");
  Slug(input);
}

}  // namespace reg2graph::fuzz

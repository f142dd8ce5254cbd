// Any bytes as an answer of S3's: a list that is cut off is none, one that goes on says where.
#include "engine/aws/s3.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::fuzz {

FUZZ_TARGET(s3_list) {
  const uint8_t choice = TakeChoice(input);
  const std::string xml(input);
  const absl::StatusOr<S3Page> page = ParseS3Page(xml);
  FUZZ_REQUIRE(page.ok() || absl::IsInternal(page.status()), "another kind of error");
  // After the first of them zeros may follow, and another list.
  const size_t end = xml.find("</ListBucketResult");
  if (page.ok() && end != xml.npos)
    FUZZ_REQUIRE(!ParseS3Page(xml.substr(0, choice * end / 256)).ok(), "a list that is cut off is read");

  HttpResponse response;
  for (const int code : {301, 400, 403, 404, 500, 503, 100 + 2 * choice}) {
    response.status = code;
    response.body = xml;
    bool expired = false;
    const absl::Status status = ExplainS3Error(response, "s3://bucket/key", &expired);
    FUZZ_REQUIRE(!status.ok(), "an error that is none");
    FUZZ_REQUIRE(!expired || absl::IsUnauthenticated(status), "expired, but another error is reported");
    FUZZ_REQUIRE(status.message().find('\0') == status.message().npos, "a NUL in a message");
  }
}

}  // namespace reg2graph::fuzz

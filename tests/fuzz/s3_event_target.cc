// Any bytes as a message of S3's: the objects that it names can be named again by their addresses.
#include <algorithm>

#include "engine/aws/s3.h"
#include "engine/aws/s3_event.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::fuzz {
namespace {

// As it goes out in the line of a request.
bool IsVisible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

void CheckObject(const S3EventObject& object) {
  const absl::StatusOr<S3Location> location = ParseS3Uri(S3Uri({object.bucket, object.key}));
  FUZZ_REQUIRE(location.ok() && location->bucket == object.bucket && location->key == object.key,
               "an object whose address is another's");
  const S3Address address = AddressOf(AwsConfig(), object.bucket, object.key);
  FUZZ_REQUIRE(IsVisible(address.origin) && IsVisible(address.host) && IsVisible(address.path),
               "an address that breaks a request's head");
}

}  // namespace

FUZZ_TARGET(s3_event) {
  const std::string json(input);
  const absl::StatusOr<std::vector<S3EventObject>> objects = ParseS3Event(json);
  FUZZ_REQUIRE(objects.ok() || absl::IsInvalidArgument(objects.status()), "another kind of error");
  if (!objects.ok()) return;
  for (const S3EventObject& object : *objects) CheckObject(object);
  const size_t last = json.find_last_not_of(" \t\r\n");
  FUZZ_REQUIRE(!ParseS3Event(json.substr(0, last)).ok(), "an event that is cut off is read");
}

}  // namespace reg2graph::fuzz

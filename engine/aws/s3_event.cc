#include "engine/aws/s3_event.h"

#include <simdjson.h>

#include <string_view>

#include "engine/aws/uri.h"

namespace reg2graph {
namespace {

namespace dom = simdjson::dom;

std::string_view Text(const dom::element& element, const char* pointer) {
  std::string_view text;
  return element.at_pointer(pointer).get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

uint64_t Size(const dom::element& element, const char* pointer) {
  uint64_t size = 0;
  return element.at_pointer(pointer).get_uint64().get(size) == simdjson::SUCCESS ? size : 0;
}

bool CanBe(const S3EventObject& object) {
  return IsBucketName(object.bucket) && !object.key.empty() && object.key.size() <= kMaxS3KeyBytes;
}

absl::Status NoEvent() { return absl::InvalidArgumentError("the message is no event of S3"); }

absl::StatusOr<std::vector<S3EventObject>> FromRecords(const dom::array& records) {
  std::vector<S3EventObject> objects;
  for (const dom::element record : records) {
    const std::string_view name = Text(record, "/eventName");
    if (Text(record, "/eventSource") != "aws:s3" || name.empty()) return NoEvent();
    if (!name.starts_with("ObjectCreated:")) continue;
    S3EventObject object{std::string(Text(record, "/s3/bucket/name")),
                         FormDecode(Text(record, "/s3/object/key")),
                         std::string(Text(record, "/s3/object/sequencer")), Size(record, "/s3/object/size")};
    if (!CanBe(object)) return NoEvent();
    objects.push_back(std::move(object));
  }
  return objects;
}

absl::StatusOr<std::vector<S3EventObject>> FromEventBridge(const dom::element& event) {
  std::vector<S3EventObject> objects;
  if (Text(event, "/detail-type") != "Object Created") return objects;
  S3EventObject object{
      std::string(Text(event, "/detail/bucket/name")), std::string(Text(event, "/detail/object/key")),
      std::string(Text(event, "/detail/object/sequencer")), Size(event, "/detail/object/size")};
  if (!CanBe(object)) return NoEvent();
  objects.push_back(std::move(object));
  return objects;
}

absl::StatusOr<std::vector<S3EventObject>> Parse(const std::string& json, bool in_envelope) {
  dom::parser parser;
  dom::element event;
  if (parser.parse(json).get(event) != simdjson::SUCCESS || !event.is_object()) return NoEvent();
  dom::array records;
  if (event["Records"].get_array().get(records) == simdjson::SUCCESS) return FromRecords(records);
  if (Text(event, "/source") == "aws.s3") return FromEventBridge(event);
  if (Text(event, "/Event") == "s3:TestEvent") return std::vector<S3EventObject>{};
  const std::string_view inner = Text(event, "/Message");
  if (!in_envelope && Text(event, "/Type") == "Notification" && !inner.empty())
    return Parse(std::string(inner), true);
  return NoEvent();
}

}  // namespace

absl::StatusOr<std::vector<S3EventObject>> ParseS3Event(const std::string& json) {
  return Parse(json, false);
}

}  // namespace reg2graph

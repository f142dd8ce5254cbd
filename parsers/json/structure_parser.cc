#include "parsers/json/structure_parser.h"

#include <simdjson.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

namespace ondemand = simdjson::ondemand;
using std::string_view;

static_assert(PaddedBuffer::kPadding >= simdjson::SIMDJSON_PADDING);

// The deepest real file has 7 levels.
constexpr int kMaxDepth = 64;
constexpr size_t kNone = static_cast<size_t>(-1);
constexpr size_t kParserBytesPerByte = 5;

// A division as it was read. Its keys may come in any order, `children` first, so the tree is
// gathered before events are emitted. Views point into the document or into the parser's memory.
struct Node {
  DivisionType type = DivisionType::kTitle;
  bool has_type = false;
  string_view identifier;
  StructureFields fields;
  size_t volumes_begin = 0, volumes_count = 0;
  size_t first_child = kNone, last_child = kNone, next_sibling = kNone;
};

absl::Status JsonError(uint64_t offset, string_view found, string_view expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("byte ", offset, ": ", Absl(found), "; expected ", Absl(expected)));
}

string_view TrimEnd(string_view text) {
  const size_t end = text.find_last_not_of(" \t\r\n");
  return text.substr(0, end == string_view::npos ? 0 : end + 1);
}

// How much of `text` is UTF-8. Only for a text that is known to hold a fault.
size_t ValidUtf8(string_view text) {
  // A character that is cut at the end of a prefix makes it invalid, so up to three bytes are taken off.
  const auto is_valid = [&](size_t size) {
    for (size_t cut = 0; cut < 4 && cut <= size; ++cut) {
      if (simdjson::validate_utf8(text.data(), size - cut)) return true;
    }
    return false;
  };
  size_t valid = 0, fault = text.size();
  while (valid + 1 < fault) {
    const size_t middle = valid + (fault - valid) / 2;
    (is_valid(middle) ? valid : fault) = middle;
  }
  while (valid > 0 && !simdjson::validate_utf8(text.data(), valid)) --valid;
  return valid;
}

// One walk over one document.
class Reader {
 public:
  Reader(Unit& unit, std::vector<Node>& nodes, std::vector<string_view>& volumes)
      : text_(unit.bytes.view()),
        offset_(unit.offset),
        memory_(unit.memory),
        nodes_(nodes),
        volumes_(volumes) {}

  absl::Status Read(ondemand::parser& parser);

 private:
  using Value = simdjson::simdjson_result<ondemand::value>;

  absl::Status ReadDivision(ondemand::object object, int depth, size_t index);
  // Calls `visit` with the key and the value of each field until it fails.
  template <typename Visit>
  absl::Status ForEachField(ondemand::object& object, Visit visit);
  absl::Status ReadField(size_t index, string_view key, ondemand::value value, int depth);
  absl::Status ReadType(size_t index, string_view key, ondemand::value value);
  absl::Status ReadIdentifier(size_t index, ondemand::value value);
  absl::Status ReadString(string_view key, ondemand::value value, string_view& out);
  absl::Status ReadFlag(string_view key, ondemand::value value, bool& has, bool& out);
  absl::Status ReadVolumes(size_t index, ondemand::value value);
  // A value that is passed over, which must be JSON all the same: On-Demand itself would pass over anything,
  // as is done with what is nested too deep.
  absl::Status ReadUnknown(string_view key, ondemand::value value, int depth);
  absl::Status ReadUnknownObject(ondemand::value value, int depth);
  absl::Status ReadUnknownArray(string_view key, ondemand::value value, int depth);
  absl::Status ReadNumber(string_view key, ondemand::value value, string_view& out);
  absl::Status ReadChildren(size_t parent, ondemand::value value, int depth);
  size_t AddChild(size_t parent);

  // What simdjson found wrong, in plain words.
  absl::Status Fault(simdjson::error_code error, string_view expected);
  absl::Status FaultOf(string_view key, string_view expected);
  uint64_t Place();

  string_view text_;
  uint64_t offset_;
  UnitMemory& memory_;
  std::vector<Node>& nodes_;
  std::vector<string_view>& volumes_;
  ondemand::document document_;
};

absl::Status Reader::Read(ondemand::parser& parser) {
  if (TrimEnd(text_).empty()) return JsonError(offset_, "an empty document", "'{'");
  const size_t nul = text_.find('\0');
  if (nul != string_view::npos) return JsonError(offset_ + nul, "a NUL byte", "JSON text");
  simdjson::error_code error =
      parser.iterate(text_.data(), text_.size(), text_.size() + PaddedBuffer::kPadding).get(document_);
  if (error == simdjson::UTF8_ERROR) {
    return JsonError(offset_ + ValidUtf8(text_), "a byte that is not UTF-8", "UTF-8 text");
  }
  // Where a string has no end, simdjson cannot say where it began.
  if (error == simdjson::UNCLOSED_STRING)
    return JsonError(offset_ + text_.size(), "the end inside a string", "'\"'");
  if (error == simdjson::UNESCAPED_CHARS)
    return JsonError(offset_, "a control character in a string", "an escape");
  if (error != simdjson::SUCCESS) return Fault(error, "'{'");

  ondemand::object root;
  error = document_.get_object().get(root);
  if (error == simdjson::INCOMPLETE_ARRAY_OR_OBJECT) {
    return JsonError(offset_ + TrimEnd(text_).size(), "the end of the document", "'}' as its last character");
  }
  if (error != simdjson::SUCCESS) return Fault(error, "'{'");
  nodes_.emplace_back();
  if (absl::Status status = ReadDivision(root, 0, 0); !status.ok()) return status;
  const char* after = nullptr;
  if (document_.current_location().get(after) == simdjson::SUCCESS) {
    return JsonError(Place(), "content after the root object", "the end of the document");
  }
  return absl::OkStatus();
}

template <typename Visit>
absl::Status Reader::ForEachField(ondemand::object& object, Visit visit) {
  for (auto item : object) {
    ondemand::field field;
    if (const auto error = std::move(item).get(field); error != simdjson::SUCCESS)
      return Fault(error, "',' or '}'");
    string_view key;
    if (const auto error = field.unescaped_key().get(key); error != simdjson::SUCCESS)
      return Fault(error, "a key");
    if (absl::Status status = visit(key, field.value()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadDivision(ondemand::object object, int depth, size_t index) {
  if (depth >= kMaxDepth) return JsonError(Place(), "divisions nested more than 64 deep", "'}'");
  memory_.Add(2 * sizeof(Node));  // while the list grows there are two
  if (memory_.exceeded()) return memory_.status();
  const uint64_t begin = Place();
  const auto read = [&](string_view key, ondemand::value value) {
    return ReadField(index, key, value, depth);
  };
  if (absl::Status status = ForEachField(object, read); !status.ok()) return status;
  if (!nodes_[index].has_type) return JsonError(begin, "a division without a type", "\"type\"");
  return absl::OkStatus();
}

absl::Status Reader::ReadField(size_t index, string_view key, ondemand::value value, int depth) {
  StructureFields& fields = nodes_[index].fields;
  if (key == "children") return ReadChildren(index, value, depth);
  bool is_null = false;
  if (const auto error = value.is_null().get(is_null); error != simdjson::SUCCESS)
    return Fault(error, "a value");
  if (is_null) return absl::OkStatus();
  if (key == "identifier") return ReadIdentifier(index, value);
  if (key == "type") return ReadType(index, key, value);
  if (key == "label") return ReadString(key, value, fields.label);
  if (key == "label_level") return ReadString(key, value, fields.label_level);
  if (key == "label_description") return ReadString(key, value, fields.label_description);
  if (key == "received_on") return ReadString(key, value, fields.received_on);
  if (key == "descendant_range") return ReadString(key, value, fields.descendant_range);
  if (key == "reserved") return ReadFlag(key, value, fields.has_reserved, fields.reserved);
  if (key == "generated_id") return ReadFlag(key, value, fields.has_generated_id, fields.generated_id);
  if (key == "volumes") return ReadVolumes(index, value);
  if (key != "size") return ReadUnknown(key, value, depth + 1);
  if (value.get_int64().get(fields.size) != simdjson::SUCCESS) return FaultOf(key, "a whole number");
  fields.has_size = true;
  return absl::OkStatus();
}

absl::Status Reader::ReadType(size_t index, string_view key, ondemand::value value) {
  const uint64_t place = Place();
  string_view name;
  if (absl::Status status = ReadString(key, value, name); !status.ok()) return status;
  const std::optional<DivisionType> type = TypeOfName(name);
  if (!type.has_value()) {
    return JsonError(
        place, absl::StrCat("the type \"", Absl(name), "\""),
        "title, subtitle, chapter, subchapter, part, subpart, subject_group, section, appendix or hed1");
  }
  nodes_[index].type = *type;
  nodes_[index].has_type = true;
  return absl::OkStatus();
}

absl::Status Reader::ReadIdentifier(size_t index, ondemand::value value) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type); error != simdjson::SUCCESS)
    return Fault(error, "an identifier");
  if (type != ondemand::json_type::number) return ReadString("identifier", value, nodes_[index].identifier);
  return ReadNumber("identifier", value, nodes_[index].identifier);
}

// It is taken as it is written, once it is known to be one.
absl::Status Reader::ReadNumber(string_view key, ondemand::value value, string_view& out) {
  out = TrimEnd(value.raw_json_token());
  double number = 0;
  if (value.get_double().get(number) != simdjson::SUCCESS) return FaultOf(key, "a string or a number");
  return absl::OkStatus();
}

absl::Status Reader::ReadString(string_view key, ondemand::value value, string_view& out) {
  const auto error = value.get_string().get(out);
  if (error == simdjson::SUCCESS) return absl::OkStatus();
  return error == simdjson::INCORRECT_TYPE ? FaultOf(key, "a string") : Fault(error, "a string");
}

absl::Status Reader::ReadFlag(string_view key, ondemand::value value, bool& has, bool& out) {
  if (value.get_bool().get(out) != simdjson::SUCCESS) return FaultOf(key, "true or false");
  has = true;
  return absl::OkStatus();
}

absl::Status Reader::ReadVolumes(size_t index, ondemand::value value) {
  ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return FaultOf("volumes", "'['");
  nodes_[index].fields.has_volumes = true;
  nodes_[index].volumes_begin = volumes_.size();
  for (auto item : array) {
    ondemand::value volume;
    if (const auto error = std::move(item).get(volume); error != simdjson::SUCCESS)
      return Fault(error, "',' or ']'");
    ondemand::json_type type;
    if (const auto error = volume.type().get(type); error != simdjson::SUCCESS)
      return Fault(error, "a volume");
    string_view name;
    const bool is_number = type == ondemand::json_type::number;
    const absl::Status status =
        is_number ? ReadNumber("volumes", volume, name) : ReadString("volumes", volume, name);
    if (!status.ok()) return status;
    volumes_.push_back(name);
    memory_.Add(2 * sizeof(name));
    if (memory_.exceeded()) return memory_.status();
  }
  nodes_[index].volumes_count = volumes_.size() - nodes_[index].volumes_begin;
  return absl::OkStatus();
}

absl::Status Reader::ReadUnknown(string_view key, ondemand::value value, int depth) {
  if (depth >= kMaxDepth) return absl::OkStatus();
  ondemand::json_type type;
  if (const auto error = value.type().get(type); error != simdjson::SUCCESS) return Fault(error, "a value");
  string_view unused;
  switch (type) {
    case ondemand::json_type::object: return ReadUnknownObject(value, depth);
    case ondemand::json_type::array: return ReadUnknownArray(key, value, depth);
    case ondemand::json_type::number: return ReadNumber(key, value, unused);
    case ondemand::json_type::string: return ReadString(key, value, unused);
    case ondemand::json_type::boolean: {
      bool has = false, flag = false;
      return ReadFlag(key, value, has, flag);
    }
    default: break;
  }
  bool is_null = false;
  const auto error = value.is_null().get(is_null);
  return error == simdjson::SUCCESS && is_null ? absl::OkStatus() : FaultOf(key, "a value");
}

absl::Status Reader::ReadUnknownObject(ondemand::value value, int depth) {
  ondemand::object object;
  if (const auto error = value.get_object().get(object); error != simdjson::SUCCESS)
    return Fault(error, "'{'");
  return ForEachField(
      object, [&](string_view key, ondemand::value member) { return ReadUnknown(key, member, depth + 1); });
}

absl::Status Reader::ReadUnknownArray(string_view key, ondemand::value value, int depth) {
  ondemand::array array;
  if (const auto error = value.get_array().get(array); error != simdjson::SUCCESS) return Fault(error, "'['");
  for (auto item : array) {
    ondemand::value element;
    if (const auto error = std::move(item).get(element); error != simdjson::SUCCESS)
      return Fault(error, "',' or ']'");
    if (absl::Status status = ReadUnknown(key, element, depth + 1); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadChildren(size_t parent, ondemand::value value, int depth) {
  bool is_null = false;
  if (const auto error = value.is_null().get(is_null); error != simdjson::SUCCESS) return Fault(error, "'['");
  if (is_null) return absl::OkStatus();
  ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return FaultOf("children", "'['");
  for (auto item : array) {
    ondemand::value child;
    if (const auto error = std::move(item).get(child); error != simdjson::SUCCESS)
      return Fault(error, "',' or ']'");
    ondemand::object object;
    if (const auto error = child.get_object().get(object); error != simdjson::SUCCESS)
      return Fault(error, "'{'");
    if (absl::Status status = ReadDivision(object, depth + 1, AddChild(parent)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

size_t Reader::AddChild(size_t parent) {
  const size_t index = nodes_.size();
  nodes_.emplace_back();
  size_t& last = nodes_[parent].last_child;
  (last == kNone ? nodes_[parent].first_child : nodes_[last].next_sibling) = index;
  last = index;
  return index;
}

absl::Status Reader::Fault(simdjson::error_code error, string_view expected) {
  const uint64_t place = Place();
  if (place >= offset_ + TrimEnd(text_).size()) return JsonError(place, "the end of the document", expected);
  const bool is_shape = error == simdjson::TAPE_ERROR || error == simdjson::INCORRECT_TYPE;
  if (is_shape) return JsonError(place, "something else", expected);
  return JsonError(place, simdjson::error_message(error), expected);
}

absl::Status Reader::FaultOf(string_view key, string_view expected) {
  return JsonError(Place(), absl::StrCat("the value of \"", Absl(key), "\""), expected);
}

uint64_t Reader::Place() {
  const char* at = nullptr;
  if (document_.current_location().get(at) != simdjson::SUCCESS) return offset_ + text_.size();
  if (at < text_.data() || at > text_.data() + text_.size()) return offset_ + text_.size();
  return offset_ + static_cast<uint64_t>(at - text_.data());
}

class StructureParser : public UnitParser {
 public:
  absl::Status Parse(Unit& unit, DocumentVisitor& visitor) override {
    nodes_.clear();
    volumes_.clear();
    // The parser's index holds a number for each of at most so many brackets, and all strings are copied.
    unit.memory.Add(kParserBytesPerByte * unit.bytes.size());
    if (unit.memory.exceeded()) return unit.memory.status();
    if (absl::Status status = Reader(unit, nodes_, volumes_).Read(parser_); !status.ok()) return status;
    Tell(0, visitor);
    return absl::OkStatus();
  }

 private:
  // As deep as the document, which the reader has bounded.
  void Tell(size_t index, DocumentVisitor& visitor) {
    Node& node = nodes_[index];
    node.fields.volumes =
        std::span<const string_view>(volumes_).subspan(node.volumes_begin, node.volumes_count);
    DivisionStart start;
    start.type = node.type;
    start.identifier = node.identifier;
    std::string heading;
    if (KeyedByHeading(node.type, node.identifier)) heading = TextOfHtml(LabelOf(node.fields));
    start.heading = heading;
    start.fields = &node.fields;
    visitor.BeginDivision(start);
    for (size_t child = node.first_child; child != kNone; child = nodes_[child].next_sibling)
      Tell(child, visitor);
    visitor.EndDivision();
  }

  static string_view LabelOf(const StructureFields& fields) {
    return fields.label.empty() ? fields.label_description : fields.label;
  }

  ondemand::parser parser_;
  std::vector<Node> nodes_;
  std::vector<string_view> volumes_;
};

}  // namespace

std::unique_ptr<UnitParser> NewStructureParser() { return std::make_unique<StructureParser>(); }

}  // namespace reg2graph

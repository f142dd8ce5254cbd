#include "engine/app/cite_request.h"

#include <simdjson.h>

#include <utility>

namespace reg2graph {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;
using std::string;
using std::string_view;

static_assert(CiteRequest::kPadding >= simdjson::SIMDJSON_PADDING);

constexpr int kMaxDepth = 64;

string_view WithoutBlanks(string_view json) {
  while (!json.empty() &&
         (json.back() == ' ' || json.back() == '\t' || json.back() == '\r' || json.back() == '\n'))
    json.remove_suffix(1);
  return json;
}

// What simdjson hands out of a value is not checked until it is read.
bool IsSound(ondemand::value value, int depth);

bool IsSoundArray(ondemand::value value, int depth) {
  ondemand::array array;
  if (value.get_array().get(array) != SUCCESS) return false;
  for (auto element : array) {
    ondemand::value inner;
    if (std::move(element).get(inner) != SUCCESS || !IsSound(inner, depth + 1)) return false;
  }
  return true;
}

bool IsSoundObject(ondemand::value value, int depth) {
  ondemand::object object;
  if (value.get_object().get(object) != SUCCESS) return false;
  for (auto member : object) {
    ondemand::field field;
    string_view name;
    if (std::move(member).get(field) != SUCCESS || field.unescaped_key().get(name) != SUCCESS) return false;
    if (!IsSound(field.value(), depth + 1)) return false;
  }
  return true;
}

bool IsSound(ondemand::value value, int depth) {
  if (depth > kMaxDepth) return false;
  ondemand::json_type type;
  if (value.type().get(type) != SUCCESS) return false;
  string_view text;
  double number = 0;
  bool boolean = false;
  switch (type) {
    case ondemand::json_type::array: return IsSoundArray(value, depth);
    case ondemand::json_type::object: return IsSoundObject(value, depth);
    case ondemand::json_type::string: return value.get_string().get(text) == SUCCESS;
    case ondemand::json_type::number: return value.get_double().get(number) == SUCCESS;
    case ondemand::json_type::boolean: return value.get_bool().get(boolean) == SUCCESS;
    case ondemand::json_type::null: return WithoutBlanks(value.raw_json_token()) == "null" && value.is_null();
  }
  return false;
}

bool IsNull(ondemand::value value) {
  return WithoutBlanks(value.raw_json_token()) == "null" && value.is_null();
}

bool TakeStrings(ondemand::value value, std::vector<string_view>& strings) {
  ondemand::array array;
  if (value.get_array().get(array) != SUCCESS) return false;
  for (auto element : array) {
    if (element.get_string().get(strings.emplace_back()) != SUCCESS) return false;
  }
  return true;
}

bool IsOf(ondemand::value value, ondemand::json_type wanted) {
  ondemand::json_type type;
  return value.type().get(type) == SUCCESS && type == wanted;
}

}  // namespace

struct CiteRequest::Parser {
  ondemand::parser parser;
  ondemand::document document;
  ondemand::field field;  // the member at hand
};

CiteRequest::CiteRequest() : parser_(std::make_unique<Parser>()) {}
CiteRequest::~CiteRequest() = default;

const char* CiteRequest::TakeMember(Parser& parser) {
  string_view name;
  if (parser.field.unescaped_key().get(name) != SUCCESS) return "not JSON";
  ondemand::value value = parser.field.value();
  if (name == "text") {
    has_text_ = true;
    return value.get_string().get(text_) == SUCCESS ? nullptr : "\"text\" is not a string";
  }
  if (name == "context") {
    context_ = {};
    const bool taken = IsOf(value, ondemand::json_type::string) ? value.get_string().get(context_) == SUCCESS
                                                                : IsNull(value);
    return taken ? nullptr : "\"context\" is neither a string nor null";
  }
  if (name == "ancestors") {
    ancestors_.clear();
    const bool taken =
        IsOf(value, ondemand::json_type::array) ? TakeStrings(value, ancestors_) : IsNull(value);
    return taken ? nullptr : "\"ancestors\" is neither a list of strings nor null";
  }
  const char* start = value.raw_json_token().data();
  if (!IsSound(value, 1)) return "not JSON";
  if (name != "key") return nullptr;
  const char* end = nullptr;
  if (parser.document.current_location().get(end) != SUCCESS) return "not JSON";
  key_json_ = WithoutBlanks(string_view(start, static_cast<size_t>(end - start)));
  has_key_ = true;
  return nullptr;
}

bool CiteRequest::Parse(string_view line, string& error) {
  key_json_ = "null";
  text_ = context_ = {};
  ancestors_.clear();
  has_key_ = has_text_ = false;
  error = "not a JSON object";
  ondemand::object object;
  ondemand::document& document = parser_->document;
  if (parser_->parser.iterate(line.data(), line.size(), line.size() + kPadding).get(document) != SUCCESS ||
      document.get_object().get(object) != SUCCESS)
    return false;
  for (auto member : object) {
    const char* reason = "not JSON";
    if (std::move(member).get(parser_->field) == SUCCESS) reason = TakeMember(*parser_);
    if (reason == nullptr) continue;
    error = reason;
    return false;
  }
  const char* rest = nullptr;
  const bool at_end = document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
  error = !at_end ? "not JSON" : has_key_ ? "no \"text\"" : "no \"key\"";
  return at_end && has_text_ && has_key_;
}

}  // namespace reg2graph

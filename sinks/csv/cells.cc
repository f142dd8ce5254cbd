#include "sinks/csv/cells.h"

#include <algorithm>

#include "engine/core/json_writer.h"

namespace reg2graph {
namespace {

using std::string_view;

string_view TypeNameOf(ValueType type) {
  switch (type) {
    case ValueType::kString: return "string";
    case ValueType::kInteger: return "long";
    case ValueType::kBoolean: return "boolean";
    case ValueType::kStringList: return "string[]";
    case ValueType::kIntegerList: return "long[]";
  }
  return "string";
}

// The inside of a quoted cell.
void AppendDoubled(std::string& out, string_view text) {
  for (size_t quote; (quote = text.find('"')) != string_view::npos; text.remove_prefix(quote + 1)) {
    out.append(text.substr(0, quote + 1));
    out.push_back('"');
  }
  out.append(text);
}

// A JSON list of numbers or strings, which hold no ';'.
void AppendList(std::string& out, string_view json) {
  string_view items = json.substr(1, json.size() - 2);
  out.push_back('"');
  while (!items.empty()) {
    const bool quoted = items.front() == '"';
    const size_t end = quoted ? items.find('"', 1) + 1 : std::min(items.find(','), items.size());
    AppendDoubled(out, quoted ? items.substr(1, end - 2) : items.substr(0, end));
    items.remove_prefix(std::min(end + 1, items.size()));
    if (!items.empty()) out.push_back(';');
  }
  out.push_back('"');
}

void AppendCell(std::string& out, ValueType type, string_view json) {
  switch (type) {
    case ValueType::kString:
      if (json.find('\\') == string_view::npos)
        AppendText(out, json.substr(1, json.size() - 2));
      else
        AppendText(out, Unquote(json));
      return;
    case ValueType::kStringList:
    case ValueType::kIntegerList: AppendList(out, json); return;
    case ValueType::kInteger:
    case ValueType::kBoolean: out.append(json); return;
  }
}

}  // namespace

void AppendHeader(std::string& out, std::span<const Property> properties) {
  for (const Property& property : properties) {
    out.push_back(',');
    out.append(property.name).append(":").append(TypeNameOf(property.type));
  }
}

void AppendCells(std::string& out, std::span<const Property> properties, string_view object) {
  const Members members = object.empty() ? Members() : SplitObject(object);
  for (const Property& property : properties) {
    out.push_back(',');
    const auto member = std::find_if(members.begin(), members.end(),
                                     [&](const auto& member) { return member.first == property.name; });
    if (member != members.end() && member->second != "null") AppendCell(out, property.type, member->second);
  }
}

void AppendText(std::string& out, string_view text) {
  out.push_back('"');
  AppendDoubled(out, text);
  out.push_back('"');
}

}  // namespace reg2graph

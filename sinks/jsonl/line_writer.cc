#include "sinks/jsonl/line_writer.h"

#include <array>

#include "engine/core/json_writer.h"
#include "engine/core/key_text.h"

namespace reg2graph {
namespace {

using std::string_view;

void Append(std::string& out, std::initializer_list<string_view> pieces) {
  for (const string_view piece : pieces) out.append(piece);
}

// What distinguishes two relationships of one type between the same nodes: where CITES starts.
string_view Discriminator(EdgeType type, string_view properties) {
  if (type != EdgeType::kCites) return {};
  for (const auto& [name, value] : SplitObject(properties)) {
    if (name == "start") return value;
  }
  return {};
}

}  // namespace

void AppendNodeLine(std::string& out, string_view id, std::span<const string_view> labels,
                    string_view properties) {
  Append(out, {R"({"type":"node","id":")", id, R"(","labels":[)"});
  for (size_t i = 0; i < labels.size(); ++i) Append(out, {i == 0 ? "\"" : ",\"", labels[i], "\""});
  Append(out, {R"(],"properties":)", properties.empty() ? "{}" : properties, "}"});
}

void AppendRelationshipLine(std::string& out, EdgeType type, string_view from, string_view to,
                            string_view properties) {
  const string_view name = NameOf(type);
  const string_view start = Discriminator(type, properties);
  Append(out,
         {R"({"type":"relationship","id":")", from, " ", name, " ", to, start.empty() ? "" : " ", start});
  Append(out, {R"(","label":")", name, R"(","start":{"id":")", from, R"("},"end":{"id":")", to});
  Append(out, {R"("},"properties":)", properties.empty() ? "{}" : properties, "}"});
}

void AppendStubLine(std::string& out, string_view key) {
  std::string properties;
  ObjectWriter object(properties);
  object.String("id", key);
  const KeyText text = TextOfKey(key);
  object.String("citation", text.citation);
  object.String("name", text.name);
  object.Close();
  const std::array<string_view, 3> labels = {"Resource", "Stub", StubLabel(key)};
  AppendNodeLine(out, key, labels, properties);
}

}  // namespace reg2graph

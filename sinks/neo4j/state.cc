#include "sinks/neo4j/state.h"

#include <optional>
#include <span>

#include "engine/core/stamp.h"

namespace reg2graph::neo4j {
namespace {

using std::string;
using std::string_view;

// ['structure_hash', ...]
string NameList() {
  string text = "[";
  for (const string_view name : StateProperties())
    text.append(text.size() > 1 ? ", '" : "'").append(name).append("'");
  return text + "]";
}

}  // namespace

string StateTexts(string_view n) {
  return "[k IN " + NameList() + " | coalesce(toString(" + string(n) + "[k]), '')]";
}

string StateColumns(string_view n) {
  string text = "[k IN " + NameList() + " | " + string(n) + "[k]]";
  for (int i = 0; i < kLayerCount; ++i) {
    text.append(" + [COLLECT { MATCH (").append(n).append(")-[e:FROM_ARTIFACT {layer: '");
    text.append(LayerName(static_cast<Layer>(i))).append("'}]->(a) RETURN a.id ORDER BY a.id }]");
  }
  return text;
}

string IsStamped(string_view n) {
  string text;
  for (const string_view name : PresenceProperties())
    text.append(text.empty() ? "coalesce(" : ", ").append(n).append(".").append(name);
  return "(" + string(n) + ":Division AND " + text + ") IS NOT NULL)";
}

string UnstampedState() {
  return StateText([](string_view) { return std::nullopt; });
}

}  // namespace reg2graph::neo4j

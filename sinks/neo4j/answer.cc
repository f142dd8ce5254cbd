#include "sinks/neo4j/answer.h"

#include <simdjson.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "sinks/neo4j/statements.h"

namespace reg2graph::neo4j {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;
using std::string;
using std::string_view;

absl::Status Strange(string_view what) {
  return absl::InternalError(Absl(string("Neo4j's answer is not of the expected form: ").append(what)));
}

string_view Text(element value) {
  string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : string_view();
}

string_view TextMember(object from, string_view name) {
  element value;
  return from[name].get(value) == simdjson::SUCCESS ? Text(value) : string_view();
}

int64_t Integer(element value) {
  int64_t number = 0;
  return value.get(number) == simdjson::SUCCESS ? number : 0;
}

int64_t IntegerMember(object from, string_view name) {
  element value;
  return from[name].get(value) == simdjson::SUCCESS ? Integer(value) : 0;
}

// Calls `visit` for each row, of either API's form, until it returns false; false if there is no table.
bool ForEachRow(object answer, const std::function<bool(array)>& visit) {
  array rows;
  if (answer["results"].get(rows) == simdjson::SUCCESS) {
    object result;
    if (rows.at(0).get(result) != simdjson::SUCCESS || result["data"].get(rows) != simdjson::SUCCESS)
      return false;
    for (element item : rows) {
      array row;
      if (item["row"].get(row) != simdjson::SUCCESS) return false;
      if (!visit(row)) return true;
    }
    return true;
  }
  if (answer["data"]["values"].get(rows) != simdjson::SUCCESS) return false;
  for (element item : rows) {
    array row;
    if (item.get(row) != simdjson::SUCCESS) return false;
    if (!visit(row)) return true;
  }
  return true;
}

// {"nodes_created": 1} of the one API, {"nodesCreated": 1} of the other.
DeliveryCounters CountersOf(object answer) {
  DeliveryCounters counters;
  object from;
  if (answer["results"].at(0)["stats"].get(from) == simdjson::SUCCESS) {
    counters.nodes_created = IntegerMember(from, "nodes_created");
    counters.nodes_deleted = IntegerMember(from, "nodes_deleted");
    counters.edges_created = IntegerMember(from, "relationships_created");
    // Named so by the servers that there are; the other would be its right name.
    const int64_t deleted = IntegerMember(from, "relationship_deleted");
    counters.edges_deleted = deleted != 0 ? deleted : IntegerMember(from, "relationships_deleted");
    counters.properties_set = IntegerMember(from, "properties_set");
  } else if (answer["counters"].get(from) == simdjson::SUCCESS) {
    counters.nodes_created = IntegerMember(from, "nodesCreated");
    counters.nodes_deleted = IntegerMember(from, "nodesDeleted");
    counters.edges_created = IntegerMember(from, "relationshipsCreated");
    counters.edges_deleted = IntegerMember(from, "relationshipsDeleted");
    counters.properties_set = IntegerMember(from, "propertiesSet");
  }
  return counters;
}

// A JSON value in the canonical form of json_writer.h.
void AppendCanonical(element value, string& out) {
  switch (value.type()) {
    case simdjson::dom::element_type::STRING: AppendString(out, Text(value)); return;
    case simdjson::dom::element_type::INT64: AppendInteger(out, Integer(value)); return;
    case simdjson::dom::element_type::ARRAY: {
      out.push_back('[');
      bool first = true;
      for (element item : array(value)) {
        if (!std::exchange(first, false)) out.push_back(',');
        AppendCanonical(item, out);
      }
      out.push_back(']');
      return;
    }
    default: out.append(simdjson::minify(value));
  }
}

string Canonical(element value) {
  string text;
  AppendCanonical(value, text);
  return text;
}

// The properties of a relationship with the members in schema order; empty if there are none.
string EdgeProps(EdgeType type, element properties) {
  object from;
  if (properties.get(from) != simdjson::SUCCESS || from.size() == 0) return {};
  string text;
  ObjectWriter writer(text);
  for (const Property& property : PropertiesOf(type)) {
    element value;
    if (from[property.name].get(value) == simdjson::SUCCESS) writer.Raw(property.name, Canonical(value));
  }
  writer.Close();
  return text == "{}" ? string() : text;
}

// Fills a stamp from the columns of StampProperties; `at(name)` gives a column's value.
class StampReader {
 public:
  explicit StampReader(array columns) {
    for (element column : columns) columns_.push_back(column);
  }
  bool complete() const { return columns_.size() == StampProperties().size() + kLayerCount; }

  UnitState Read(string_view key, string_view state) const {
    UnitState unit;
    unit.key = string(key);
    unit.state = string(state);
    unit.claim = TextOf("claim");
    for (int i = 0; i < kLayerCount; ++i) {
      unit.stamps[i] = ReadStamp(string(LayerName(static_cast<Layer>(i))) + "_");
      unit.placed[i] = !columns_[StampProperties().size() + static_cast<size_t>(i)].is_null();
    }
    return unit;
  }

 private:
  Stamp ReadStamp(const string& prefix) const {
    Stamp stamp;
    stamp.hash = TextOf(prefix + "hash");
    stamp.xml_hash = TextOf(prefix + "xml_hash");
    stamp.as_of = TextOf(prefix + "as_of");
    stamp.artifact = TextOf(prefix + "artifact");
    if (const auto whole = Column(prefix + "whole")) stamp.whole = whole->is_bool() && bool(*whole);
    if (const auto mapping = Column(prefix + "mapping")) stamp.mapping = Integer(*mapping);
    if (const auto rejected = Column(prefix + "rejected")) stamp.rejected = Integer(*rejected);
    return stamp;
  }
  std::optional<element> Column(string_view name) const {
    const auto stamps = StampProperties();
    const auto found = std::find_if(stamps.begin(), stamps.end(),
                                    [name](const Property& stamp) { return stamp.name == name; });
    if (found == stamps.end()) return std::nullopt;
    return columns_[static_cast<size_t>(found - stamps.begin())];
  }
  string TextOf(string_view name) const {
    const auto column = Column(name);
    return column ? string(Text(*column)) : string();
  }
  std::vector<element> columns_;
};

// The shape whose labels are all there; nothing for a node of others, which may have one label or another of
// this graph. As IsOwnStatement.
std::optional<Shape> ShapeOfLabels(element labels) {
  array list;
  if (labels.get(list) != simdjson::SUCCESS) return std::nullopt;
  std::set<string_view> found;
  for (element label : list) found.insert(Text(label));
  for (string_view label : found) {
    const auto shape = ShapeOfLabel(label);
    if (!shape) continue;
    const auto wanted = LabelsOf(*shape);
    const auto is_there = [&](string_view one) { return found.contains(one); };
    if (std::all_of(wanted.begin(), wanted.end(), is_there)) return shape;
  }
  return std::nullopt;
}

bool LabelsFit(element labels, Shape shape) {
  array list;
  if (labels.get(list) != simdjson::SUCCESS) return false;
  const auto wanted = LabelsOf(shape);
  const auto is_wanted = [&](string_view label) {
    return std::find(wanted.begin(), wanted.end(), label) != wanted.end();
  };
  size_t found = 0;
  for (element label : list) {
    if (is_wanted(Text(label)))
      ++found;
    else if (IsSchemaLabel(Text(label)))
      return false;
  }
  return found == wanted.size();
}

bool IsStamp(string_view name) {
  const auto stamps = StampProperties();
  return std::any_of(stamps.begin(), stamps.end(),
                     [name](const Property& stamp) { return stamp.name == name; });
}

StoredNode NodeOf(string_view id, Shape shape, object properties) {
  StoredNode node;
  node.id = string(id);
  node.shape = shape;
  for (const auto& [name, value] : properties) {
    if (IsStamp(name) && IsDivision(shape)) continue;
    node.properties.emplace_back(string(name), Canonical(value));
  }
  std::sort(node.properties.begin(), node.properties.end());
  return node;
}

// Of the columns of a row that are lists; false if they are not of their form.
bool AddEdges(string_view id, array out, array entering, const KeyScope& scope, StoredUnit& unit) {
  for (element item : out) {
    array edge;
    if (item.get(edge) != simdjson::SUCCESS || edge.size() != 3) return false;
    const auto type = EdgeTypeOfName(Text(edge.at(0)));
    if (!type) continue;
    unit.edges.push_back({*type, string(id), string(Text(edge.at(1))), EdgeProps(*type, edge.at(2))});
  }
  for (element item : entering) {
    array edge;
    if (item.get(edge) != simdjson::SUCCESS || edge.size() != 2) return false;
    const string_view from = Text(edge.at(0));
    if (scope.Contains(from)) continue;  // told where it starts
    unit.edges.push_back(
        {EdgeType::kHasChild, string(from), string(id), EdgeProps(EdgeType::kHasChild, edge.at(1))});
  }
  return true;
}

bool IsStub(element labels) {
  array list;
  if (labels.get(list) != simdjson::SUCCESS) return false;
  for (element label : list) {
    if (Text(label) == "Stub") return true;
  }
  return false;
}

// One row of FetchUnitStatement; false if it is not of its form.
bool AddNode(array row, const KeyScope& scope, StoredUnit& unit) {
  object properties;
  array out, entering, stamps;
  if (row.size() != 7 || row.at(2).get(properties) != simdjson::SUCCESS ||
      row.at(3).get(out) != simdjson::SUCCESS || row.at(4).get(entering) != simdjson::SUCCESS) {
    return false;
  }
  const string_view id = Text(row.at(0));
  if (row.at(6).get(stamps) == simdjson::SUCCESS) {
    const StampReader reader(stamps);
    if (!reader.complete()) return false;
    UnitState state = reader.Read(id, Text(row.at(5)));
    if (id == scope.root)
      unit.unit = std::move(state);
    else
      unit.pieces.push_back(std::move(state));
  }
  if (IsStub(row.at(1))) {
    unit.stubs.insert(string(id));
    return true;
  }
  const auto shape = ShapeOfLabels(row.at(1));
  if (!shape) return true;  // somebody else's node
  unit.nodes.push_back(NodeOf(id, *shape, properties));
  unit.nodes.back().labels_fit = LabelsFit(row.at(1), *shape);
  return AddEdges(id, out, entering, scope, unit);
}

bool AddUnit(array row, TitleState& title) {
  if (row.size() != 3) return false;
  const string id(Text(row.at(0)));
  array stamps;
  if (row.at(2).get(stamps) != simdjson::SUCCESS) {
    title.stubs.insert(id);
    return true;
  }
  const StampReader reader(stamps);
  if (!reader.complete()) return false;
  title.units[id] = reader.Read(id, Text(row.at(1)));
  return true;
}

absl::Status ParseRows(string_view body, const std::function<bool(array)>& visit) {
  simdjson::dom::parser parser;
  object answer;
  if (parser.parse(body.data(), body.size()).get(answer) != simdjson::SUCCESS)
    return Strange("no JSON object");
  bool good = true;
  const bool table = ForEachRow(answer, [&](array row) { return good = visit(row); });
  return table && good ? absl::OkStatus() : Strange("other columns");
}

}  // namespace

Answer ParseAnswer(string_view body) {
  Answer answer;
  simdjson::dom::parser parser;
  object root;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) return answer;
  array errors;
  const bool has_errors = root["errors"].get(errors) == simdjson::SUCCESS;
  if (has_errors && errors.size() > 0) {
    answer.recognised = true;
    object error;
    if (errors.at(0).get(error) == simdjson::SUCCESS) {
      answer.code = string(TextMember(error, "code"));
      answer.message = string(TextMember(error, "message"));
    }
    if (answer.code.empty()) answer.code = "unknown";
    return answer;
  }
  answer.recognised = ForEachRow(root, [&answer](array row) {
    for (element column : row) answer.numbers.push_back(Integer(column));
    return false;
  });
  if (answer.recognised) answer.counters = CountersOf(root);
  return answer;
}

absl::StatusOr<Discovery> ParseDiscovery(string_view body) {
  simdjson::dom::parser parser;
  object root;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS)
    return Strange("no discovery document");
  Discovery discovery;
  discovery.version = string(TextMember(root, "neo4j_version"));
  discovery.tx = !TextMember(root, "transaction").empty();
  discovery.query = !TextMember(root, "query").empty();
  if (discovery.version.empty()) return Strange("the discovery document names no version");
  return discovery;
}

absl::StatusOr<TitleState> ParseTitle(string_view body) {
  TitleState title;
  const absl::Status status = ParseRows(body, [&title](array row) { return AddUnit(row, title); });
  if (!status.ok()) return status;
  return title;
}

absl::StatusOr<StoredUnit> ParseUnit(string_view body, string_view unit_key) {
  StoredUnit unit;
  const KeyScope scope = ScopeOf(unit_key);
  const absl::Status status = ParseRows(body, [&](array row) { return AddNode(row, scope, unit); });
  if (!status.ok()) return status;
  return unit;
}

absl::Status ForEachTextRow(string_view body, size_t columns,
                            const std::function<void(std::span<const string_view>)>& visit) {
  return ParseRows(body, [&](array row) {
    if (row.size() != columns) return false;
    std::vector<string_view> texts;
    for (element column : row) texts.push_back(Text(column));
    visit(texts);
    return true;
  });
}

string DescribeDuplicates(string_view body) {
  string text;
  const absl::Status status = ParseRows(body, [&text](array row) {
    if (row.size() != 2) return false;
    if (!text.empty()) text.append(", ");
    text.append(Canonical(row.at(0)))
        .append(" (")
        .append(std::to_string(Integer(row.at(1))))
        .append(" times)");
    return true;
  });
  return status.ok() ? text : string();
}

}  // namespace reg2graph::neo4j

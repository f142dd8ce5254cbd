#include "sinks/neo4j/answer.h"

#include <simdjson.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"

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

// Calls `visit` for each row of one result until it returns false; false if it is no table.
bool ForEachRowOf(object result, const std::function<bool(array)>& visit) {
  array rows;
  if (result["data"].get(rows) != simdjson::SUCCESS) return false;
  for (element item : rows) {
    array row;
    if (item["row"].get(row) != simdjson::SUCCESS) return false;
    if (!visit(row)) return true;
  }
  return true;
}

// The same of an answer of either API's form: of its first result.
bool ForEachRow(object answer, const std::function<bool(array)>& visit) {
  array rows;
  if (answer["results"].get(rows) == simdjson::SUCCESS) {
    object result;
    return rows.at(0).get(result) == simdjson::SUCCESS && ForEachRowOf(result, visit);
  }
  if (answer["data"]["values"].get(rows) != simdjson::SUCCESS) return false;
  for (element item : rows) {
    array row;
    if (item.get(row) != simdjson::SUCCESS) return false;
    if (!visit(row)) return true;
  }
  return true;
}

// The first row of each result.
bool ForEachFirstRow(object answer, const std::function<bool(array)>& visit) {
  array results;
  if (answer["results"].get(results) != simdjson::SUCCESS) return ForEachRow(answer, visit);
  for (const element item : results) {
    object result;
    if (item.get(result) != simdjson::SUCCESS || !ForEachRowOf(result, visit)) return false;
  }
  return results.size() > 0;
}

// {"nodes_created": 1} of the one API, {"nodesCreated": 1} of the other.
void AddCounters(element result, DeliveryCounters& counters) {
  object from;
  if (result["stats"].get(from) != simdjson::SUCCESS) return;
  counters.nodes_created += IntegerMember(from, "nodes_created");
  counters.nodes_deleted += IntegerMember(from, "nodes_deleted");
  counters.edges_created += IntegerMember(from, "relationships_created");
  // Named so by the servers that there are; the other would be its right name.
  const int64_t deleted = IntegerMember(from, "relationship_deleted");
  counters.edges_deleted += deleted != 0 ? deleted : IntegerMember(from, "relationships_deleted");
  counters.properties_set += IntegerMember(from, "properties_set");
}

DeliveryCounters CountersOf(object answer) {
  DeliveryCounters counters;
  array results;
  object from;
  if (answer["results"].get(results) == simdjson::SUCCESS) {
    for (const element result : results) AddCounters(result, counters);
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

// Reads what StateColumns gives.
class StateReader {
 public:
  explicit StateReader(array columns) {
    for (element column : columns) columns_.push_back(column);
  }
  bool complete() const { return columns_.size() == StateProperties().size() + kLayerCount; }

  UnitState Read(string_view key) const {
    const auto property = [this](string_view name) -> std::optional<string> {
      const auto names = StateProperties();
      const auto found = std::find(names.begin(), names.end(), name);
      if (found == names.end()) return std::nullopt;
      const element& value = columns_[static_cast<size_t>(found - names.begin())];
      return value.is_null() ? std::nullopt : std::optional<string>(Canonical(value));
    };
    UnitState unit = ReadUnitState(string(key), property);
    for (size_t i = 0; i < kLayerCount; ++i) unit.linked[i] = Ids(columns_[StateProperties().size() + i]);
    return unit;
  }

 private:
  static string Ids(element column) {
    array list;
    string ids;
    if (column.get(list) != simdjson::SUCCESS) return ids;
    for (element id : list) ids.append(ids.empty() ? "" : ",").append(Text(id));
    return ids;
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

StoredNode NodeOf(string_view id, Shape shape, object properties) {
  StoredNode node;
  node.id = string(id);
  node.shape = shape;
  for (const auto& [name, value] : properties) {
    if (IsDivision(shape) && IsStampProperty(name)) continue;
    node.properties.emplace_back(string(name), Canonical(value));
  }
  std::sort(node.properties.begin(), node.properties.end());
  return node;
}

// HAS_CHILD that enter a node; from one that is read as well they are known already.
struct Entering {
  string from, to, props;
};

// Of the columns of a row that are lists; false if they are not of their form.
bool AddEdges(string_view id, array out, array entering, std::vector<Entering>& all, StoredUnit& unit) {
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
    all.push_back({string(Text(edge.at(0))), string(id), EdgeProps(EdgeType::kHasChild, edge.at(1))});
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

// Other parts, each with its state; those of several sections once.
bool AddHomes(array homes, StoredUnit& unit) {
  for (element item : homes) {
    array home, stamps;
    if (item.get(home) != simdjson::SUCCESS || home.size() != 2) return false;
    if (home.at(1).get(stamps) != simdjson::SUCCESS) return false;
    const StateReader reader(stamps);
    if (!reader.complete()) return false;
    const string_view id = Text(home.at(0));
    const bool known = std::any_of(unit.others.begin(), unit.others.end(),
                                   [id](const UnitState& other) { return other.key == id; });
    if (!known) unit.others.push_back(reader.Read(id));
  }
  return true;
}

// One row of FetchUnitStatement; false if it is not of its form.
bool AddNode(array row, string_view root, std::vector<Entering>& all, StoredUnit& unit) {
  object properties;
  array out, entering, stamps, homes;
  if (row.size() != 7 || row.at(6).get(homes) != simdjson::SUCCESS ||
      row.at(2).get(properties) != simdjson::SUCCESS || row.at(3).get(out) != simdjson::SUCCESS ||
      row.at(4).get(entering) != simdjson::SUCCESS) {
    return false;
  }
  const string_view id = Text(row.at(0));
  const bool is_title = id != root && IsTitleKey(id);
  if (row.at(5).get(stamps) == simdjson::SUCCESS) {
    const StateReader reader(stamps);
    if (!reader.complete()) return false;
    auto& states = is_title ? unit.others : unit.divisions;
    (id == root ? unit.unit : states.emplace_back()) = reader.Read(id);
  }
  if (is_title) return true;
  if (!AddHomes(homes, unit)) return false;
  if (IsStub(row.at(1))) {
    unit.stubs.insert(string(id));
    return true;
  }
  const auto shape = ShapeOfLabels(row.at(1));
  if (!shape) return true;  // somebody else's node
  unit.nodes.push_back(NodeOf(id, *shape, properties));
  unit.nodes.back().labels_fit = LabelsFit(row.at(1), *shape);
  return AddEdges(id, out, entering, all, unit);
}

bool AddUnit(array row, TitleState& title) {
  if (row.size() != 2) return false;
  const string id(Text(row.at(0)));
  array stamps;
  if (row.at(1).get(stamps) != simdjson::SUCCESS) {
    title.stubs.insert(id);
    return true;
  }
  const StateReader reader(stamps);
  if (!reader.complete()) return false;
  title.units[id] = reader.Read(id);
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
  answer.recognised = ForEachFirstRow(root, [&answer](array row) {
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
  std::vector<Entering> entering;
  const absl::Status status =
      ParseRows(body, [&](array row) { return AddNode(row, unit_key, entering, unit); });
  if (!status.ok()) return status;
  StringSet starts;  // of edges, so of nodes that are read with what leaves them
  for (const StoredEdge& edge : unit.edges) {
    if (edge.type == EdgeType::kHasChild) starts.insert(edge.from);
  }
  for (Entering& edge : entering) {
    if (starts.contains(edge.from)) continue;
    unit.edges.push_back(
        {EdgeType::kHasChild, std::move(edge.from), std::move(edge.to), std::move(edge.props)});
  }
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

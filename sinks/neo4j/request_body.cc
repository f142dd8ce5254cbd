#include "sinks/neo4j/request_body.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/core/graph_schema.h"
#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "sinks/neo4j/cypher.h"
#include "sinks/neo4j/parameters.h"

namespace reg2graph::neo4j {
namespace {

using std::string;
using std::string_view;

// Own text and borrowed text in one sequence; neighbours that are parted by one comma in memory, as
// the rows of one shape are, become one piece.
class SliceWriter {
 public:
  string& own() { return own_; }

  void Borrow(string_view text) {
    if (!pieces_.empty() && own_.size() == pieces_.back().own_end + 1 && own_.back() == ',' &&
        Adjoins(pieces_.back().borrowed, text)) {
      own_.pop_back();
      string_view& last = pieces_.back().borrowed;
      last = string_view(last.data(), last.size() + 1 + text.size());
      return;
    }
    pieces_.push_back({own_.size(), text});
  }

  // Slices of `own`, which must be what own() held and stay where it is.
  std::vector<string_view> Slices(string_view own) const {
    std::vector<string_view> slices;
    slices.reserve(pieces_.size() * 2 + 1);
    size_t begin = 0;
    for (const Piece& piece : pieces_) {
      if (piece.own_end > begin) slices.push_back(own.substr(begin, piece.own_end - begin));
      slices.push_back(piece.borrowed);
      begin = piece.own_end;
    }
    slices.push_back(own.substr(begin));
    return slices;
  }

 private:
  struct Piece {
    size_t own_end;  // own text up to here precedes `borrowed`
    string_view borrowed;
  };
  static bool Adjoins(string_view a, string_view b) {
    const char* const end = a.data() + a.size();
    return b.data() == end + 1 && *end == ',';
  }
  string own_;
  std::vector<Piece> pieces_;
};

// Writes the members of $p that each step reads.
class MemberWriter {
 public:
  MemberWriter(const BatchLayout& layout, SliceWriter& out) : layout_(layout), writer_(out) {}

  void Write(Step step) {
    switch (step) {
      case Step::kGuards: return Guards();
      case Step::kEdgeDeletes: return EdgeDeletes();
      case Step::kDeletes: return Deletes();
      case Step::kUnstubs: return Unstubs();
      case Step::kDivisions: return Divisions();
      case Step::kRows: return Rows();
      case Step::kReplaced: return Replaced();
      case Step::kNames: return Keys(param::kCitedKeys, layout_.cited_keys);
      case Step::kStubs: return Stubs();
      case Step::kWithin: return Within();
      case Step::kLinks: return Links();
      case Step::kArtifacts: return Artifacts();
      case Step::kStamps: return Stamps();
      case Step::kSources: return Sources();
    }
  }

 private:
  string& out() { return writer_.own(); }

  void Name(string_view name) { out().append("\"").append(name).append("\":"); }

  // "name":[item,item],
  template <typename Items, typename WriteItem>
  void List(string_view name, const Items& items, WriteItem write) {
    if (items.empty()) return;
    Name(name);
    out().push_back('[');
    for (const auto& item : items) {
      write(item);
      out().push_back(',');
    }
    out().back() = ']';
    out().push_back(',');
  }

  void Count(string_view name, int64_t value) {
    Name(name);
    AppendInteger(out(), value);
    out().push_back(',');
  }

  void Strings(std::initializer_list<string_view> items) {
    out().push_back('[');
    for (const string_view item : items) {
      AppendString(out(), item);
      out().push_back(',');
    }
    out().back() = ']';
  }

  void Ids(string_view name, const std::vector<string_view>& ids) {
    List(name, ids, [this](string_view id) { AppendString(out(), id); });
  }

  void Positions(string_view name, const std::vector<string_view>& keys, const StubTable& table) {
    List(name, keys,
         [&](string_view key) { AppendInteger(out(), static_cast<int64_t>(table.PositionOf(key))); });
  }

  void Keys(string_view name, const StubTable& table) {
    Name(name);
    table.Write(out());
    out().push_back(',');
  }

  void Guards() {
    List(param::kGuards, layout_.guards, [this](const BatchLayout::Precondition& guard) {
      ObjectWriter writer(out());
      writer.String("id", guard.id);
      if (guard.state.empty())
        writer.String("claim", guard.claim);
      else
        writer.Raw("state", guard.state);
      writer.Close();
    });
  }

  void EdgeDeletes() {
    List(param::kEdgeDeletes, layout_.edge_deletes, [this](const EdgeDelete* edge) {
      Strings({NameOf(edge->type), edge->from, edge->to});
    });
  }

  void Deletes() {
    Positions(param::kDeletes, layout_.deletes, layout_.gone_keys);
    Keys(param::kGoneKeys, layout_.gone_keys);
  }

  void Unstubs() {
    List(param::kUnstubs, layout_.unstubs, [this](const NodeUpdate* update) {
      ObjectWriter writer(out());
      writer.String("id", update->id);
      writer.Raw("patch", update->patch.empty() ? "{}" : string_view(update->patch));
      writer.Raw("labels", update->label ? LabelList(*update->label) : "[]");
      writer.String("kind", StubLabel(update->id));
      writer.Close();
    });
  }

  static string LabelList(Shape shape) {
    string list = "[";
    for (const string_view label : LabelsOf(shape)) {
      if (list.size() > 1) list.push_back(',');
      AppendString(list, label);
    }
    return list + "]";
  }

  void Divisions() {
    Ids(param::kDivisionEnds, layout_.divisions.ends());
    ShapesOf(NodeKind::kDivision, layout_.divisions);
    Count(param::kDivisionCount, layout_.divisions.size());
    Edges(Step::kDivisions, layout_.divisions);
  }

  void Rows() {
    List(param::kUpdates, layout_.rows.updates(), [this](const NodeUpdate* update) {
      ObjectWriter writer(out());
      writer.String("id", update->id);
      writer.Raw("patch", update->patch.empty() ? "{}" : string_view(update->patch));
      writer.Close();
    });
    Ids(param::kEnds, layout_.rows.ends());
    ShapesOf(NodeKind::kXmlData, layout_.rows);
    List(param::kParagraphs, layout_.rows.rows(Shape::kParagraph),
         [this](string_view row) { writer_.Borrow(row); });
    ShapesOf(NodeKind::kNote, layout_.rows);
    Count(param::kRowCount, layout_.rows.size());
    Edges(Step::kRows, layout_.rows);
  }

  // [{"l":label,"r":[row]}] of a kind whose shapes differ by one label.
  void ShapesOf(NodeKind kind, const NodeTable& table) {
    std::vector<Shape> shapes;
    for (int i = 0; i < kShapeCount; ++i) {
      const auto shape = static_cast<Shape>(i);
      if (KindOf(shape) == kind && !table.rows(shape).empty()) shapes.push_back(shape);
    }
    List(RowsParam(kind), shapes, [&](Shape shape) {
      out().append("{\"l\":");
      AppendString(out(), LabelsOf(shape).back());
      out().push_back(',');
      List("r", table.rows(shape), [this](string_view row) { writer_.Borrow(row); });
      out().back() = '}';
    });
  }

  void Edges(Step step, const NodeTable& table) {
    const auto offsets = table.Offsets();
    const auto position = [&](NodeTable::Slot slot) {
      AppendInteger(out(), int64_t{offsets[slot.list]} + slot.index);
    };
    for (int i = 0; i < kEdgeTypeCount; ++i) {
      const auto type = static_cast<EdgeType>(i);
      List(param::Joined(JoinPrefix(step), NameOf(type)), table.edges(type),
           [&](const NodeTable::Edge& edge) {
             out().push_back('[');
             position(edge.from);
             out().push_back(',');
             position(edge.to);
             if (!edge.props.empty()) out().append(",").append(edge.props);
             out().push_back(']');
           });
    }
  }

  void Replaced() {
    List(param::kReplaced, layout_.replaced, [this](const OutEdges* edges) {
      Strings({NameOf(edges->type), edges->from});
    });
  }

  void Stubs() {
    Positions(param::kTargets, layout_.targets, layout_.cited_keys);
    Keys(param::kCitedKeys, layout_.cited_keys);
  }

  void Within() {
    std::vector<std::pair<string_view, string>> pairs;
    for (const StubTable* table : {&layout_.gone_keys, &layout_.cited_keys}) {
      for (const string& key : table->keys()) {
        string parent = ParentOfKey(key);
        if (!parent.empty()) pairs.emplace_back(key, std::move(parent));
      }
    }
    List(param::kWithin, pairs, [this](const auto& pair) { Strings({pair.first, pair.second}); });
  }

  void Links() {
    Ids(param::kLinkEnds, layout_.links.ends());
    Count(param::kLinkEndCount, layout_.links.size());
    Edges(Step::kLinks, layout_.links);
  }

  void Artifacts() {
    List(param::kArtifacts, layout_.artifacts, [this](const ArtifactRow* artifact) {
      ObjectWriter writer(out());
      writer.String("id", artifact->id);
      writer.Raw("row", artifact->row);
      writer.Close();
    });
  }

  void Stamps() {
    List(param::kStamps, layout_.stamps, [this](const StampWrite* stamp) {
      ObjectWriter writer(out());
      writer.String("key", stamp->key);
      writer.Raw("patch", stamp->patch);
      writer.Close();
    });
  }

  void Sources() {
    List(param::kSources, layout_.sources, [this](const StampWrite* stamp) {
      ObjectWriter writer(out());
      writer.String("key", stamp->key);
      writer.String("layer", LayerName(stamp->link->layer));
      writer.String("id", stamp->link->artifact);
      writer.Close();
    });
  }

  const BatchLayout& layout_;
  SliceWriter& writer_;
};

void OpenStatement(string_view statement, bool tx, string& out) {
  out.append(tx ? "{\"includeStats\":true,\"statement\":" : "{\"includeCounters\":true,\"statement\":");
  AppendString(out, statement);
  out.append(",\"parameters\":{\"p\":");
}

constexpr string_view kCloseStatement = "}}";

// The steps as one statement.
string Together(std::span<const Step> steps) {
  string text(dialect::kPreamble);
  string columns;
  for (const Step step : steps) {
    text += dialect::Call("", StatementOf(step));
    columns.append(columns.empty() ? "" : ", ").append(ColumnOf(step));
  }
  return text + "RETURN " + columns;
}

// `write_members` writes the members of $p that a step reads.
template <typename WriteMembers>
void WriteSteps(std::span<const Step> steps, bool tx, SliceWriter& writer, WriteMembers write_members) {
  string& out = writer.own();
  if (!tx) {
    OpenStatement(Together(steps), tx, out);
    out.push_back('{');
    for (const Step step : steps) write_members(step);
    if (out.back() == ',') out.pop_back();
    out.append("}").append(kCloseStatement);
    return;
  }
  out.append("{\"statements\":[");
  for (const Step step : steps) {
    OpenStatement(string(dialect::kPreamble).append(StatementOf(step)), tx, out);
    out.push_back('{');
    write_members(step);
    if (out.back() == ',') out.pop_back();
    out.append("}").append(kCloseStatement).append(",");
  }
  if (out.back() == ',') out.pop_back();
  out.append("]}");
}

// Keeps all that a body's slices view.
struct BodyOwner {
  string text;
  std::shared_ptr<const MutationBatch> batch;
};

RequestBody BodyOf(SliceWriter& writer, std::shared_ptr<const MutationBatch> batch) {
  auto owner = std::make_shared<BodyOwner>();
  owner->text = std::move(writer.own());
  owner->batch = std::move(batch);
  RequestBody body;
  body.slices = writer.Slices(owner->text);
  body.owner = std::move(owner);
  return body;
}

int64_t NumberOf(Step step, const BatchLayout& layout) {
  switch (step) {
    case Step::kGuards: return static_cast<int64_t>(layout.guards.size());
    case Step::kDeletes: return static_cast<int64_t>(layout.deletes.size());
    case Step::kUnstubs: return static_cast<int64_t>(layout.unstubs.size());
    case Step::kDivisions: return layout.divisions.size();
    case Step::kRows: return layout.rows.size();
    case Step::kLinks: return layout.links.size();
    case Step::kArtifacts: return static_cast<int64_t>(layout.artifacts.size());
    case Step::kStamps: return static_cast<int64_t>(layout.stamps.size());
    case Step::kSources: return static_cast<int64_t>(layout.sources.size());
    case Step::kEdgeDeletes:
    case Step::kReplaced:
    case Step::kNames:
    case Step::kStubs:
    case Step::kWithin: break;  // what is there is not known
  }
  return Expectation::kAny;
}

}  // namespace

RequestBody BatchBody(const BatchLayout& layout, std::shared_ptr<const MutationBatch> batch, bool tx) {
  SliceWriter writer;
  MemberWriter members(layout, writer);
  WriteSteps(layout.Steps(), tx, writer, [&members](Step step) { members.Write(step); });
  return BodyOf(writer, std::move(batch));
}

RequestBody PlanningBody(std::span<const Step> steps, bool tx) {
  SliceWriter writer;
  WriteSteps(steps, tx, writer, [](Step) {});
  return BodyOf(writer, nullptr);
}

Expectation ExpectationOf(const BatchLayout& layout, const MutationBatch& batch) {
  Expectation expected;
  for (const Step step : layout.Steps()) {
    if (step == Step::kWithin) expected.within = expected.numbers.size();
    expected.numbers.push_back(NumberOf(step, layout));
  }
  for (const UnitMutations& unit : batch.units) {
    expected.nodes_created += static_cast<int64_t>(unit.creates.size());
    expected.edges_created += static_cast<int64_t>(unit.edges.size());
    for (const OutEdges& list : unit.out_edges)
      expected.edges_created += static_cast<int64_t>(list.edges.size());
    if (!unit.out_edges.empty()) expected.exact = false;
  }
  if (!layout.deletes.empty() || !layout.artifacts.empty() || !layout.sources.empty()) expected.exact = false;
  return expected;
}

string FetchUnitParameters(const UnitQuery& query) {
  const string& key = query.key;
  const bool spine = IsTitleKey(key);
  const bool part = IsPartKey(key);
  string text;
  ObjectWriter writer(text);
  const auto list = [&writer](string_view name, bool wanted, const std::vector<string>& items) {
    string json = "[";
    for (const string& item : items) {
      if (!wanted) break;
      if (json.size() > 1) json.push_back(',');
      AppendString(json, item);
    }
    writer.Raw(name, json + "]");
  };
  std::vector<string> spine_prefixes;
  for (const char* prefix : {"/ch", "/st", "/sch", "/sg", "/sp", "/sup", "/s~", "/a"})
    spine_prefixes.push_back(key + prefix);
  writer.String(param::kRoot, key);
  list(param::kRanges, true,
       spine ? std::vector<string>{key + "#"} : std::vector<string>{key + "/", key + "#"});
  list(param::kNames, true, query.names);
  list(param::kPart, part, {key});
  list(param::kSpine, spine, {key});
  list(param::kSpinePrefixes, spine, spine_prefixes);
  list(param::kParts, spine, {key + "/p"});
  list(param::kTitle, !spine, {string(TitleAtOrAbove(key))});
  writer.Close();
  return text;
}

RequestBody StatementsBody(std::span<const string> statements) {
  SliceWriter writer;
  string& out = writer.own();
  out.append("{\"statements\":[");
  for (const string& statement : statements) {
    OpenStatement(statement, true, out);
    out.append("{}").append(kCloseStatement).append(",");
  }
  if (out.back() == ',') out.pop_back();
  out.append("]}");
  return BodyOf(writer, nullptr);
}

RequestBody StatementBody(string_view statement, string_view parameters, bool tx) {
  SliceWriter writer;
  string& out = writer.own();
  if (tx) out.append("{\"statements\":[");
  OpenStatement(statement, tx, out);
  out.append(parameters).append(kCloseStatement);
  if (tx) out.append("]}");
  return BodyOf(writer, nullptr);
}

}  // namespace reg2graph::neo4j

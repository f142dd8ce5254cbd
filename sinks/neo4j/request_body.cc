#include "sinks/neo4j/request_body.h"

#include <algorithm>
#include <functional>
#include <set>
#include <span>
#include <utility>

#include "engine/core/graph_schema.h"
#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "sinks/neo4j/statements.h"

// The parameters of DeliverStatement:
//   u: one map a unit, sorted by key (so that concurrent transactions lock in one order), with
//     key, guarded, state | claim, guards: [{id, state}], artifact: [{id, row}],
//     stamps: [{key, patch}], sources: [{key, layer, id}] (an empty id: none)
//     edge_deletes: [[type, from, to]], deletes: [stub position], updates: [{id, patch, labels}],
//     unstubs: [{id, kind}]
//     <RowsName>: [{l: label, r: [row]}], ends: [id], size (of all of these), <edge type>: [[position,
//     position, props]] replace: [[type, from]], to_<edge type>: [[from, target, props]], links (how many)
//   stubs: [{id, kind, citation, chain: [positions of the ancestors, nearest first]}], sorted by id:
//     what may have to stand as a stub; targets: [positions of those that are cited]
// What is empty is left out: UNWIND null gives no row.
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
    size_t own_end;  // own text up to here stands before `borrowed`
    string_view borrowed;
  };
  static bool Adjoins(string_view a, string_view b) {
    const char* const end = a.data() + a.size();
    return b.data() == end + 1 && *end == ',';
  }
  string own_;
  std::vector<Piece> pieces_;
};

// All keys of a batch that may have to stand as stubs, with their ancestors, sorted.
class StubTable {
 public:
  void AddTarget(string_view key) { AddWithAncestors(targets_.insert(string(key)).first->data()); }
  void AddDeleted(string_view key) { AddWithAncestors(string(key)); }

  void Finish() { keys_.assign(set_.begin(), set_.end()); }

  size_t PositionOf(string_view key) const {
    return static_cast<size_t>(std::lower_bound(keys_.begin(), keys_.end(), key) - keys_.begin());
  }

  void Write(string& out) const {
    out.append("\"stubs\":[");
    for (size_t i = 0; i < keys_.size(); ++i) {
      if (i > 0) out.push_back(',');
      WriteStub(keys_[i], out);
    }
    out.append("],\"targets\":[");
    bool first = true;
    for (const string& key : targets_) {
      if (!std::exchange(first, false)) out.push_back(',');
      AppendInteger(out, static_cast<int64_t>(PositionOf(key)));
    }
    out.push_back(']');
  }

 private:
  void AddWithAncestors(string key) {
    while (!key.empty()) {
      string parent = ParentOfKey(key);
      if (!set_.insert(std::move(key)).second) return;
      key = std::move(parent);
    }
  }

  void WriteStub(const string& key, string& out) const {
    ObjectWriter writer(out);
    writer.String("id", key);
    writer.String("kind", StubLabel(key));
    writer.String("citation", CitationOfKey(key));
    string chain = "[";
    for (string up = ParentOfKey(key); !up.empty(); up = ParentOfKey(up)) {
      if (chain.size() > 1) chain.push_back(',');
      AppendInteger(chain, static_cast<int64_t>(PositionOf(up)));
    }
    writer.Raw("chain", chain + "]");
    writer.Close();
  }

  std::set<string, std::less<>> set_;
  std::set<string, std::less<>> targets_;
  std::vector<string> keys_;
};

// Writes the members of one map; each list appears only if it has an item.
class UnitWriter {
 public:
  UnitWriter(SliceWriter& out, const StubTable& stubs) : writer_(out), stubs_(stubs) {}

  void Write(const UnitMutations& unit) {
    out().append("{\"key\":");
    AppendString(out(), unit.unit_key);
    Guarded(unit);
    Guards(unit.guards);
    Artifact(unit);
    Stamps(unit.stamps);
    Deletes(unit);
    Updates(unit.updates);
    Creates(unit);
    Edges(unit.edges);
    OutEdgeLists(unit.out_edges);
    out().push_back('}');
  }

 private:
  string& out() { return writer_.own(); }

  void Guarded(const UnitMutations& unit) {
    const Guard& guard = unit.guard;
    const bool absent = guard.kind == Guard::Kind::kAbsent;
    const bool guarded = !absent || FromStub(unit);
    out().append(guarded ? ",\"guarded\":true" : ",\"guarded\":false");
    if (!guarded) return;
    out().append(guard.kind == Guard::Kind::kClaim ? ",\"claim\":" : ",\"state\":");
    AppendString(out(), absent ? string_view(UnstampedState()) : string_view(guard.value));
  }

  // No constraint guards a division that stands as a stub already: it must still be without any stamp.
  static bool FromStub(const UnitMutations& unit) {
    return std::any_of(unit.updates.begin(), unit.updates.end(),
                       [&](const NodeUpdate& update) { return update.unstub && update.id == unit.unit_key; });
  }

  void Guards(const std::vector<DivisionGuard>& guards) {
    if (guards.empty()) return;
    Open("guards");
    for (const DivisionGuard& guard : guards) {
      ObjectWriter writer(out());
      writer.String("id", guard.id);
      writer.String("state", guard.state);
      writer.Close();
      out().push_back(',');
    }
    Close();
  }

  void Artifact(const UnitMutations& unit) {
    if (!unit.artifact) return;
    Open("artifact");
    ObjectWriter writer(out());
    writer.String("id", unit.artifact->id);
    writer.Raw("row", unit.artifact->row);
    writer.Close();
    Close();
  }

  void Stamps(const std::vector<StampWrite>& stamps) {
    if (stamps.empty()) return;
    Open("stamps");
    for (const StampWrite& stamp : stamps) {
      ObjectWriter writer(out());
      writer.String("key", stamp.key);
      writer.Raw("patch", stamp.patch);
      writer.Close();
      out().push_back(',');
    }
    Close();
    Open("sources");
    for (const StampWrite& stamp : stamps) {
      if (!stamp.link) continue;
      ObjectWriter writer(out());
      writer.String("key", stamp.key);
      writer.String("layer", LayerName(stamp.link->layer));
      writer.String("id", stamp.link->artifact);
      writer.Close();
      out().push_back(',');
    }
    Close();
  }

  void Open(string_view name) { out().append(",\"").append(name).append("\":["); }
  void Close() {
    if (out().back() == ',') out().pop_back();
    out().push_back(']');
  }

  void Deletes(const UnitMutations& unit) {
    if (!unit.edge_deletes.empty()) {
      Open("edge_deletes");
      for (const EdgeDelete& edge : unit.edge_deletes) Triple(NameOf(edge.type), edge.from, edge.to);
      Close();
    }
    if (unit.node_deletes.empty()) return;
    std::vector<string_view> deepest_first(unit.node_deletes.begin(), unit.node_deletes.end());
    std::stable_sort(deepest_first.begin(), deepest_first.end(),
                     [](string_view a, string_view b) { return a.size() > b.size(); });
    Open("deletes");
    for (string_view id : deepest_first) {
      AppendInteger(out(), static_cast<int64_t>(stubs_.PositionOf(id)));
      out().push_back(',');
    }
    Close();
  }

  void Triple(string_view a, string_view b, string_view c) {
    out().push_back('[');
    AppendString(out(), a);
    out().push_back(',');
    AppendString(out(), b);
    out().push_back(',');
    AppendString(out(), c);
    out().append("],");
  }

  void Updates(const std::vector<NodeUpdate>& updates) {
    const auto any = [](const NodeUpdate&) { return true; };
    UpdateList("updates", updates, any, [](const NodeUpdate& update, auto& writer) {
      writer.Raw("patch", update.patch.empty() ? "{}" : string_view(update.patch));
      writer.Raw("labels", update.label ? LabelList(*update.label) : "[]");
    });
    UpdateList(
        "unstubs", updates, [](const NodeUpdate& update) { return update.unstub; },
        [](const NodeUpdate& update, auto& writer) { writer.String("kind", StubLabel(update.id)); });
  }

  template <typename Wanted, typename Write>
  void UpdateList(string_view name, const std::vector<NodeUpdate>& updates, Wanted wanted, Write write) {
    if (std::none_of(updates.begin(), updates.end(), wanted)) return;
    Open(name);
    for (const NodeUpdate& update : updates) {
      if (!wanted(update)) continue;
      ObjectWriter writer(out());
      writer.String("id", update.id);
      write(update, writer);
      writer.Close();
      out().push_back(',');
    }
    Close();
  }

  static string LabelList(Shape shape) {
    string list = "[";
    for (string_view label : LabelsOf(shape)) {
      if (list.size() > 1) list.push_back(',');
      AppendString(list, label);
    }
    return list + "]";
  }

  void Creates(const UnitMutations& unit) {
    const std::vector<NodeCreate>& creates = unit.creates;
    for (size_t i = 0; i < creates.size();) {
      const NodeKind kind = KindOf(creates[i].shape);
      Open(RowsName(kind));
      while (i < creates.size() && KindOf(creates[i].shape) == kind) i = RowsOfShape(creates, i);
      Close();
    }
    if (unit.ends.size() > creates.size()) {
      Open("ends");
      for (string_view id : std::span(unit.ends).subspan(creates.size())) {
        AppendString(out(), id);
        out().push_back(',');
      }
      Close();
    }
    out().append(",\"size\":");
    AppendInteger(out(), static_cast<int64_t>(std::max(unit.ends.size(), creates.size())));
  }

  // From position `i` on; the position behind them.
  size_t RowsOfShape(const std::vector<NodeCreate>& creates, size_t i) {
    const Shape shape = creates[i].shape;
    out().append("{\"l\":");
    AppendString(out(), LabelsOf(shape).back());
    out().append(",\"r\":[");
    for (; i < creates.size() && creates[i].shape == shape; ++i) {
      writer_.Borrow(creates[i].row);
      out().push_back(',');
    }
    Close();
    out().append("},");
    return i;
  }

  void Edges(const std::vector<EdgeCreate>& edges) {
    for (size_t i = 0; i < edges.size();) {
      const EdgeType type = edges[i].type;
      Open(NameOf(type));
      for (; i < edges.size() && edges[i].type == type; ++i) Edge(edges[i]);
      Close();
    }
  }

  void Edge(const EdgeCreate& edge) {
    out().push_back('[');
    AppendInteger(out(), edge.from);
    out().push_back(',');
    AppendInteger(out(), edge.to);
    if (!edge.props.empty()) out().append(",").append(edge.props);
    out().append("],");
  }

  void OutEdgeLists(const std::vector<OutEdges>& lists) {
    if (lists.empty()) return;
    ReplaceList(lists);
    int64_t links = 0;
    for (int i = 0; i < kEdgeTypeCount; ++i) links += OutEdgesOf(static_cast<EdgeType>(i), lists);
    out().append(",\"links\":");
    AppendInteger(out(), links);
  }

  void ReplaceList(const std::vector<OutEdges>& lists) {
    Open("replace");
    for (const OutEdges& list : lists) {
      if (!list.replace) continue;
      out().push_back('[');
      AppendString(out(), NameOf(list.type));
      out().push_back(',');
      AppendString(out(), list.from);
      out().append("],");
    }
    Close();
  }

  int64_t OutEdgesOf(EdgeType type, const std::vector<OutEdges>& lists) {
    if (std::none_of(lists.begin(), lists.end(), [type](const OutEdges& list) { return list.type == type; }))
      return 0;
    int64_t count = 0;
    Open(string("to_").append(NameOf(type)));
    for (const OutEdges& list : lists) {
      if (list.type != type) continue;
      for (const OutEdges::Edge& edge : list.edges) OutEdge(list.from, edge);
      count += static_cast<int64_t>(list.edges.size());
    }
    Close();
    return count;
  }

  void OutEdge(string_view from, const OutEdges::Edge& edge) {
    out().push_back('[');
    AppendString(out(), from);
    out().push_back(',');
    AppendString(out(), edge.target);
    if (!edge.props.empty()) out().append(",").append(edge.props);
    out().append("],");
  }

  SliceWriter& writer_;
  const StubTable& stubs_;
};

StubTable StubsOf(const MutationBatch& batch) {
  StubTable stubs;
  for (const UnitMutations& unit : batch.units) {
    for (const string& id : unit.node_deletes) stubs.AddDeleted(id);
    for (const OutEdges& list : unit.out_edges) {
      for (const OutEdges::Edge& edge : list.edges) stubs.AddTarget(edge.target);
    }
  }
  stubs.Finish();
  return stubs;
}

void WriteHead(string_view statement, bool tx, string& out) {
  out.append(tx ? "{\"statements\":[{\"includeStats\":true,\"statement\":"
                : "{\"includeCounters\":true,\"statement\":");
  AppendString(out, statement);
  out.append(",\"parameters\":");
}

string_view Tail(bool tx) { return tx ? "}]}" : "}"; }

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

}  // namespace

unsigned PartsOf(const MutationBatch& batch) {
  unsigned parts = 0;
  for (const UnitMutations& unit : batch.units) {
    const bool changes = !unit.edge_deletes.empty() || !unit.node_deletes.empty() || !unit.updates.empty();
    if (changes || !unit.guards.empty()) parts |= kChanges;
    if (!unit.creates.empty() || !unit.edges.empty()) parts |= kRows;
    if (!unit.out_edges.empty()) parts |= kLinks;
  }
  return parts;
}

RequestBody BatchBody(std::shared_ptr<const MutationBatch> batch, bool tx) {
  const unsigned parts = PartsOf(*batch);
  const StubTable stubs = StubsOf(*batch);
  std::vector<const UnitMutations*> sorted;
  for (const UnitMutations& unit : batch->units) sorted.push_back(&unit);
  std::sort(sorted.begin(), sorted.end(),
            [](const UnitMutations* a, const UnitMutations* b) { return a->unit_key < b->unit_key; });

  SliceWriter writer;
  WriteHead(DeliverStatement(parts), tx, writer.own());
  writer.own().append("{\"u\":[");
  UnitWriter units(writer, stubs);
  for (const UnitMutations* unit : sorted) {
    units.Write(*unit);
    writer.own().push_back(',');
  }
  if (writer.own().back() == ',') writer.own().pop_back();
  writer.own().push_back(']');
  if ((parts & (kChanges | kLinks)) != 0) {
    writer.own().push_back(',');
    stubs.Write(writer.own());
  }
  writer.own().append("}").append(Tail(tx));
  return BodyOf(writer, std::move(batch));
}

Expectation ExpectationOf(const MutationBatch& batch) {
  Expectation expected;
  expected.units = static_cast<int64_t>(batch.units.size());
  for (const UnitMutations& unit : batch.units) {
    expected.nodes_created += static_cast<int64_t>(unit.creates.size());
    expected.edges_created += static_cast<int64_t>(unit.edges.size());
    for (const OutEdges& list : unit.out_edges)
      expected.edges_created += static_cast<int64_t>(list.edges.size());
    const bool links = std::any_of(unit.stamps.begin(), unit.stamps.end(),
                                   [](const StampWrite& stamp) { return stamp.link.has_value(); });
    if (!unit.out_edges.empty() || !unit.node_deletes.empty() || unit.artifact || links)
      expected.exact = false;
  }
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
  writer.String("root", key);
  list("ranges", true, spine ? std::vector<string>{key + "#"} : std::vector<string>{key + "/", key + "#"});
  list("names", true, query.names);
  list("part", part, {key});
  list("spine", spine, {key});
  list("spine_prefixes", spine, spine_prefixes);
  list("parts", spine, {key + "/p"});
  list("title", !spine, {string(TitleAtOrAbove(key))});
  writer.Close();
  return text;
}

RequestBody StatementBody(string_view statement, string_view parameters, bool tx) {
  SliceWriter writer;
  WriteHead(statement, tx, writer.own());
  writer.own().append(parameters).append(Tail(tx));
  return BodyOf(writer, nullptr);
}

}  // namespace reg2graph::neo4j

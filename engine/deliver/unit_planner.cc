#include "engine/deliver/unit_planner.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/json_writer.h"
#include "engine/core/key_text.h"
#include "engine/core/keys.h"
#include "engine/core/popular_name.h"
#include "engine/core/strings.h"
#include "engine/deliver/fresh_plan.h"
#include "engine/deliver/plan_texts.h"
#include "engine/deliver/precedence.h"
#include "engine/deliver/unit_places.h"
#include "engine/deliver/unit_stamps.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;
template <typename Value>
using ViewMap = absl::flat_hash_map<string_view, Value, StringHash, StringEq>;

// The property names that a layer owns on a division. Its place is not among them.
bool OwnedBy(Layer layer, string_view name) {
  if (layer == Layer::kText) return name == "text_partial_parent" || name == "text_partial_order";
  static constexpr string_view kFields[] = {"label",   "label_level", "label_description", "size",
                                            "volumes", "received_on", "descendant_range",  "generated_id"};
  return std::find(std::begin(kFields), std::end(kFields), name) != std::end(kFields);
}

const string* PropertyOf(const StoredNode& node, string_view name) {
  const auto found =
      std::lower_bound(node.properties.begin(), node.properties.end(), name,
                       [](const auto& property, string_view wanted) { return property.first < wanted; });
  return found != node.properties.end() && found->first == name ? &found->second : nullptr;
}

const StoredUnit& StoredOf(const PlanInput& input) {
  static const StoredUnit nothing;
  return input.stored == nullptr ? nothing : *input.stored;
}

// One plan in the making. Ids are views into the rows, into the stored unit or into `texts_`.
class Planner {
 public:
  explicit Planner(const PlanInput& input)
      : input_(input),
        rows_(*input.rows),
        graph_(StoredOf(input)),
        layer_(input.rows->layer),
        precedence_(rows_, input.origin, input.stored),
        parent_name_(PlaceNamesOf(layer_).parent),
        order_name_(PlaceNamesOf(layer_).order),
        other_order_name_(PlaceNamesOf(Other(layer_)).order) {}

  UnitMutations Run() {
    IndexStored();
    DiffNodes();
    DiffGone();
    DiffBare();
    DiffEdges();
    DiffOutEdges();
    return Finish();
  }

 private:
  void IndexStored() {
    desired_.reserve(rows_.nodes.size());
    for (uint32_t i = 0; i < rows_.nodes.size(); ++i) desired_.emplace(rows_.Id(rows_.nodes[i]), i);
    stored_.reserve(graph_.nodes.size());
    for (const StoredNode& node : graph_.nodes) stored_.emplace(node.id, &node);
    for (const UnitState& division : graph_.divisions) states_.emplace(division.key, &division);
  }

  const StoredNode* Stored(string_view id) const {
    const auto found = stored_.find(id);
    return found == stored_.end() ? nullptr : found->second;
  }

  bool HasOwnStamp(string_view id, Layer layer) const {
    const auto division = states_.find(id);
    return division != states_.end() && StampOf(*division->second, layer).present();
  }

  // A division is claimed by its place, its own stamp, or, that of the unit, by the unit's stamp.
  bool OtherLayerClaims(const StoredNode& node) const {
    if (PropertyOf(node, other_order_name_) != nullptr || HasOwnStamp(node.id, Other(layer_))) return true;
    return node.id == input_.unit_key && StampOf(graph_.unit, Other(layer_)).present();
  }

  bool DecidesOwnerOf(string_view id) const { return precedence_.Decides(precedence_.OwnerOf(id)); }
  bool DecidesRow(uint32_t row) const {
    return precedence_.Decides(rows_.Id(rows_.nodes[rows_.nodes[row].owner]));
  }
  // Whether a layer has written the properties of the division, and not only its place in the spine.
  bool States(const StoredNode& node, Layer layer) const {
    if (HasOwnStamp(node.id, layer)) return true;
    if (node.id == input_.unit_key && !IsAlone()) return StampOf(graph_.unit, layer).present();
    // A partial document gives the wrappers of its sections no other place.
    if (layer == Layer::kText && PropertyOf(node, "text_partial_order") != nullptr) return true;
    return PropertyOf(node, layer == layer_ ? order_name_ : other_order_name_) != nullptr;
  }
  // Of what both layers state of a division, the structure's identifier and `reserved` hold, and the text's
  // heading.
  static bool IsOfHeading(string_view name) { return name == "heading" || name == "popular_name"; }
  static bool Yields(Layer layer, string_view name) {
    if (layer == Layer::kStructure) return IsOfHeading(name);
    return name == "identifier" || name == "reserved";
  }

  void DiffNodes() {
    for (uint32_t i = 0; i < rows_.nodes.size(); ++i) {
      const NodeRow& row = rows_.nodes[i];
      const string_view id = rows_.Id(row);
      const StoredNode* stored = Stored(id);
      if (!DecidesRow(i)) {
        if (stored != nullptr && IsDivision(row.shape)) PatchPlace(row, *stored);
        if (stored == nullptr && id == input_.unit_key) CreateBare(row);
      } else if (stored != nullptr && stored->shape == row.shape) {
        Patch(row, *stored);
      } else if (stored != nullptr) {
        plan_.node_deletes.emplace_back(id);
        gone_.insert(string(id));
        Create(row);
      } else if (IsStub(id)) {
        Unstub(row, string(rows_.Json(row)));
      } else {
        Create(row);
      }
    }
  }

  void Create(const NodeRow& row) {
    created_.emplace(rows_.Id(row), 0);
    plan_.creates.push_back({row.shape, rows_.Json(row)});
  }

  void Unstub(const NodeRow& row, string json) {
    plan_.updates.push_back({string(rows_.Id(row)), std::move(json), row.shape, true});
  }

  void Update(const string& id, string patch) {
    const bool changes = patch != "{}";
    if (changes) plan_.updates.push_back({id, std::move(patch), std::nullopt, false});
  }

  // A part that no complete document has, around sections of partial ones: their wrapper says nothing of it.
  void CreateBare(const NodeRow& row) {
    string bare;
    ObjectWriter object(bare);
    for (const auto& [name, value] : SplitObject(rows_.Json(row))) {
      if (!OwnedBy(layer_, name) && !IsOfHeading(name) && name != "reserved") object.Raw(name, value);
    }
    NameUnsaid(rows_.Id(row), object);
    object.Close();
    if (IsStub(rows_.Id(row))) {
      Unstub(row, std::move(bare));
      return;
    }
    created_.emplace(rows_.Id(row), 0);
    plan_.creates.push_back({row.shape, texts_.Keep(bare)});
  }

  // Of a division of which no layer states anything.
  static void NameUnsaid(string_view id, ObjectWriter<string>& object) {
    object.Boolean("reserved", false);
    object.String("heading", TextOfKey(id).name);
  }

  bool IsStub(string_view id) const { return input_.stubs != nullptr && input_.stubs->contains(id); }

  // The place of a division whose content is newer than this document.
  void PatchPlace(const NodeRow& row, const StoredNode& stored) {
    if (rows_.partial() || precedence_.IsElsewhere(stored.id)) return;
    string patch;
    ObjectWriter object(patch);
    for (const auto& [name, value] : SplitObject(rows_.Json(row))) {
      if (name != parent_name_ && name != order_name_) continue;
      const string* old = PropertyOf(stored, name);
      if (old == nullptr || *old != value) object.Raw(name, value);
    }
    object.Close();
    Update(stored.id, std::move(patch));
  }

  // Members of `row` that differ from what is stored, and those that are stored and not stated any more.
  void Patch(const NodeRow& row, const StoredNode& stored) {
    string patch;
    ObjectWriter object(patch);
    const Members members = SplitObject(rows_.Json(row));
    const bool division = IsDivision(row.shape);
    const bool stated_by_other = division && States(stored, Other(layer_));
    for (const auto& [name, value] : members) {
      if (row.skeleton && name != parent_name_ && name != order_name_) continue;
      if (stated_by_other && Yields(layer_, name)) continue;
      const string* old = PropertyOf(stored, name);
      if (old == nullptr || *old != value) object.Raw(name, value);
    }
    for (const auto& [name, value] : stored.properties) {
      if (division && (row.skeleton || !IsRestated(stored, name, stated_by_other))) continue;
      const bool stated = std::any_of(members.begin(), members.end(),
                                      [&wanted = name](const auto& m) { return m.first == wanted; });
      if (!stated) object.Null(name);
    }
    object.Close();
    Update(stored.id, std::move(patch));
  }

  // A property of a division that is removed unless this document states it. An earlier mapping gave the
  // divisions of a partial document places as if it were complete; the place of the part itself is its
  // title's.
  bool IsRestated(const StoredNode& division, string_view name, bool stated_by_other) const {
    if (stated_by_other && Yields(layer_, name)) return false;
    // Printings differ in whether they give a subject group an identifier.
    if (OwnedBy(layer_, name) || IsOfHeading(name) || name == "identifier") return true;
    return precedence_.remakes() && division.id != input_.unit_key &&
           (name == parent_name_ || name == order_name_);
  }

  // What is stored and not stated by this layer any more.
  void DiffGone() {
    for (const StoredNode& node : graph_.nodes) {
      if (desired_.contains(node.id)) continue;
      const bool division = IsDivision(node.shape);
      if (rows_.spine() && node.shape == Shape::kPart) {
        ClearPlace(node);
      } else if (!DecidesOwnerOf(node.id)) {
        if (division && !rows_.partial() && !precedence_.IsElsewhere(node.id)) ClearPlace(node);
      } else if (division && (OtherLayerClaims(node) || (node.id == input_.unit_key && IsNeeded()))) {
        ClearLayer(node);
      } else if (division || layer_ == Layer::kText) {
        plan_.node_deletes.push_back(node.id);
        gone_.insert(node.id);
      }
    }
  }

  // True if the unit's division holds sections of partial documents although nothing is said of it.
  bool IsNeeded() const {
    return IsPartKey(input_.unit_key) &&
           std::any_of(graph_.divisions.begin(), graph_.divisions.end(), [this](const UnitState& division) {
             return division.key != input_.unit_key && !gone_.contains(division.key) &&
                    StampOf(division, Layer::kText).present() &&
                    precedence_.HomeAfter(division.key) == input_.unit_key &&
                    !(rows_.nodes.empty() && precedence_.Decides(division.key));
           });
  }

  // A part that existed only for its sections is deleted with the last of them.
  void DiffBare() {
    if (!rows_.partial() || !rows_.nodes.empty() || !IsPartKey(input_.unit_key)) return;
    const UnitState& unit = graph_.unit;
    const StoredNode* node = Stored(input_.unit_key);
    const bool said =
        std::any_of(unit.placed.begin(), unit.placed.end(), [](bool placed) { return placed; }) ||
        std::any_of(unit.stamps.begin(), unit.stamps.end(), [](const Stamp& s) { return s.present(); });
    if (node == nullptr || said || IsNeeded()) return;
    plan_.node_deletes.push_back(node->id);
    gone_.insert(node->id);
  }

  void ClearPlace(const StoredNode& node) {
    if (PropertyOf(node, order_name_) == nullptr) return;
    string patch;
    ObjectWriter object(patch);
    object.Null(parent_name_);
    object.Null(order_name_);
    object.Close();
    Update(node.id, std::move(patch));
  }

  void ClearLayer(const StoredNode& node) {
    const bool ours = node.id == input_.unit_key || PropertyOf(node, order_name_) != nullptr ||
                      HasOwnStamp(node.id, layer_);
    if (!ours) return;
    string patch;
    ObjectWriter object(patch);
    for (const auto& [name, value] : node.properties) {
      if (OwnedBy(layer_, name) || name == parent_name_ || name == order_name_) object.Null(name);
    }
    RestoreCommon(node, object);
    if (layer_ == Layer::kStructure) {
      const StoredNode* xml = Stored(node.id + "#xml");
      const string* element_id = xml == nullptr ? nullptr : PropertyOf(*xml, "elementId");
      const string* identifier = PropertyOf(node, "identifier");
      if (element_id != nullptr && (identifier == nullptr || *identifier != *element_id)) {
        object.Raw("identifier", *element_id);
      }
    }
    object.Close();
    Update(node.id, std::move(patch));
  }

  // What this layer had written in place of the other becomes what the other would have written.
  void RestoreCommon(const StoredNode& node, ObjectWriter<string>& object) {
    const bool stated = States(node, Other(layer_));
    const string* heading = PropertyOf(node, "heading");
    const string* label = PropertyOf(node, "label");
    if (!stated) {
      NameUnsaid(node.id, object);
      if (PropertyOf(node, "popular_name") != nullptr) object.Null("popular_name");
    } else if (layer_ == Layer::kStructure && heading != nullptr) {
      object.Boolean("reserved", IsReservedHeading(Unquote(*heading)));
    } else if (layer_ == Layer::kText) {
      string text = label == nullptr ? string() : HeadingOfLabel(Unquote(*label));
      if (text.empty()) text = TextOfKey(node.id).name;
      object.String("heading", text);
      const string popular = PopularNameOf(node.shape, node.id, text);
      if (!popular.empty())
        object.String("popular_name", popular);
      else if (PropertyOf(node, "popular_name") != nullptr)
        object.Null("popular_name");
    }
  }

  static string EdgeKey(EdgeType type, string_view from, string_view to) {
    string key(1, static_cast<char>('A' + static_cast<int>(type)));
    key.append(from).push_back('\n');
    key.append(to);
    return key;
  }

  // Relationships that this plan decides: the places of both layers, and what belongs to the text of
  // divisions that the document decides.
  bool Decides(const StoredEdge& edge) const {
    if (LeavesUnit(edge.type) || edge.type == EdgeType::kFromArtifact || edge.type == EdgeType::kWithin)
      return false;
    if (edge.type == EdgeType::kHasChild)
      return edge.to != input_.unit_key && (IsInUnit(edge.from) || !precedence_.IsForeign(edge.to));
    if (edge.type == EdgeType::kNext) {
      const StoredNode* from = Stored(edge.from);
      if (from != nullptr && IsDivision(from->shape)) return DecidesNext(edge);
    }
    return layer_ == Layer::kText && DecidesOwnerOf(edge.from);
  }

  bool IsAlone() const { return !IsTitleKey(input_.unit_key) && !IsPartKey(input_.unit_key); }

  bool IsInUnit(string_view parent) const {
    const string_view part = PartAtOrAbove(parent);
    return (part.empty() ? TitleAtOrAbove(parent) : part) == input_.unit_key;
  }

  // NEXT is decided by the part that either end hangs in.
  bool DecidesNext(const StoredEdge& edge) const {
    // A division alone does not see all sections of its part.
    if (IsAlone()) return !precedence_.IsForeign(edge.from) && Stored(edge.to) != nullptr;
    if (inside_.contains(edge.to)) return true;
    return !precedence_.IsForeign(edge.from) && !outside_.contains(edge.from);
  }

  // Sections that hang in this unit afterwards, and those that hang in another before and after.
  void FindSides(const std::vector<Place>& places) {
    if (graph_.edges.empty() || IsAlone()) return;
    for (const Place& place : places) {
      if (IsInUnit(place.parent)) inside_.emplace(place.id);
    }
    for (const StoredEdge& edge : graph_.edges) {
      if (edge.type == EdgeType::kHasChild && !IsInUnit(edge.from) && !inside_.contains(edge.to))
        outside_.insert(edge.to);
    }
  }

  void DiffEdges() {
    const std::vector<Place> places = PlacesOf(rows_, input_.origin, input_.stored, precedence_, gone_);
    FindSides(places);
    const std::vector<PlacedEdge> placed = EdgesOfPlaces(input_.unit_key, places, !rows_.spine());
    // The properties of the stored relationships, by type and ends; null where several share those: they are
    // recreated.
    StringMap<const string*> old;
    for (const StoredEdge& edge : graph_.edges) {
      if (!Decides(edge) || Goes(edge)) continue;
      const auto [found, is_new] = old.try_emplace(EdgeKey(edge.type, edge.from, edge.to), &edge.props);
      if (!is_new) found->second = nullptr;
    }
    StringSet done;
    const auto want = [&](EdgeType type, string_view from, string_view to, string_view props) {
      const auto found = old.empty() ? old.end() : old.find(EdgeKey(type, from, to));
      if (found != old.end() && found->second != nullptr && *found->second == props)
        done.insert(found->first);
      else
        wanted_.push_back({type, from, to, props});
    };
    for (const PlacedEdge& edge : placed) want(edge.type, edge.from, edge.to, texts_.Keep(edge.props));
    for (const EdgeRow& edge : rows_.edges) {
      if (!DecidesRow(edge.from)) continue;
      want(edge.type, rows_.Id(rows_.nodes[edge.from]), rows_.Id(rows_.nodes[edge.to]), edge.props);
    }
    for (const StoredEdge& edge : graph_.edges) {
      if (!Decides(edge) || Goes(edge)) continue;
      if (done.insert(EdgeKey(edge.type, edge.from, edge.to)).second) {
        plan_.edge_deletes.push_back({edge.type, edge.from, edge.to});
      }
    }
  }

  // With a node that is deleted, also where it is made anew.
  bool Goes(const StoredEdge& edge) const { return gone_.contains(edge.from) || gone_.contains(edge.to); }

  // Their targets may be stubs that another mapping made: those are rewritten with the relationships. A unit
  // whose first load is under way has no mapping yet, and what is written of it is not written again.
  bool IsMappedAnew(string_view from) const {
    const Stamp* own = precedence_.OwnStamp(precedence_.OwnerOf(from));
    const Stamp& stamp = own != nullptr ? *own : StampOf(graph_.unit, layer_);
    const bool unfinished = stamp.hash.empty() && stamp.mapping == 0;
    return stamp.present() && !unfinished && stamp.mapping != rows_.mapping;
  }

  void DiffOutEdges() {
    if (layer_ != Layer::kText) return;
    using Owner = std::pair<string_view, EdgeType>;
    absl::flat_hash_map<Owner, std::vector<std::pair<string_view, string_view>>> old;
    for (const StoredEdge& edge : graph_.edges) {
      if (LeavesUnit(edge.type) && !gone_.contains(edge.from) && DecidesOwnerOf(edge.from))
        old[{edge.from, edge.type}].emplace_back(edge.to, edge.props);
    }
    absl::flat_hash_map<Owner, size_t> groups;
    std::vector<OutEdges> out;
    for (const OutEdgeRow& row : rows_.out_edges) {
      if (!DecidesRow(row.from)) continue;
      const string_view from = rows_.Id(rows_.nodes[row.from]);
      const auto [group, is_new] = groups.try_emplace({from, row.type}, out.size());
      if (is_new) out.push_back({row.type, string(from), false, {}});
      out[group->second].edges.push_back({row.target, row.props});
    }
    for (OutEdges& edges : out) {
      const auto found = old.find({edges.from, edges.type});
      if (found != old.end()) {
        std::vector<std::pair<string_view, string_view>> wanted;
        for (const OutEdges::Edge& edge : edges.edges) wanted.emplace_back(edge.target, edge.props);
        std::vector<std::pair<string_view, string_view>> stored = found->second;
        std::sort(wanted.begin(), wanted.end());
        std::sort(stored.begin(), stored.end());
        const bool equal = wanted == stored;
        old.erase(found);
        if (equal && !IsMappedAnew(edges.from)) continue;
        edges.replace = true;
      }
      plan_.out_edges.push_back(std::move(edges));
    }
    std::vector<Owner> gone;
    for (const auto& [owner, edges] : old) gone.push_back(owner);
    std::sort(gone.begin(), gone.end());
    for (const auto& [from, type] : gone) plan_.out_edges.push_back({type, string(from), true, {}});
  }

  void NumberEnds() {
    std::stable_sort(plan_.creates.begin(), plan_.creates.end(),
                     [](const NodeCreate& a, const NodeCreate& b) {
                       return std::tuple(a.shape, a.row.data()) < std::tuple(b.shape, b.row.data());
                     });
    for (const NodeCreate& create : plan_.creates) {
      const string_view id = create.row.substr(
          UnitRows::kIdOffset, create.row.find('"', UnitRows::kIdOffset) - UnitRows::kIdOffset);
      created_[id] = static_cast<uint32_t>(plan_.ends.size());
      plan_.ends.push_back(id);
    }
    std::stable_sort(wanted_.begin(), wanted_.end(),
                     [](const Wanted& a, const Wanted& b) { return a.type < b.type; });
    for (const Wanted& edge : wanted_) {
      const uint32_t from = EndOf(edge.from);
      const uint32_t to = EndOf(edge.to);
      plan_.edges.push_back({edge.type, from, to, edge.props});
    }
  }

  uint32_t EndOf(string_view id) {
    const auto [found, is_new] = created_.try_emplace(id, static_cast<uint32_t>(plan_.ends.size()));
    if (is_new) plan_.ends.push_back(id);
    return found->second;
  }

  // Ids of existing nodes are views into the stored unit, which does not outlive this call.
  void OwnEnds() {
    for (size_t i = plan_.creates.size(); i < plan_.ends.size(); ++i)
      plan_.ends[i] = texts_.Keep(plan_.ends[i]);
  }

  // Sections whose keys are not below the unit's may belong to another unit by the time that this is written.
  void GuardSections() {
    for (const UnitState& division : graph_.divisions) {
      if (IsAtOrBelow(division.key, input_.unit_key)) continue;
      ShareParts(division);
      if (precedence_.IsElsewhere(division.key)) continue;
      const bool desired = desired_.contains(division.key);
      if (gone_.contains(division.key) || MayLeave(division) ||
          (desired ? ComesFromElsewhere(division) : LosesPlace(division)))
        GuardSection(division);
    }
    GuardHolders();
  }

  // HAS_CHILD and NEXT of a disputed section are those of two parts: their plans follow each other.
  void ShareParts(const UnitState& division) {
    const Whereabouts before = WhereIs(division), after = precedence_.WhereAfter(division.key);
    if (precedence_.IsForeign(division.key) || (!IsDisputed(before) && !IsDisputed(after))) return;
    for (const auto& part : {before.structure, before.text, after.structure, after.text}) {
      if (part && *part != input_.unit_key && precedence_.Other(*part) != nullptr) taken_[string(*part)];
    }
  }

  void GuardSection(const UnitState& division) {
    plan_.guards.push_back({division.key, division.state});
    SetPlace(division);
    if (precedence_.Takes(division.key)) TakeFromHolder(division);
    const bool stays = !gone_.contains(division.key) && precedence_.Decides(division.key);
    if (stays && desired_.contains(division.key) && StampOf(division, layer_).present())
      plan_.takeovers.push_back({division.key, NoStampPatch(layer_), StampWrite::Link{layer_, ""}});
  }

  // With the first share, as the guards: whoever looks at the section then sees where it is. It loses a place
  // with the last: until then an interrupted run finds it.
  void SetPlace(const UnitState& division) {
    const auto row = desired_.find(division.key);
    if (row == desired_.end() || (rows_.partial() && !precedence_.Decides(division.key))) return;
    const PlaceNames place = rows_.partial() ? kPartialPlaceNames : PlaceNamesOf(layer_);
    string patch;
    ObjectWriter object(patch);
    for (const auto& [name, value] : SplitObject(rows_.Json(rows_.nodes[row->second]))) {
      if (name == place.parent || name == place.order) object.Raw(name, value);
    }
    object.Close();
    if (patch.size() > 2) plan_.takeovers.push_back({division.key, std::move(patch), std::nullopt});
  }

  // Who plans that part anew sees the section no more; who has planned it finds the part changed.
  void TakeFromHolder(const UnitState& division) {
    std::set<string>& placed = taken_[precedence_.HolderOf(division)];
    if (layer_ == Layer::kText && IsPlaced(division, layer_)) placed.insert(division.key);
  }

  void GuardHolders() {
    for (const auto& [part, sections] : taken_) {
      const UnitState& holder = *precedence_.Other(part);
      plan_.guards.push_back({part, holder.state});
      plan_.takeovers.push_back({part, ElsewherePatch(StampOf(holder, layer_), sections), std::nullopt});
    }
  }

  // Without a change of the unit's state.
  bool MayLeave(const UnitState& division) const {
    return !IsPlaced(division, Layer::kText) && division.home() == input_.unit_key;
  }

  // Of the stored sections that the rows contain those are safe under the unit's guard which no layer has
  // elsewhere and some layer has here.
  bool ComesFromElsewhere(const UnitState& division) const {
    const Whereabouts where = WhereIs(division);
    const auto is_elsewhere = [this](const auto& part) { return part && *part != input_.unit_key; };
    return division.stamped() || is_elsewhere(where.structure) || is_elsewhere(where.text) ||
           (!where.structure && !where.text);
  }

  bool LosesPlace(const UnitState& division) const {
    return !rows_.partial() && IsPlaced(division, layer_) && !desired_.contains(division.key);
  }

  // A division last: while it is there, what is left of its text is found by the next run.
  void OrderDeletes() {
    const auto is_text = [this](const string& id) {
      const StoredNode* node = Stored(id);
      return node != nullptr && !IsDivision(node->shape);
    };
    std::stable_partition(plan_.node_deletes.begin(), plan_.node_deletes.end(), is_text);
  }

  UnitMutations Finish() {
    OrderDeletes();
    NumberEnds();
    OwnEnds();
    GuardSections();
    plan_.rows = input_.rows;
    plan_.title = rows_.title;
    plan_.unit_key = input_.unit_key;
    plan_.texts = texts_.shared();
    plan_.stamps = StampsOfPlan(input_.unit_key, rows_, input_.origin, input_.stored, precedence_, gone_);
    plan_.interim = InterimOfPlan(input_.unit_key, rows_, input_.origin, precedence_);
    plan_.artifact = ArtifactOfPlan(rows_, plan_.stamps);
    const bool exists = !graph_.unit.key.empty();
    plan_.guard.kind = exists ? Guard::Kind::kState : Guard::Kind::kAbsent;
    if (exists) plan_.guard.value = graph_.unit.state;
    return std::move(plan_);
  }

  struct Wanted {
    EdgeType type;
    string_view from, to, props;
  };

  const PlanInput& input_;
  const UnitRows& rows_;
  const StoredUnit& graph_;  // what is there of the unit
  const Layer layer_;
  const Precedence precedence_;
  const string_view parent_name_, order_name_, other_order_name_;
  UnitMutations plan_;
  ViewMap<uint32_t> desired_;
  ViewMap<const StoredNode*> stored_;
  ViewMap<const UnitState*> states_;
  ViewMap<uint32_t> created_;
  StringSet gone_;
  StringSet inside_, outside_;
  std::vector<Wanted> wanted_;
  PlanTexts texts_;
  // Other parts whose state is guarded, with the sections that this plan takes from those that they placed.
  std::map<string, std::set<string>> taken_;
};

}  // namespace

// Sections have keys of their own outside the unit's: they lie under their title.
UnitQuery QueryOf(const UnitRows& rows, string_view unit_key) {
  UnitQuery query{string(unit_key), {}};
  for (const NodeRow& node : rows.nodes) {
    const string_view id = rows.Id(node);
    if (!IsDivision(node.shape) || node.skeleton || id == unit_key) continue;
    // In another part than they are wrapped in, only sections are looked for.
    if (rows.role == UnitRole::kPart && rows.key != unit_key && IsAtOrBelow(id, rows.key)) continue;
    if (rows.spine() || !IsAtOrBelow(id, unit_key)) query.names.emplace_back(id);
  }
  if (rows.nodes.empty() && rows.key != unit_key) query.names.push_back(rows.key);
  return query;
}

UnitMutations PlanUnit(const PlanInput& input) {
  const bool fresh = input.stored == nullptr && (input.stubs == nullptr || input.stubs->empty());
  return fresh ? PlanFresh(input.rows, input.origin) : Planner(input).Run();
}

UnitMutations PlanDate(std::shared_ptr<const UnitRows> rows, const UnitOrigin& origin,
                       const UnitState& unit) {
  const Stamp stamp = StampOfRows(*rows, origin);
  UnitMutations plan;
  plan.title = rows->title;
  plan.unit_key = rows->key;
  plan.guard = {Guard::Kind::kState, unit.state};
  plan.stamps.push_back({rows->key, StampPatch(rows->layer, stamp),
                         StampWrite::Link{rows->layer, ArtifactOfStamp(stamp, rows->key)}, true});
  plan.artifact = ArtifactOfPlan(*rows, plan.stamps);
  plan.rows = std::move(rows);
  return plan;
}

}  // namespace reg2graph

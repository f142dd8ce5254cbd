#include "engine/deliver/unit_places.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "engine/core/keys.h"

namespace reg2graph {
namespace {

using std::string_view;

struct Word {
  string_view parent;
  int64_t order;
};

// What is said of one division: by each layer's complete document, and by a partial one.
struct Words {
  std::array<std::optional<Word>, kLayerCount> complete;
  std::optional<Word> partial;
  string_view document;  // of `partial`
  bool section = false;
};

// A stored property is canonical JSON: a key has nothing to unescape.
std::optional<Word> StoredWord(const StoredNode& node, const PlaceNames& place) {
  Word word{};
  bool has_order = false;
  for (const auto& [name, value] : node.properties) {
    if (name == place.parent && value.size() >= 2)
      word.parent = string_view(value).substr(1, value.size() - 2);
    if (name != place.order) continue;
    has_order = std::from_chars(value.data(), value.data() + value.size(), word.order).ec == std::errc();
  }
  if (!has_order || word.parent.empty()) return std::nullopt;
  return word;
}

class Collector {
 public:
  Collector(const UnitRows& rows, const UnitOrigin& origin, const StoredUnit* stored,
            const Precedence& precedence, const StringSet& gone)
      : rows_(rows), origin_(origin), stored_(stored), precedence_(precedence), gone_(gone) {}

  std::vector<Place> Run() {
    if (stored_ != nullptr) AddStored();
    AddRows();
    const bool mixed = IsAnyComplete();
    std::vector<Place> places;
    places.reserve(order_.size());
    for (const string_view id : order_) {
      if (const std::optional<Place> place = PlaceOf(id, words_.at(id), mixed)) places.push_back(*place);
    }
    return places;
  }

 private:
  Words& At(string_view id) {
    const auto [found, is_new] = words_.try_emplace(id);
    if (is_new) order_.push_back(id);
    return found->second;
  }

  void AddStored() {
    for (const StoredNode& node : stored_->nodes) {
      if (!IsDivision(node.shape) || node.id == stored_->unit.key || gone_.contains(node.id)) continue;
      if (precedence_.IsForeign(node.id)) continue;
      const bool other_unit = rows_.spine() && node.shape == Shape::kPart;
      Words& words = At(node.id);
      words.section = node.shape == Shape::kSection;
      const bool elsewhere = precedence_.IsElsewhere(node.id);
      for (int i = 0; i < kLayerCount; ++i) {
        // A complete document takes back all that an earlier one of its layer said.
        const bool ours =
            static_cast<Layer>(i) == rows_.layer && (!rows_.partial() || precedence_.remakes()) && !elsewhere;
        if (!ours)
          words.complete[static_cast<size_t>(i)] = StoredWord(node, PlaceNamesOf(static_cast<Layer>(i)));
      }
      const bool taken_over = !rows_.partial() && rows_.layer == Layer::kText && precedence_.Decides(node.id);
      if (taken_over || other_unit) continue;
      words.partial = StoredWord(node, kPartialPlaceNames);
      if (const Stamp* own = TextStamp(node.id)) words.document = own->artifact;
    }
  }

  const Stamp* TextStamp(string_view id) const {
    if (rows_.layer == Layer::kText) return precedence_.OwnStamp(id);
    for (const UnitState& division : stored_->divisions) {
      if (division.key == id) return &StampOf(division, Layer::kText);
    }
    return nullptr;
  }

  void AddRows() {
    for (const NodeRow& row : rows_.nodes) {
      if (!IsDivision(row.shape)) continue;
      const string_view id = rows_.Id(row);
      if (rows_.partial() ? !precedence_.Decides(id) : precedence_.IsElsewhere(id)) continue;
      if (row.parent == NodeRow::kNone) {
        // A section without a wrapper takes back where an older document has wrapped it.
        if (const auto known = words_.find(id); known != words_.end()) known->second.partial.reset();
        continue;
      }
      Words& words = At(id);
      words.section = row.shape == Shape::kSection;
      const Word word{rows_.Id(rows_.nodes[static_cast<size_t>(row.parent)]), row.order};
      if (!rows_.partial()) {
        words.complete[static_cast<size_t>(rows_.layer)] = word;
        continue;
      }
      words.partial = word;
      words.document = origin_.artifact;
    }
  }

  bool IsAnyComplete() const {
    for (const auto& [id, words] : words_) {
      if (words.complete[0] || words.complete[1]) return true;
    }
    return false;
  }

  string_view DayOf(Layer layer, const Word& word) const {
    return precedence_.DayAfter(layer, PartAtOrAbove(word.parent));
  }

  std::optional<Place> PlaceOf(string_view id, const Words& words, bool mixed) const {
    const auto& structure = words.complete[static_cast<size_t>(Layer::kStructure)];
    const auto& text = words.complete[static_cast<size_t>(Layer::kText)];
    const bool by_structure =
        structure && (!text || DayOf(Layer::kStructure, *structure) >= DayOf(Layer::kText, *text));
    if (const auto& word = by_structure ? structure : text; word)
      return Place{id, word->parent, word->order, words.section};
    const string_view home = precedence_.HomeAfter(id);
    const bool leaves = !home.empty() && home != precedence_.unit_key();
    if (!words.partial || leaves) return std::nullopt;
    string_view parent = words.partial->parent;
    if (!IsThere(parent)) {
      // The wrapper around it belongs to a document that has been replaced.
      if (stored_ == nullptr || !IsThere(stored_->unit.key)) return std::nullopt;
      parent = stored_->unit.key;
    }
    return Place{id, parent, words.partial->order, words.section, Named(words.document), !mixed};
  }

  bool IsThere(string_view id) const {
    if (id.empty() || gone_.contains(id)) return false;
    const bool root = id == rows_.key || (stored_ != nullptr && id == stored_->unit.key);
    return root || words_.contains(id);
  }

  // Documents without a hash are one.
  static string_view Named(string_view document) { return document.empty() ? "?" : document; }

  const UnitRows& rows_;
  const UnitOrigin& origin_;
  const StoredUnit* stored_;
  const Precedence& precedence_;
  const StringSet& gone_;
  absl::flat_hash_map<string_view, Words, StringHash, StringEq> words_;
  std::vector<string_view> order_;  // of the keys of `words_`, so that the result does not depend on hashes
};

}  // namespace

std::vector<Place> PlacesOf(const UnitRows& rows, const UnitOrigin& origin, const StoredUnit* stored,
                            const Precedence& precedence, const StringSet& gone) {
  return Collector(rows, origin, stored, precedence, gone).Run();
}

}  // namespace reg2graph

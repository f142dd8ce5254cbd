#ifndef REG2GRAPH_ENGINE_MAP_MARKER_LEVEL_H_
#define REG2GRAPH_ENGINE_MAP_MARKER_LEVEL_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/map/marker.h"

// Finds the level of each marker. `(i)` after `(h)` may be the next letter or open a list of roman
// numerals; which it is shows only by what follows. So the markers of a division are placed together:
// of all ways to place them the one is taken that breaks the habits of drafting least (sequences
// without gaps, levels in their usual order, lists opened after a colon). It is found by a search
// over the lists that are open, of bounded width: linear in the number of markers.
namespace reg2graph {

// What directly precedes a marker, outside its own block.
enum class Before : uint8_t { kOther, kColon, kSemicolon, kFullStop };

struct PlacedMarker {
  Readings readings;
  MarkerForm form = MarkerForm::kParenthesis;
  Slant slant = Slant::kUpright;
  Before before = Before::kOther;
  bool chained = false;      // in the same block as the marker before it
  bool after_plain = false;  // a block without marker separates it from the marker before it
  bool after_term = false;   // that block is a definition: numbering restarts after it
  bool fresh = false;        // all lists are closed: a heading precedes it
};

// The usual order of levels.
enum class Habit : uint8_t {
  kSection,         // (a)(1)(i)(A)(1)(i), the last two in italics
  kTitle26,         // also (a)(1)(i)(a)(1)(i), the last three in italics
  kInterpretation,  // 1. i. A. 1. i.
  kAppendix,        // I. A. 1. a. i., then as in a section; any of them may be missing
};

struct Placement {
  static constexpr int8_t kNoMarker = -1;
  int8_t level = 0;  // 0 for the outermost list; kNoMarker: it is text
  uint8_t reading = 0;
};

class MarkerLevels {
 public:
  static constexpr int kMaxLevels = 8;
  static constexpr size_t kMaxStates = 12;  // that the search keeps

  void Reset(Habit habit);
  void Add(const PlacedMarker& marker);
  // One placement a marker, in the order of the calls of Add. Valid until the next Reset.
  std::span<const Placement> Solve();
  // What breaks of habit the placements cost in all; 0 for a faultless division.
  int64_t cost() const { return committed_cost_; }

 private:
  // Eight bytes without a gap, so that states are compared as numbers.
  struct List {
    Numbering numbering = Numbering::kLower;
    MarkerForm form = MarkerForm::kParenthesis;
    Slant slant = Slant::kUpright;
    bool used = false;
    uint16_t last = 0;
    int16_t level = 0;  // where the habit puts it
  };
  using Lists = std::array<List, kMaxLevels>;
  // The lists that are open, outermost first.
  struct State {
    Lists lists;
    int levels = 0;
    int cost = 0;
    int32_t step = -1;
  };
  // One number each, so that they sort fast: its cost, then the order in which it was offered, then the
  // state, the level (plus one) and the reading.
  using Candidate = uint64_t;
  struct Step {
    int32_t previous;
    Placement placement;
  };

  // What does not depend on the state in which a reading is tried.
  struct Opening {
    int first_cost;
    int level;  // where the habit puts a list that it opens
  };

  void Prepare(const PlacedMarker& marker);
  void Consider(const State& state, size_t index, const PlacedMarker& marker);
  bool TooDear(int cost) const;
  void Offer(int cost, size_t state, int level, size_t reading);
  void SortCandidates();
  void Advance(const PlacedMarker& marker);
  void Commit();
  static bool Same(const Lists& a, const Lists& b);
  // Of a list at `level`; `alike` has a bit for each list above it of the same numbering, form and slant.
  int OpeningCost(const State& state, int level, unsigned alike, const Opening& opening) const;
  int ReplacingCost(const List& list, const PlacedMarker& marker, const Reading& reading) const;
  int LevelOf(Numbering numbering, MarkerForm form, Slant slant) const;

  Habit habit_ = Habit::kSection;
  std::array<Opening, 4> openings_{};  // of the readings of the marker at hand
  std::vector<State> states_, next_states_;
  // Of each state: to be no marker, and each reading at each level.
  std::array<Candidate, kMaxStates*(1 + 4 * (kMaxLevels + 1))> candidates_;
  size_t candidate_count_ = 0;
  int best_candidate_ = 0;
  std::vector<Step> steps_;
  std::vector<Placement> placements_;
  int64_t committed_cost_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_MARKER_LEVEL_H_

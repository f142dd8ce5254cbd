#include "engine/map/marker_level.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <type_traits>

namespace reg2graph {
namespace {

// No state is kept that is worse than the best by more than this.
constexpr int kSlack = 70;
// After so many markers the best state is taken for good: memory stays bounded.
constexpr size_t kMaxSteps = 1 << 16;

// The costs of breaking a habit. Their order matters more than their size.
constexpr int kGap = 22, kGapPerNumber = 3, kMostGap = 80;
constexpr int kRestart = 45, kRestartAfterPlain = 24, kRestartAfterTerm = 8, kBackwards = 8;
constexpr int kNotFirst = 28, kNotFirstAfterPlain = 20, kNotFirstAfterTerm = 8, kNotFirstUnderHeading = 6;
constexpr int kNotFirstPerNumber = 2;
constexpr int kSameNumberingInside = 40, kLostItalics = 4;
constexpr int kOtherListHere = 26, kOtherListAfterPlain = 14, kOtherListAfterTerm = 14, kHigherListHere = 8;
constexpr int kBrokenChain = 60;
constexpr int kNoMarkerCost = 75;
constexpr int kOtherSlant = 16;

bool Fits(Slant a, Slant b) { return a == b || a == Slant::kUnknown || b == Slant::kUnknown; }

// The usual order of lists: a 1 i A 1 i, the last two in italics.
int LevelInSection(Numbering numbering, bool italic) {
  switch (numbering) {
    case Numbering::kLower: return italic ? 6 : 0;
    case Numbering::kDigit: return italic ? 4 : 1;
    case Numbering::kRoman: return italic ? 5 : 2;
    case Numbering::kUpper: return 3;
    case Numbering::kUpperRoman: return 7;
  }
  return 7;
}

int LevelInInterpretation(Numbering numbering, bool italic) {
  switch (numbering) {
    case Numbering::kDigit: return italic ? 3 : 0;
    case Numbering::kRoman: return italic ? 4 : 1;
    case Numbering::kUpper: return 2;
    case Numbering::kLower: return 5;
    case Numbering::kUpperRoman: return 6;
  }
  return 6;
}

int LevelInAppendix(Numbering numbering) {
  switch (numbering) {
    case Numbering::kUpperRoman: return 0;
    case Numbering::kUpper: return 1;
    case Numbering::kDigit: return 2;
    case Numbering::kLower: return 3;
    case Numbering::kRoman: return 4;
  }
  return 4;
}

constexpr int kParenthesesBelowDots = 5;

constexpr int SectionNesting(int parent, int child, bool title26) {
  if (parent < 0) {
    constexpr int kOutermost[] = {0, 3, 12, 8, 14, 16, 14, 10};
    return kOutermost[child];
  }
  if (child == parent + 1 && parent < 6) return 0;
  // An older way of title 26: a 1 i a 1 i, the last three in italics.
  if ((parent == 2 && child == 6) || (parent == 6 && child == 4)) return title26 ? 0 : 3;
  // Italics lost in print: (A) then an upright (1), that then an upright (i).
  if (parent == 3 && child == 1) return 3;
  if (parent == 3 && child == 2) return 7;
  if (parent == 4 && child == 2) return 4;
  return child > parent ? 5 + child - parent : 12;
}

constexpr int LooseNesting(int parent, int child) {
  if (child == parent + 1) return 0;
  return child > parent ? child - parent : 8;
}

constexpr int InterpretationNesting(int parent, int child) {
  // Italics are mostly lost there.
  if (parent == 2 && child == 0) return 1;
  return LooseNesting(parent, child);
}

// The last level is that of a roman numeral in capitals in an appendix, below what is dotted.
constexpr int kLevels = kParenthesesBelowDots + 8;
// For each parent (from -1, none, on) and child.
using NestingCosts = std::array<std::array<int8_t, kLevels>, kLevels + 1>;

constexpr NestingCosts MakeNestingCosts(Habit habit) {
  NestingCosts costs{};
  const bool section = habit == Habit::kSection || habit == Habit::kTitle26;
  const int levels = section ? 8 : kLevels;
  for (int parent = -1; parent < levels; ++parent) {
    for (int child = 0; child < levels; ++child) {
      int cost = 0;
      switch (habit) {
        case Habit::kSection: cost = SectionNesting(parent, child, false); break;
        case Habit::kTitle26: cost = SectionNesting(parent, child, true); break;
        case Habit::kInterpretation: cost = InterpretationNesting(parent, child); break;
        case Habit::kAppendix: cost = parent < 0 ? 2 : LooseNesting(parent, child); break;
      }
      costs[static_cast<size_t>(parent + 1)][static_cast<size_t>(child)] = static_cast<int8_t>(cost);
    }
  }
  return costs;
}

constexpr NestingCosts kNestingCosts[] = {
    MakeNestingCosts(Habit::kSection), MakeNestingCosts(Habit::kTitle26),
    MakeNestingCosts(Habit::kInterpretation), MakeNestingCosts(Habit::kAppendix)};

// For each level of an opened list, and a bit for each list above it that is alike.
using AlikeCosts = std::array<std::array<int16_t, 1 << MarkerLevels::kMaxLevels>, MarkerLevels::kMaxLevels>;

constexpr AlikeCosts MakeAlikeCosts() {
  AlikeCosts costs{};
  for (size_t level = 0; level < costs.size(); ++level) {
    for (size_t alike = 0; alike < costs[level].size(); ++alike) {
      for (size_t above = 0; above < level; ++above) {
        if ((alike >> above & 1) == 0) continue;
        // Where italics are lost the fifth level looks like the second, three levels further down.
        costs[level][alike] = static_cast<int16_t>(
            costs[level][alike] + (level - above >= 3 ? kLostItalics : kSameNumberingInside));
      }
    }
  }
  return costs;
}

constexpr AlikeCosts kAlikeCosts = MakeAlikeCosts();

int GapCost(const Reading& reading, const int last) {
  const int gap = reading.first - last - 1;
  if (gap == 0 || (reading.inserted && gap == -1)) return 0;
  return std::min(kMostGap, kGap + kGapPerNumber * (gap - 1));
}

// What it costs to go on with a list whose last number is `last`.
int SequenceCost(const Reading& reading, int last, const PlacedMarker& marker) {
  if (reading.first > last || (reading.inserted && reading.first == last)) return GapCost(reading, last);
  const int restart = marker.after_term    ? kRestartAfterTerm
                      : marker.after_plain ? kRestartAfterPlain
                                           : kRestart;
  return reading.first == 1 ? restart : restart + kBackwards;
}

int FirstCost(const Reading& reading, const PlacedMarker& marker) {
  if (reading.first <= 1) return 0;
  if (marker.fresh) return kNotFirstUnderHeading;
  const int cost = marker.after_term    ? kNotFirstAfterTerm
                   : marker.after_plain ? kNotFirstAfterPlain
                                        : kNotFirst;
  return std::min(kMostGap, cost + kNotFirstPerNumber * (reading.first - 2));
}

// A colon calls for a list; a full stop or a semicolon rather for the next item.
int CueForOpening(Before before) {
  switch (before) {
    case Before::kColon: return 0;
    case Before::kFullStop: return 2;
    case Before::kSemicolon: return 5;
    case Before::kOther: return 1;
  }
  return 1;
}

int CueForNext(Before before) { return before == Before::kColon ? 4 : 0; }

}  // namespace

void MarkerLevels::Reset(Habit habit) {
  habit_ = habit;
  states_.assign(1, State());
  steps_.clear();
  placements_.clear();
  committed_cost_ = 0;
}

int MarkerLevels::LevelOf(Numbering numbering, MarkerForm form, Slant slant) const {
  const bool italic = slant == Slant::kItalic;
  if (habit_ == Habit::kSection || habit_ == Habit::kTitle26) return LevelInSection(numbering, italic);
  if (form != MarkerForm::kDot) return kParenthesesBelowDots + LevelInSection(numbering, italic);
  return habit_ == Habit::kInterpretation ? LevelInInterpretation(numbering, italic)
                                          : LevelInAppendix(numbering);
}

bool MarkerLevels::Same(const Lists& a, const Lists& b) {
  using Numbers = std::array<uint64_t, kMaxLevels>;
  static_assert(std::has_unique_object_representations_v<Lists>);
  const auto x = std::bit_cast<Numbers>(a), y = std::bit_cast<Numbers>(b);
  uint64_t differ = 0;
  for (size_t i = 0; i < x.size(); ++i) differ |= x[i] ^ y[i];
  return differ == 0;
}

int MarkerLevels::OpeningCost(const State& state, int level, unsigned alike, const Opening& opening) const {
  const int parent = level == 0 ? -1 : state.lists[static_cast<size_t>(level - 1)].level;
  const int nesting = kNestingCosts[static_cast<size_t>(habit_)][static_cast<size_t>(parent + 1)]
                                   [static_cast<size_t>(opening.level)];
  return opening.first_cost + nesting + kAlikeCosts[static_cast<size_t>(level)][alike];
}

// What it costs to close `list` for another one in its place.
int MarkerLevels::ReplacingCost(const List& list, const PlacedMarker& marker, const Reading& reading) const {
  if (marker.after_term) return kOtherListAfterTerm;
  // A list that skipped a level gives way to one of that level, whose head is inside a text.
  const bool higher = LevelInSection(reading.numbering, false) < LevelInSection(list.numbering, false);
  if (higher && reading.first > 1) return kHigherListHere;
  return marker.after_plain ? kOtherListAfterPlain : kOtherListHere;
}

void MarkerLevels::Offer(int cost, size_t state, int level, size_t reading) {
  if (TooDear(cost)) return;
  best_candidate_ = std::min(best_candidate_, cost);
  candidates_[candidate_count_] = static_cast<uint64_t>(cost) << 32 | candidate_count_ << 16 | state << 8 |
                                  static_cast<uint64_t>(level + 1) << 4 | reading;
  ++candidate_count_;
}

// Costs only grow as they are added up, so a sum that is too high already need not be finished.
bool MarkerLevels::TooDear(int cost) const { return cost > best_candidate_ + kSlack; }

void MarkerLevels::Prepare(const PlacedMarker& marker) {
  for (size_t i = 0; i < marker.readings.count; ++i) {
    const Reading& reading = marker.readings.items[i];
    openings_[i] = {FirstCost(reading, marker), LevelOf(reading.numbering, marker.form, marker.slant)};
  }
}

void MarkerLevels::Consider(const State& state, size_t index, const PlacedMarker& marker) {
  if (TooDear(state.cost)) return;
  if (!marker.chained) Offer(state.cost + kNoMarkerCost, index, Placement::kNoMarker, 0);
  const int chain = marker.chained ? kBrokenChain : 0;
  for (size_t i = 0; i < marker.readings.count; ++i) {
    const Reading& reading = marker.readings.items[i];
    const int base = state.cost + reading.doubt;
    if (TooDear(base)) continue;
    unsigned alike = 0;
    for (int level = 0; level < state.levels; ++level) {
      const List& list = state.lists[static_cast<size_t>(level)];
      if (list.numbering == reading.numbering && list.form == marker.form) {
        const bool fits = Fits(list.slant, marker.slant);
        Offer(base + chain + (fits ? 0 : kOtherSlant) + CueForNext(marker.before) +
                  SequenceCost(reading, list.last, marker),
              index, level, i);
        alike |= static_cast<unsigned>(fits) << level;
      } else {
        const int replaced = base + chain + ReplacingCost(list, marker, reading);
        if (!TooDear(replaced))
          Offer(replaced + OpeningCost(state, level, alike, openings_[i]), index, level, i);
      }
    }
    if (state.levels == kMaxLevels) continue;
    const int cue = marker.chained || state.levels == 0 ? 0 : CueForOpening(marker.before);
    Offer(base + cue + OpeningCost(state, state.levels, alike, openings_[i]), index, state.levels, i);
  }
}

// Those near the best, cheapest first. Equal costs keep the order in which they were offered: the result
// does not depend on the library.
void MarkerLevels::SortCandidates() {
  const uint64_t limit = static_cast<uint64_t>(best_candidate_ + kSlack + 1) << 32;
  size_t kept = 0;
  for (size_t i = 0; i < candidate_count_; ++i) {
    const Candidate candidate = candidates_[i];
    if (candidate >= limit) continue;
    size_t at = kept++;
    for (; at > 0 && candidate < candidates_[at - 1]; --at) candidates_[at] = candidates_[at - 1];
    candidates_[at] = candidate;
  }
  candidate_count_ = kept;
}

void MarkerLevels::Advance(const PlacedMarker& marker) {
  SortCandidates();
  next_states_.clear();
  for (size_t i = 0; i < candidate_count_ && next_states_.size() < kMaxStates; ++i) {
    const Candidate candidate = candidates_[i];
    const Placement placement{static_cast<int8_t>(static_cast<int>(candidate >> 4 & 15) - 1),
                              static_cast<uint8_t>(candidate & 15)};
    State& state = next_states_.emplace_back(states_[candidate >> 8 & 255]);
    if (placement.level != Placement::kNoMarker) {
      const Reading& reading = marker.readings.items[placement.reading];
      const auto level = static_cast<size_t>(placement.level);
      List& list = state.lists[level];
      const bool goes_on =
          placement.level < state.levels && list.numbering == reading.numbering && list.form == marker.form;
      if (!goes_on) {
        list.slant = marker.slant;
        list.numbering = reading.numbering;
        list.form = marker.form;
        list.used = true;
        list.level = static_cast<int16_t>(openings_[placement.reading].level);
      } else if (!Fits(list.slant, marker.slant)) {
        // One of the two is misprinted, more likely the earlier.
        list.slant = marker.slant;
        list.level = static_cast<int16_t>(openings_[placement.reading].level);
      }
      list.last = reading.last;
      for (size_t below = level + 1; below < static_cast<size_t>(state.levels); ++below)
        state.lists[below] = List();
      state.levels = placement.level + 1;
    }
    const bool known = std::any_of(next_states_.begin(), next_states_.end() - 1,
                                   [&state](const State& other) { return Same(other.lists, state.lists); });
    if (known) {
      next_states_.pop_back();
      continue;
    }
    steps_.push_back({state.step, placement});
    state.step = static_cast<int32_t>(steps_.size() - 1);
    state.cost = static_cast<int>(candidate >> 32);
  }
  states_.swap(next_states_);
}

void MarkerLevels::Add(const PlacedMarker& marker) {
  if (marker.fresh) {
    Commit();
    states_.assign(1, State());
  }
  if (steps_.size() > kMaxSteps) Commit();
  candidate_count_ = 0;
  best_candidate_ = 1 << 29;
  Prepare(marker);
  for (size_t i = 0; i < states_.size(); ++i) Consider(states_[i], i, marker);
  Advance(marker);
}

void MarkerLevels::Commit() {
  State best = states_.front();
  const size_t start = placements_.size();
  for (int32_t step = best.step; step >= 0; step = steps_[static_cast<size_t>(step)].previous) {
    placements_.push_back(steps_[static_cast<size_t>(step)].placement);
  }
  std::reverse(placements_.begin() + static_cast<ptrdiff_t>(start), placements_.end());
  steps_.clear();
  committed_cost_ += best.cost;
  best.cost = 0;
  best.step = -1;
  states_.assign(1, best);
}

std::span<const Placement> MarkerLevels::Solve() {
  Commit();
  return placements_;
}

}  // namespace reg2graph

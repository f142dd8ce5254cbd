#include "engine/diff/comparison.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>

namespace reg2graph {
namespace {

struct LayerPair {
  Layer was, is;

  bool same() const { return was == is; }
};

std::span<const DivisionRecord> RecordsOf(const Edition& edition, Layer layer, int title) {
  const std::vector<DivisionRecord>& records = edition.records(layer);
  const auto less = [](const DivisionRecord& record, int number) { return record.title < number; };
  const auto begin = std::lower_bound(records.begin(), records.end(), title, less);
  return {begin, std::lower_bound(begin, records.end(), title + 1, less)};
}

// What is compared of a title: the texts, or else the structures, or else only what there is.
LayerPair LayersOf(const Edition& was, const Edition& is, int title) {
  const auto has = [title](const Edition& edition, Layer layer) {
    return !RecordsOf(edition, layer, title).empty();
  };
  for (const Layer layer : {Layer::kText, Layer::kStructure}) {
    if (has(was, layer) && has(is, layer)) return {layer, layer};
  }
  return {has(was, Layer::kText) ? Layer::kText : Layer::kStructure,
          has(is, Layer::kText) ? Layer::kText : Layer::kStructure};
}

class Comparer {
 public:
  Comparer(const Edition& was, const Edition& is) : was_(was), is_(is) {}

  Comparison Run() {
    std::set<int> titles;
    for (const Layer layer : {Layer::kStructure, Layer::kText}) {
      titles.merge(was_.Titles(layer));
      titles.merge(is_.Titles(layer));
    }
    for (const int title : titles) CompareTitle(title);
    JoinMoved();
    std::sort(placed_.begin(), placed_.end(),
              [](const Placed& a, const Placed& b) { return a.rank < b.rank; });
    for (const Placed& placed : placed_) {
      ++result_.counts[static_cast<size_t>(placed.finding.change)];
      result_.findings.push_back(placed.finding);
    }
    result_.divisions += static_cast<int64_t>(placed_.size()) + result_.same;
    return std::move(result_);
  }

 private:
  // By title; a division of the new edition by its place there, one that is gone after the one that it
  // followed.
  using Rank = std::tuple<int, int64_t, bool, int64_t>;
  struct Placed {
    Rank rank;
    Finding finding;
  };

  void CompareTitle(int title) {
    const LayerPair layers = LayersOf(was_, is_, title);
    int64_t place = 0;
    for (const DivisionRecord& is : RecordsOf(is_, layers.is, title)) {
      const int64_t found = was_.Find(layers.was, is.key);
      const Rank rank{title, place++, false, 0};
      if (found >= 0)
        CompareBoth(layers, was_.records(layers.was)[static_cast<size_t>(found)], is, rank);
      else if (was_.IsComplete(layers.was, title, is.part))
        placed_.push_back({rank, {Change::kAdded, nullptr, &is, false}});
      else
        ++result_.not_compared;
    }
    FindRemoved(layers, title);
  }

  void FindRemoved(const LayerPair& layers, int title) {
    const std::span<const DivisionRecord> news = RecordsOf(is_, layers.is, title);
    int64_t before = -1;
    int64_t place = 0;
    for (const DivisionRecord& was : RecordsOf(was_, layers.was, title)) {
      const int64_t found = is_.Find(layers.is, was.key);
      if (found >= 0) {
        before = &is_.records(layers.is)[static_cast<size_t>(found)] - news.data();
        continue;
      }
      if (is_.IsComplete(layers.is, title, was.part))
        placed_.push_back({{title, before, true, place++}, {Change::kRemoved, &was, nullptr, false}});
      else
        ++result_.not_compared;
    }
  }

  void CompareBoth(const LayerPair& layers, const DivisionRecord& was, const DivisionRecord& is,
                   const Rank& rank) {
    if (!layers.same()) {
      ++result_.not_compared;
      return;
    }
    const bool replaced = !was.parent.empty() && !is.parent.empty() && was.parent != is.parent;
    const std::optional<Change> change = ChangeOf(was, is, replaced);
    if (change)
      placed_.push_back({rank, {*change, &was, &is, replaced}});
    else
      ++result_.same;
  }

  static std::optional<Change> ChangeOf(const DivisionRecord& was, const DivisionRecord& is, bool replaced) {
    if (was.law != is.law) return Change::kChanged;
    if (replaced) return Change::kMoved;
    if (was.notes != is.notes) return Change::kNotes;
    return std::nullopt;
  }

  // How often each edition has the words of what was added or removed.
  struct Uses {
    int64_t was = 0, is = 0;
    Placed* added = nullptr;
    Placed* removed = nullptr;
  };

  void JoinMoved() {
    std::map<LawHash, Uses> uses;
    for (Placed& placed : placed_) {
      const bool added = placed.finding.change == Change::kAdded;
      if (!added && placed.finding.change != Change::kRemoved) continue;
      const DivisionRecord& record = added ? *placed.finding.is : *placed.finding.was;
      if (record.has_words) (added ? uses[record.words].added : uses[record.words].removed) = &placed;
    }
    Count(was_, &Uses::was, uses);
    Count(is_, &Uses::is, uses);
    for (auto& [words, use] : uses) {
      if (use.was != 1 || use.is != 1 || use.added == nullptr || use.removed == nullptr) continue;
      if (use.added->finding.is->type != use.removed->finding.was->type) continue;
      use.added->finding.change = Change::kMoved;
      use.added->finding.was = use.removed->finding.was;
      use.removed->finding.was = nullptr;
    }
    std::erase_if(placed_, [](const Placed& placed) {
      return placed.finding.was == nullptr && placed.finding.is == nullptr;
    });
  }

  static void Count(const Edition& edition, int64_t Uses::*side, std::map<LawHash, Uses>& uses) {
    for (const DivisionRecord& record : edition.records(Layer::kText)) {
      const auto found = uses.find(record.words);
      if (record.has_words && found != uses.end()) ++(found->second.*side);
    }
  }

  const Edition& was_;
  const Edition& is_;
  Comparison result_;
  std::vector<Placed> placed_;
};

}  // namespace

Comparison Compare(const Edition& old_edition, const Edition& new_edition) {
  return Comparer(old_edition, new_edition).Run();
}

}  // namespace reg2graph

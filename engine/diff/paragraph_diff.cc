#include "engine/diff/paragraph_diff.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/core/strings.h"
#include "engine/diff/common_sequence.h"
#include "engine/diff/law_text.h"
#include "engine/diff/word_diff.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;
using Paragraphs = std::vector<ParagraphText>;

constexpr int32_t kNone = ParagraphFinding::kNone;
constexpr size_t kMaxSteps = 16'000'000;
constexpr size_t kMaxWordSteps = 8'000'000;  // of the comparison of pairs, in words
constexpr double kAlike = 0.5;

// A path without the ordinals that follow from what else there is: of blocks that have no designation
// ("#p3"), and of the second paragraph with the same one ("~2").
string Designation(string_view path) {
  string plain;
  while (!path.empty()) {
    const size_t mark = path.find_first_of("#~");
    plain.append(path.substr(0, mark));
    if (mark == string_view::npos) break;
    path.remove_prefix(mark + 1);
    path.remove_prefix(std::min(path.find_first_not_of("p0123456789"), path.size()));
  }
  return plain;
}

class ParagraphDiffer {
 public:
  ParagraphDiffer(const Paragraphs& was, const Paragraphs& is)
      : was_(was),
        is_(is),
        partner_of_was_(was.size(), kNone),
        partner_of_is_(is.size(), kNone),
        in_run_(is.size(), false) {}

  std::vector<ParagraphFinding> Run() {
    PairRun();
    PairLeftOver();
    PairAlike();
    return Report();
  }

 private:
  // A number of the words, equal where these are. A paragraph that is only a marker is known by its path.
  uint32_t NumberOf(const ParagraphText& paragraph) {
    string words;
    AppendWords(paragraph, words);
    if (words.empty()) words = "\n" + paragraph.path;
    return numbers_.try_emplace(words, static_cast<uint32_t>(numbers_.size())).first->second;
  }

  void Pair(size_t was, size_t is) {
    partner_of_was_[was] = static_cast<int32_t>(is);
    partner_of_is_[is] = static_cast<int32_t>(was);
  }

  // What only one side has cannot be in the run; without it, a division that was rewritten costs nothing.
  void PairRun() {
    for (const ParagraphText& paragraph : was_) old_numbers_.push_back(NumberOf(paragraph));
    const auto only_new = static_cast<uint32_t>(numbers_.size());
    for (const ParagraphText& paragraph : is_) new_numbers_.push_back(NumberOf(paragraph));
    std::vector<bool> has(numbers_.size(), false);
    for (const uint32_t number : new_numbers_) has[number] = true;
    std::vector<uint32_t> was, is, was_at, is_at;
    for (size_t i = 0; i < was_.size(); ++i) {
      if (!has[old_numbers_[i]]) continue;
      was.push_back(old_numbers_[i]);
      was_at.push_back(static_cast<uint32_t>(i));
    }
    for (size_t i = 0; i < is_.size(); ++i) {
      if (new_numbers_[i] >= only_new) continue;
      is.push_back(new_numbers_[i]);
      is_at.push_back(static_cast<uint32_t>(i));
    }
    for (const CommonElement& common : CommonSequence(was, is, kMaxSteps)) {
      Pair(was_at[common.was], is_at[common.is]);
      in_run_[is_at[common.is]] = true;
    }
  }

  void PairLeftOver() {
    std::vector<std::vector<uint32_t>> free(numbers_.size());
    for (size_t i = was_.size(); i-- > 0;) {
      if (partner_of_was_[i] == kNone) free[old_numbers_[i]].push_back(static_cast<uint32_t>(i));
    }
    for (size_t i = 0; i < is_.size(); ++i) {
      std::vector<uint32_t>& candidates = free[new_numbers_[i]];
      if (partner_of_is_[i] != kNone || candidates.empty()) continue;
      Pair(candidates.back(), i);
      candidates.pop_back();
      moved_.push_back(static_cast<int32_t>(i));
    }
    std::sort(moved_.begin(), moved_.end());
  }

  struct Candidate {
    double likeness;
    uint32_t was, is;
  };

  void PairAlike() {
    std::vector<uint32_t> was, is;
    for (uint32_t i = 0; i < was_.size(); ++i) {
      if (partner_of_was_[i] == kNone) was.push_back(i);
    }
    for (uint32_t i = 0; i < is_.size(); ++i) {
      if (partner_of_is_[i] == kNone) is.push_back(i);
    }
    std::vector<Candidate> candidates = Candidates(was, is);
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(b.likeness, a.was, a.is) < std::tie(a.likeness, b.was, b.is);
    });
    for (const Candidate& candidate : candidates) {
      if (partner_of_was_[candidate.was] == kNone && partner_of_is_[candidate.is] == kNone)
        Pair(candidate.was, candidate.is);
    }
  }

  std::vector<Candidate> Candidates(const std::vector<uint32_t>& was, const std::vector<uint32_t>& is) const {
    StringMap<uint32_t> by_path;
    for (const uint32_t i : was) by_path.emplace(was_[i].path, i);
    std::vector<std::vector<uint32_t>> old_bags, new_bags;
    size_t words = 0;
    for (const uint32_t i : was) words += old_bags.emplace_back(WordBag(was_[i].text)).size();
    for (const uint32_t i : is) words += new_bags.emplace_back(WordBag(is_[i].text)).size();
    const bool all = was_.size() <= kMostCompared && is_.size() <= kMostCompared &&
                     words * std::max(was.size(), is.size()) <= kMaxWordSteps;
    std::vector<Candidate> candidates;
    for (size_t j = 0; j < is.size(); ++j) {
      const auto same_path = by_path.find(is_[is[j]].path);
      for (size_t i = 0; i < was.size() && all; ++i) {
        const double likeness = LikenessOf(old_bags[i], new_bags[j]);
        const bool here = same_path != by_path.end() && same_path->second == was[i];
        if (here || likeness > kAlike) candidates.push_back({likeness, was[i], is[j]});
      }
      if (!all && same_path != by_path.end()) candidates.push_back({0, same_path->second, is[j]});
    }
    return candidates;
  }

  // 0 where the sizes alone show that they are not alike.
  static double LikenessOf(const std::vector<uint32_t>& was, const std::vector<uint32_t>& is) {
    const size_t fewer = std::min(was.size(), is.size());
    if (2 * static_cast<double>(fewer) <= kAlike * static_cast<double>(was.size() + is.size())) return 0;
    return Likeness(was, is);
  }

  bool IsRedesignated(size_t was, size_t is) const {
    return Designation(was_[was].path) != Designation(is_[is].path);
  }

  void AddRemoved(std::vector<ParagraphFinding>& findings, size_t& from, size_t to) const {
    for (; from < to; ++from) {
      if (partner_of_was_[from] == kNone)
        findings.push_back({ParagraphChange::kRemoved, static_cast<int32_t>(from), kNone});
    }
  }

  std::vector<ParagraphFinding> Report() const {
    std::vector<ParagraphFinding> findings;
    const std::vector<size_t> next_of_run = NextOfRun();
    size_t reported = 0;  // of the old paragraphs
    for (size_t i = 0; i < is_.size(); ++i) {
      const int32_t partner = partner_of_is_[i];
      const auto at = static_cast<int32_t>(i);
      if (partner == kNone) {
        findings.push_back({ParagraphChange::kAdded, kNone, at});
        continue;
      }
      const auto was = static_cast<size_t>(partner);
      if (in_run_[i]) {
        AddRemoved(findings, reported, was);
        if (IsRedesignated(was, i)) findings.push_back({ParagraphChange::kRedesignated, partner, at});
        continue;
      }
      if (std::binary_search(moved_.begin(), moved_.end(), at)) {
        findings.push_back({ParagraphChange::kMoved, partner, at});
        continue;
      }
      if (was < next_of_run[i]) AddRemoved(findings, reported, was);
      findings.push_back({ParagraphChange::kChanged, partner, at});
    }
    AddRemoved(findings, reported, was_.size());
    return findings;
  }

  // By new index: the old index of the next paragraph of the run at or after it.
  std::vector<size_t> NextOfRun() const {
    std::vector<size_t> next(is_.size());
    size_t old_index = was_.size();
    for (size_t i = is_.size(); i-- > 0;) {
      if (in_run_[i]) old_index = static_cast<size_t>(partner_of_is_[i]);
      next[i] = old_index;
    }
    return next;
  }

  const Paragraphs& was_;
  const Paragraphs& is_;
  StringMap<uint32_t> numbers_;
  std::vector<uint32_t> old_numbers_, new_numbers_;
  std::vector<int32_t> partner_of_was_, partner_of_is_;
  std::vector<bool> in_run_;    // by new index
  std::vector<int32_t> moved_;  // new indexes, ascending
};

}  // namespace

std::vector<ParagraphFinding> DiffParagraphs(const Paragraphs& was, const Paragraphs& is) {
  return ParagraphDiffer(was, is).Run();
}

}  // namespace reg2graph

#include "engine/diff/word_diff.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>

#include "engine/core/ascii.h"
#include "engine/core/strings.h"
#include "engine/diff/common_sequence.h"
#include "engine/diff/law_text.h"

namespace reg2graph {
namespace {

using std::string_view;

// Enough for some 1,400 words that have nothing in common.
constexpr size_t kMaxSteps = 2'000'000;

std::vector<string_view> SplitWords(string_view text) {
  std::vector<string_view> words;
  for (size_t i = 0; i < text.size();) {
    if (IsBlank(text[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < text.size() && !IsBlank(text[end])) ++end;
    words.push_back(text.substr(i, end - i));
    i = end;
  }
  return words;
}

// Numbers the words of two texts, so that equal ones have equal numbers.
class Numbers {
 public:
  std::vector<uint32_t> Of(const std::vector<string_view>& words) {
    std::vector<uint32_t> numbers;
    numbers.reserve(words.size());
    for (const string_view word : words) {
      law_.clear();
      AppendLaw(word, law_);
      const auto next = static_cast<uint32_t>(numbers_.size());
      numbers.push_back(numbers_.try_emplace(law_, next).first->second);
    }
    return numbers;
  }

 private:
  StringMap<uint32_t> numbers_;
  std::string law_;
};

// A text with its words: runs of them are views into it.
class Words {
 public:
  explicit Words(string_view text) : text_(text), words_(SplitWords(text)) {}

  const std::vector<string_view>& all() const { return words_; }
  size_t size() const { return words_.size(); }
  WordRun Run(WordOp op, size_t begin, size_t end) const {
    const auto from = static_cast<size_t>(words_[begin].data() - text_.data());
    const auto to = static_cast<size_t>(words_[end - 1].data() - text_.data()) + words_[end - 1].size();
    return {op, begin == 0 ? '\0' : text_[from - 1], text_.substr(from, to - from)};
  }

 private:
  string_view text_;
  std::vector<string_view> words_;
};

}  // namespace

std::vector<WordRun> DiffWords(string_view was_text, string_view is_text) {
  const Words was(was_text);
  const Words is(is_text);
  Numbers numbers;
  const std::vector<uint32_t> old_numbers = numbers.Of(was.all());
  const std::vector<uint32_t> new_numbers = numbers.Of(is.all());
  std::vector<WordRun> runs;
  size_t at_was = 0, at_is = 0;
  const auto add_changes = [&](size_t was_end, size_t is_end) {
    if (at_was < was_end) runs.push_back(was.Run(WordOp::kRemoved, at_was, was_end));
    if (at_is < is_end) runs.push_back(is.Run(WordOp::kAdded, at_is, is_end));
    at_was = was_end;
    at_is = is_end;
  };
  const std::vector<CommonElement> common = CommonSequence(old_numbers, new_numbers, kMaxSteps);
  for (size_t i = 0; i < common.size();) {
    add_changes(common[i].was, common[i].is);
    size_t length = 1;
    while (i + length < common.size() && common[i + length].was == common[i].was + length &&
           common[i + length].is == common[i].is + length)
      ++length;
    runs.push_back(is.Run(WordOp::kSame, at_is, at_is + length));
    at_was += length;
    at_is += length;
    i += length;
  }
  add_changes(was.size(), is.size());
  return runs;
}

std::vector<uint32_t> WordBag(string_view text) {
  std::vector<uint32_t> bag;
  std::string law;
  for (const string_view word : SplitWords(text)) {
    law.clear();
    AppendLaw(word, law);
    bag.push_back(static_cast<uint32_t>(std::hash<std::string>{}(law)));
  }
  std::sort(bag.begin(), bag.end());
  return bag;
}

double Likeness(const std::vector<uint32_t>& was, const std::vector<uint32_t>& is) {
  if (was.empty() || is.empty()) return 0;
  size_t common = 0;
  for (size_t i = 0, j = 0; i < was.size() && j < is.size();) {
    if (was[i] == is[j]) ++common;
    const bool step_was = was[i] <= is[j];
    const bool step_is = is[j] <= was[i];
    i += step_was ? 1 : 0;
    j += step_is ? 1 : 0;
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(was.size() + is.size());
}

}  // namespace reg2graph

#include "engine/diff/common_sequence.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace reg2graph {
namespace {

using Sequence = std::span<const uint32_t>;

// How far along the first sequence a path with so many edits comes on each diagonal (index in the first less
// index in the second). Paths run forward from the beginnings or backward from the ends.
class Frontier {
 public:
  explicit Frontier(int64_t most) : middle_(most + 1), reached_(static_cast<size_t>(2 * most + 3), -1) {}

  int64_t& operator[](int64_t diagonal) { return reached_[static_cast<size_t>(middle_ + diagonal)]; }

 private:
  int64_t middle_;
  std::vector<int64_t> reached_;
};

struct Point {
  size_t was, is;
};

class Solver {
 public:
  Solver(Sequence was, Sequence is, size_t max_steps) : was_(was), is_(is), steps_left_(max_steps) {}

  std::vector<CommonElement> Run() {
    Solve(0, was_.size(), 0, is_.size());
    return std::move(common_);
  }

 private:
  void Solve(size_t was_begin, size_t was_end, size_t is_begin, size_t is_end) {
    while (was_begin < was_end && is_begin < is_end && was_[was_begin] == is_[is_begin])
      Add(was_begin++, is_begin++);
    size_t tail = 0;
    while (was_begin < was_end && is_begin < is_end && was_[was_end - 1] == is_[is_end - 1]) {
      --was_end;
      --is_end;
      ++tail;
    }
    if (was_begin < was_end && is_begin < is_end) {
      const Sequence was = was_.subspan(was_begin, was_end - was_begin);
      const Sequence is = is_.subspan(is_begin, is_end - is_begin);
      if (const auto middle = Middle(was, is)) {
        Solve(was_begin, was_begin + middle->was, is_begin, is_begin + middle->is);
        Solve(was_begin + middle->was, was_end, is_begin + middle->is, is_end);
      }
    }
    for (size_t i = 0; i < tail; ++i) Add(was_end + i, is_end + i);
  }

  void Add(size_t was, size_t is) {
    common_.push_back({static_cast<uint32_t>(was), static_cast<uint32_t>(is)});
  }

  // A point on a shortest path, about half way; nothing if the steps are used up.
  // REQUIRES: neither sequence is empty, and they differ in their first and last elements.
  std::optional<Point> Middle(Sequence was, Sequence is) {
    const auto n = static_cast<int64_t>(was.size());
    const auto m = static_cast<int64_t>(is.size());
    const int64_t delta = n - m;
    const bool odd = delta % 2 != 0;
    const int64_t most = (n + m + 1) / 2;
    Frontier forward(most), backward(most);
    forward[1] = backward[1] = 0;
    for (int64_t edits = 0; edits <= most; ++edits) {
      for (int64_t k = -edits; k <= edits; k += 2) {
        int64_t x = k == -edits || (k != edits && forward[k - 1] < forward[k + 1]) ? forward[k + 1]
                                                                                   : forward[k - 1] + 1;
        const int64_t from = x;
        while (x < n && x - k < m && x - k >= 0 &&
               was[static_cast<size_t>(x)] == is[static_cast<size_t>(x - k)])
          ++x;
        forward[k] = x;
        if (!Take(x - from + 1)) return std::nullopt;
        const int64_t other = delta - k;  // the same diagonal, from the ends
        if (odd && other > -edits && other < edits && x + backward[other] >= n) return Inside(x, x - k, n, m);
      }
      for (int64_t k = -edits; k <= edits; k += 2) {
        int64_t x = k == -edits || (k != edits && backward[k - 1] < backward[k + 1]) ? backward[k + 1]
                                                                                     : backward[k - 1] + 1;
        const int64_t from = x;
        while (x < n && x - k < m && x - k >= 0 &&
               was[static_cast<size_t>(n - 1 - x)] == is[static_cast<size_t>(m - 1 - (x - k))])
          ++x;
        backward[k] = x;
        if (!Take(x - from + 1)) return std::nullopt;
        const int64_t other = delta - k;
        if (!odd && other >= -edits && other <= edits && x + forward[other] >= n)
          return Inside(n - x, m - (x - k), n, m);
      }
    }
    return std::nullopt;
  }

  static std::optional<Point> Inside(int64_t was, int64_t is, int64_t n, int64_t m) {
    // A corner would not make the task smaller.
    if ((was == 0 && is == 0) || (was == n && is == m)) return std::nullopt;
    if (was < 0 || was > n || is < 0 || is > m) return std::nullopt;
    return Point{static_cast<size_t>(was), static_cast<size_t>(is)};
  }

  bool Take(int64_t steps) {
    steps_left_ -= std::min(steps_left_, static_cast<size_t>(steps));
    return steps_left_ > 0;
  }

  const Sequence was_, is_;
  size_t steps_left_;
  std::vector<CommonElement> common_;
};

}  // namespace

std::vector<CommonElement> CommonSequence(Sequence was, Sequence is, size_t max_steps) {
  return Solver(was, is, max_steps).Run();
}

}  // namespace reg2graph

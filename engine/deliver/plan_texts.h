#ifndef REG2GRAPH_ENGINE_DELIVER_PLAN_TEXTS_H_
#define REG2GRAPH_ENGINE_DELIVER_PLAN_TEXTS_H_

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "engine/core/strings.h"

namespace reg2graph {

// The text that a plan makes itself: its mutations hold views of it and share it (UnitMutations::texts). The
// orders of children repeat from parent to parent, so equal texts are kept once.
class PlanTexts {
 public:
  std::string_view Keep(std::string_view text) {
    if (text.empty()) return {};
    const auto found = kept_.find(text);
    return found != kept_.end() ? *found : *kept_.insert(texts_->emplace_back(text)).first;
  }
  std::shared_ptr<const std::deque<std::string>> shared() const { return texts_; }

 private:
  std::shared_ptr<std::deque<std::string>> texts_ = std::make_shared<std::deque<std::string>>();
  absl::flat_hash_set<std::string_view, StringHash, StringEq> kept_;  // views of `texts_`
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_PLAN_TEXTS_H_

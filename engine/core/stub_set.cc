#include "engine/core/stub_set.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/core/keys.h"

namespace reg2graph {

void StubSet::ForEachStub(const Callback& callback) const {
  StringSet above;  // those that nothing cites themselves
  std::vector<std::string_view> stubs;
  for (const std::string& target : targets_) {
    if (IsReal(target)) continue;
    stubs.push_back(target);
    for (std::string key = ParentOfKey(target); !key.empty() && !IsReal(key); key = ParentOfKey(key)) {
      if (targets_.contains(key) || !above.insert(key).second) break;
    }
  }
  stubs.insert(stubs.end(), above.begin(), above.end());
  std::sort(stubs.begin(), stubs.end());
  for (const std::string_view key : stubs) callback(key, ParentOfKey(key));
}

}  // namespace reg2graph

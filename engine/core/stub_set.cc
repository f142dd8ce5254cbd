#include "engine/core/stub_set.h"

#include <set>
#include <string>

#include "engine/core/keys.h"

namespace reg2graph {

void StubSet::ForEachStub(const Callback& callback) const {
  std::set<std::string> stubs;
  for (const std::string& target : targets_) {
    std::string key = target;
    while (!key.empty() && !IsReal(key) && stubs.insert(key).second) key = ParentOfKey(key);
  }
  for (const std::string& key : stubs) callback(key, ParentOfKey(key));
}

}  // namespace reg2graph

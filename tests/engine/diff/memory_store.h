#ifndef REG2GRAPH_TESTS_ENGINE_DIFF_MEMORY_STORE_H_
#define REG2GRAPH_TESTS_ENGINE_DIFF_MEMORY_STORE_H_

#include <string>
#include <string_view>

#include "engine/core/text_store.h"

namespace reg2graph {

class MemoryStore : public TextStore {
 public:
  absl::StatusOr<StoredText> Add(std::string_view text) override {
    texts_.append(text);
    return StoredText{texts_.size() - text.size(), text.size()};
  }
  absl::StatusOr<std::string> Get(StoredText place) override {
    return texts_.substr(place.begin, place.bytes);
  }

 private:
  std::string texts_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_DIFF_MEMORY_STORE_H_

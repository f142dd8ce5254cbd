#ifndef REG2GRAPH_ENGINE_CORE_TEXT_STORE_H_
#define REG2GRAPH_ENGINE_CORE_TEXT_STORE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace reg2graph {

// Where a text is kept in a TextStore.
struct StoredText {
  uint64_t begin = 0;  // byte
  uint64_t bytes = 0;
};

// Keeps texts that may not fit into memory together. Not thread-safe. Its methods may block on a disk.
class TextStore {
 public:
  virtual ~TextStore() = default;
  virtual absl::StatusOr<StoredText> Add(std::string_view text) = 0;
  // REQUIRES: `place` comes from Add.
  virtual absl::StatusOr<std::string> Get(StoredText place) = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_TEXT_STORE_H_

#ifndef REG2GRAPH_TESTS_ENGINE_INGEST_READ_ALL_H_
#define REG2GRAPH_TESTS_ENGINE_INGEST_READ_ALL_H_

#include <string>

#include "engine/core/document.h"

namespace reg2graph {

// What a stream gives, asked for at most `step` bytes at a time; or its error.
inline absl::StatusOr<std::string> ReadAll(ByteStream& stream, size_t step = 10'000) {
  std::string all;
  std::string buffer(step, '\0');
  for (;;) {
    const absl::StatusOr<size_t> got = stream.Read(buffer.data(), buffer.size());
    if (!got.ok()) return got.status();
    if (*got == 0) return all;
    all.append(buffer, 0, *got);
  }
}

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_INGEST_READ_ALL_H_

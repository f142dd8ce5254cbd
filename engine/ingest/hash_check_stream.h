#ifndef REG2GRAPH_ENGINE_INGEST_HASH_CHECK_STREAM_H_
#define REG2GRAPH_ENGINE_INGEST_HASH_CHECK_STREAM_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/core/document.h"
#include "engine/core/hash.h"

namespace reg2graph {

// Bytes that were hashed before: that these are others shows at the end, as an Aborted. Not every server
// tells one version of a document from the next.
class HashCheckStream : public ByteStream {
 public:
  HashCheckStream(std::unique_ptr<ByteStream> inner, std::string sha256, std::string name)
      : inner_(std::move(inner)), expected_(std::move(sha256)), name_(std::move(name)) {}

  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    const absl::StatusOr<size_t> got = inner_->Read(out, size);
    if (!got.ok() || ended_ || size == 0) return got;
    if (*got > 0) {
      hash_.Update({out, *got});
      return got;
    }
    ended_ = true;
    if (Hex(hash_.Finish()) == expected_) return 0;
    return absl::AbortedError(absl::StrCat(name_, ": it changed while it was read"));
  }

 private:
  std::unique_ptr<ByteStream> inner_;
  const std::string expected_;
  const std::string name_;
  Sha256 hash_;
  bool ended_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_HASH_CHECK_STREAM_H_

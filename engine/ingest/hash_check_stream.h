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

// A stream whose content was read and hashed before. If it is not the same again, the end is an Aborted
// instead of 0: not every server, and no time stamp of a file, distinguishes one version from the next.
// `Hash` is Sha256 for what comes from elsewhere, or StableHash, which costs a tenth, for files.
template <typename Hash>
class HashCheckStream : public ByteStream {
 public:
  // `hex` is the hash of the whole content; `name` is for messages.
  HashCheckStream(std::unique_ptr<ByteStream> inner, std::string hex, std::string name)
      : inner_(std::move(inner)), expected_(std::move(hex)), name_(std::move(name)) {}

  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    const absl::StatusOr<size_t> got = inner_->Read(out, size);
    if (!got.ok() || ended_ || size == 0) return got;
    if (*got > 0) {
      hash_.Update({out, *got});
      return got;
    }
    ended_ = true;
    if (HexOf(hash_) == expected_) return 0;
    return absl::AbortedError(absl::StrCat(name_, ": it changed while it was read"));
  }

 private:
  static std::string HexOf(Sha256& hash) { return hash.FinishHex(); }
  static std::string HexOf(StableHash& hash) { return hash.Finish(); }

  std::unique_ptr<ByteStream> inner_;
  const std::string expected_;
  const std::string name_;
  Hash hash_;
  bool ended_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_HASH_CHECK_STREAM_H_

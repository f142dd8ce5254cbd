#ifndef REG2GRAPH_ENGINE_INGEST_GZIP_STREAM_H_
#define REG2GRAPH_ENGINE_INGEST_GZIP_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/document.h"

namespace reg2graph {

// True for the first bytes of gzip data.
bool LooksLikeGzip(std::string_view head);

// The content of gzip data, including several concatenated members. Data that is truncated, damaged or
// followed by anything but zeros is an InvalidArgument that names the source and the byte; everything
// before the error is returned first.
class GzipStream : public ByteStream {
 public:
  GzipStream(std::unique_ptr<ByteStream> compressed, std::string name);
  ~GzipStream() override;
  absl::StatusOr<size_t> Read(char* out, size_t size) override;

 private:
  struct Inflater;
  bool AtEnd() const;
  absl::Status Inflate();
  absl::Status Refill();
  absl::Status StartMember();
  absl::Status SkipZeros();
  absl::Status Broken(std::string_view why) const;

  std::unique_ptr<ByteStream> compressed_;
  const std::string name_;
  std::unique_ptr<Inflater> inflater_;
  bool in_member_ = true;
  bool in_padding_ = false;  // zeros have begun, which nothing may follow
  bool input_ended_ = false;
  absl::Status fault_;
  uint64_t consumed_ = 0;  // compressed bytes that were given to the inflater in earlier fills
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_GZIP_STREAM_H_

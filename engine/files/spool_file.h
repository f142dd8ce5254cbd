#ifndef REG2GRAPH_ENGINE_FILES_SPOOL_FILE_H_
#define REG2GRAPH_ENGINE_FILES_SPOOL_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/core/text_store.h"

namespace reg2graph {

// Texts in a temporary file without a name, which the system removes with the process. The last of them wait
// in memory until there is enough to write. Not thread-safe. Blocks.
class SpoolFile : public TextStore {
 public:
  // In `folder`. Unavailable if no file can be made there.
  static absl::StatusOr<std::unique_ptr<SpoolFile>> New(const std::string& folder);
  ~SpoolFile() override;
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;

  // ResourceExhausted if the disk is full.
  absl::StatusOr<StoredText> Add(std::string_view text) override;
  absl::StatusOr<std::string> Get(StoredText place) override;

 private:
  SpoolFile(std::string folder, int descriptor) : folder_(std::move(folder)), descriptor_(descriptor) {}

  const std::string folder_;
  const int descriptor_;
  uint64_t written_ = 0;  // bytes in the file
  std::string waiting_;   // what follows them
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FILES_SPOOL_FILE_H_

#include "engine/files/spool_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/files/write_all.h"

namespace reg2graph {
namespace {

constexpr size_t kWriteBytes = size_t{1} << 20;

// Not every file system can make a file without a name.
int OpenNameless(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) return descriptor;
  std::string name = folder + "/reg2graph-XXXXXX";
  const int named = mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) unlink(name.c_str());
  return named;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SpoolFile>> SpoolFile::New(const std::string& folder) {
  const int descriptor = OpenNameless(folder);
  if (descriptor < 0) {
    return absl::UnavailableError(absl::StrCat("no temporary file can be made in ", folder, ": ",
                                               std::strerror(errno), "; TMPDIR names another folder"));
  }
  return std::unique_ptr<SpoolFile>(new SpoolFile(folder, descriptor));
}

SpoolFile::~SpoolFile() { close(descriptor_); }

absl::StatusOr<StoredText> SpoolFile::Add(std::string_view text) {
  const StoredText place{written_ + waiting_.size(), text.size()};
  waiting_.append(text);
  if (waiting_.size() < kWriteBytes) return place;
  if (!WriteAll(descriptor_, waiting_)) {
    return absl::ResourceExhaustedError(absl::StrCat("the temporary file in ", folder_,
                                                     " cannot be written: ", std::strerror(errno),
                                                     "; TMPDIR names another folder"));
  }
  written_ += waiting_.size();
  waiting_.clear();
  return place;
}

absl::StatusOr<std::string> SpoolFile::Get(StoredText place) {
  // A text is never split: it is written, or it waits.
  if (place.begin >= written_) return waiting_.substr(place.begin - written_, place.bytes);
  std::string text(place.bytes, '\0');
  size_t read = 0;
  while (read < text.size()) {
    const ssize_t bytes =
        pread(descriptor_, text.data() + read, text.size() - read, static_cast<off_t>(place.begin + read));
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) {
      return absl::DataLossError(
          absl::StrCat("the temporary file in ", folder_, " cannot be read: ", std::strerror(errno)));
    }
    read += static_cast<size_t>(bytes);
  }
  return text;
}

}  // namespace reg2graph

#include "engine/ingest/folder_walk.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "engine/core/ascii.h"

namespace reg2graph {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

class Walk {
 public:
  absl::Status Enter(const std::string& root) {
    std::vector<std::string> folders = {root};
    while (!folders.empty()) {
      const std::string folder = std::move(folders.back());
      folders.pop_back();
      const absl::StatusOr<std::vector<std::string>> below = List(folder);
      // A folder below may have vanished since its name was read.
      if (!below.ok() && (folder == root || !absl::IsNotFound(below.status()))) return below.status();
      if (below.ok()) folders.insert(folders.end(), below->rbegin(), below->rend());
    }
    return absl::OkStatus();
  }

  std::vector<std::string> TakePaths() {
    std::sort(paths_.begin(), paths_.end());
    return std::move(paths_);
  }

 private:
  // Keeps the documents of a folder; the folders in it, sorted: of two ways to one folder, every run takes
  // the same.
  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) {
    const std::unique_ptr<DIR, CloseFolder> open(opendir(folder.c_str()));
    if (open == nullptr) return absl::ErrnoToStatus(errno, folder);
    struct stat own {};
    if (fstat(dirfd(open.get()), &own) != 0) return absl::ErrnoToStatus(errno, folder);
    std::vector<std::string> folders;
    // Links may lead here again, or to a folder above.
    if (!seen_.emplace(own.st_dev, own.st_ino).second) return folders;
    errno = 0;
    for (const dirent* entry = readdir(open.get()); entry != nullptr; entry = readdir(open.get())) {
      const std::string_view name = entry->d_name;
      if (name.starts_with('.')) continue;
      std::string path = folder + (folder.ends_with('/') ? "" : "/") + std::string(name);
      struct stat info {};
      if (stat(path.c_str(), &info) == 0) {
        if (S_ISDIR(info.st_mode))
          folders.push_back(std::move(path));
        else if (S_ISREG(info.st_mode) && IsDocumentName(name))
          paths_.push_back(std::move(path));
      }
      errno = 0;  // a file that vanished or a link to nowhere is no document
    }
    if (errno != 0) return absl::ErrnoToStatus(errno, folder);
    std::sort(folders.begin(), folders.end());
    return folders;
  }

  std::set<std::pair<dev_t, ino_t>> seen_;
  std::vector<std::string> paths_;
};

}  // namespace

bool IsDocumentName(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
  name = lower;
  if (name.ends_with(".gz")) name.remove_suffix(3);
  return name.ends_with(".json") || name.ends_with(".xml");
}

bool IsVisibleDocument(std::string_view path) {
  return IsDocumentName(path) && !path.starts_with('.') && path.find("/.") == std::string_view::npos;
}

absl::StatusOr<std::vector<std::string>> FindDocuments(const std::string& folder) {
  Walk walk;
  if (absl::Status status = walk.Enter(folder); !status.ok()) return status;
  return walk.TakePaths();
}

}  // namespace reg2graph

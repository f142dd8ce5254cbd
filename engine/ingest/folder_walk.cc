#include "engine/ingest/folder_walk.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <utility>

#include "absl/status/status.h"

namespace reg2graph {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

class Walk {
 public:
  absl::Status Enter(const std::string& folder) {
    const std::unique_ptr<DIR, CloseFolder> open(opendir(folder.c_str()));
    if (open == nullptr) return absl::ErrnoToStatus(errno, folder);
    struct stat info {};
    if (fstat(dirfd(open.get()), &info) != 0) return absl::ErrnoToStatus(errno, folder);
    // Links may lead here again, or to a folder above.
    if (!seen_.emplace(info.st_dev, info.st_ino).second) return absl::OkStatus();
    return List(folder, open.get());
  }

  std::vector<std::string> TakePaths() {
    std::sort(paths_.begin(), paths_.end());
    return std::move(paths_);
  }

 private:
  absl::Status List(const std::string& folder, DIR* open) {
    std::vector<std::string> folders;
    errno = 0;
    for (const dirent* entry = readdir(open); entry != nullptr; entry = readdir(open)) {
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
    // Of two ways to one folder the same is taken in every run.
    std::sort(folders.begin(), folders.end());
    for (const std::string& below : folders) {
      const absl::Status status = Enter(below);
      if (!status.ok() && !absl::IsNotFound(status)) return status;
    }
    return absl::OkStatus();
  }

  std::set<std::pair<dev_t, ino_t>> seen_;
  std::vector<std::string> paths_;
};

}  // namespace

bool IsDocumentName(std::string_view name) {
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

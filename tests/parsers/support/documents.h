#ifndef REG2GRAPH_TESTS_PARSERS_SUPPORT_DOCUMENTS_H_
#define REG2GRAPH_TESTS_PARSERS_SUPPORT_DOCUMENTS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/format.h"

namespace reg2graph {

// A text as a stream that gives at most `step` bytes a read.
class TextStream : public ByteStream {
 public:
  explicit TextStream(std::string_view text, size_t step = std::string_view::npos)
      : text_(text), step_(step) {}
  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    const size_t count = std::min({size, step_, text_.size()});
    std::memcpy(out, text_.data(), count);
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
  size_t step_;
};

// For EXPECT_PRED2, which prints both.
inline bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

struct SplitResult {
  absl::Status status;
  std::vector<Unit> units;
  std::vector<std::string> rejects;
};

inline SplitResult SplitText(Splitter& splitter, std::string_view text,
                             size_t step = std::string_view::npos) {
  SplitResult result;
  TextStream stream(text, step);
  result.status = splitter.Split(
      stream,
      [&](Unit unit) {
        result.units.push_back(std::move(unit));
        return true;
      },
      [&](std::string_view place, absl::Status why) {
        result.rejects.push_back(std::string(place) + ": " + std::string(why.message()));
      });
  return result;
}

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The files of a folder whose names start so, sorted.
inline std::vector<std::filesystem::path> FilesOf(const std::filesystem::path& folder,
                                                  std::string_view prefix) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(prefix)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What an independent program prints of a file, line by line; nothing if it could not be run.
inline std::vector<std::string> OracleLines(const std::string& script, const std::filesystem::path& file) {
  std::vector<std::string> lines;
  FILE* pipe = popen(("/usr/bin/python3 '" + script + "' '" + file.string() + "'").c_str(), "r");
  if (pipe == nullptr) return lines;
  std::string output;
  char buffer[1 << 16];
  for (size_t got; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, got);
  if (pclose(pipe) != 0) return lines;
  for (size_t begin = 0; begin < output.size();) {
    const size_t end = output.find('\n', begin);
    lines.push_back(output.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// The eCFR XML in a folder that may be missing.
inline std::vector<std::filesystem::path> FullDocumentsIn(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder) ? FilesOf(folder, "full-") : std::vector<std::filesystem::path>();
}

// The name of a test for a document.
inline std::string TestNameOf(const testing::TestParamInfo<std::filesystem::path>& info) {
  std::string name = info.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_PARSERS_SUPPORT_DOCUMENTS_H_

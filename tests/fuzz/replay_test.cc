// What the fuzz targets have found stays found, also where there is no libFuzzer: each target runs over its
// seeds, its regressions, and beginnings of both.
#include <gtest/gtest.h>

#include "tests/fuzz/fuzz_target.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph::fuzz {
namespace {

constexpr size_t kCuts = 16;

class Replay : public testing::TestWithParam<std::string> {};

std::vector<std::string> InputsIn(const std::filesystem::path& folder) {
  std::vector<std::string> inputs;
  if (!std::filesystem::exists(folder)) return inputs;
  for (const auto& file : FilesOf(folder, "")) inputs.push_back(ReadFile(file));
  return inputs;
}

void RunWithBeginnings(Target target, std::string_view input) {
  target(input);
  for (size_t cut = 0; cut < kCuts; ++cut) target(input.substr(0, input.size() * cut / kCuts));
}

TEST_P(Replay, Seeds) {
  const std::vector<std::string> seeds = InputsIn(std::filesystem::path(REG2GRAPH_FUZZ_SEEDS) / GetParam());
  EXPECT_GE(seeds.size(), 3u);
  for (const std::string& seed : seeds) RunWithBeginnings(Targets().at(GetParam()), seed);
}

TEST_P(Replay, Regressions) {
  const auto folder = std::filesystem::path(REG2GRAPH_TEST_DATA) / "regressions" / GetParam();
  for (const std::string& input : InputsIn(folder)) RunWithBeginnings(Targets().at(GetParam()), input);
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& [name, target] : Targets()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Targets, Replay, testing::ValuesIn(Names()),
                         [](const testing::TestParamInfo<std::string>& info) { return info.param; });

// A folder that no target has would never be run.
TEST(Regressions, AllBelongToATarget) {
  for (const auto& folder : FilesOf(std::filesystem::path(REG2GRAPH_TEST_DATA) / "regressions", ""))
    EXPECT_EQ(Targets().count(folder.filename().string()), 1u) << folder;
}

}  // namespace
}  // namespace reg2graph::fuzz

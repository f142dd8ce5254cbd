#ifndef REG2GRAPH_TESTS_FUZZ_FUZZ_TARGET_H_
#define REG2GRAPH_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace reg2graph::fuzz {

using Target = void (*)(std::string_view input);

// The targets that are linked into this program, by name.
inline std::map<std::string, Target>& Targets() {
  static std::map<std::string, Target> targets;
  return targets;
}

// A byte of the end of an input that says how the rest is to be treated; 0 where there is none. What is
// taken is at the end, so that a document is a good input as it is.
inline uint8_t TakeChoice(std::string_view& input) {
  if (input.empty()) return 0;
  const auto choice = static_cast<uint8_t>(input.back());
  input.remove_suffix(1);
  return choice;
}

[[noreturn]] inline void Fail(const char* file, int line, std::string_view what) {
  std::fprintf(stderr, "%s:%d: %.*s\n", file, line, static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace reg2graph::fuzz

// What must hold of every input. It ends the program in all builds, as a sanitizer does.
#define FUZZ_REQUIRE(condition, what)                                  \
  do {                                                                 \
    if (!(condition)) reg2graph::fuzz::Fail(__FILE__, __LINE__, what); \
  } while (false)

// FUZZ_TARGET(cite) { ... input ... }: one a program for libFuzzer, else all of them in one, to be replayed.
#ifdef REG2GRAPH_LIBFUZZER
#define FUZZ_TARGET(name)                                                   \
  static void Run_##name(std::string_view input);                           \
  extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { \
    Run_##name({reinterpret_cast<const char*>(data), size});                \
    return 0;                                                               \
  }                                                                         \
  static void Run_##name(std::string_view input)
#else
#define FUZZ_TARGET(name)                                           \
  static void Run_##name(std::string_view input);                   \
  [[maybe_unused]] static const bool registered_##name =            \
      reg2graph::fuzz::Targets().emplace(#name, Run_##name).second; \
  static void Run_##name(std::string_view input)
#endif

#endif  // REG2GRAPH_TESTS_FUZZ_FUZZ_TARGET_H_

#ifndef REG2GRAPH_ENGINE_CORE_HASH_H_
#define REG2GRAPH_ENGINE_CORE_HASH_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace reg2graph {

std::string Hex(std::string_view bytes);  // lower case
std::string Hex(const std::array<unsigned char, 32>& digest);

// SHA-256 in pieces. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void Update(std::string_view bytes);
  std::array<unsigned char, 32> Finish();  // once
  std::string FinishHex();                 // instead of Finish

 private:
  struct State;
  std::unique_ptr<State> state_;
};
std::array<unsigned char, 32> Sha256Of(std::string_view bytes);
std::string HexSha256(std::string_view bytes);

// XXH3 (128 bits, seed 0) in pieces: stable across runs and machines, for stamps. Not thread-safe.
class StableHash {
 public:
  StableHash();
  ~StableHash();
  void Update(std::string_view bytes);
  std::string Finish() const;  // 32 hex digits, of all that was added so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_HASH_H_

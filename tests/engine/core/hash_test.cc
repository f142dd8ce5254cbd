#include "engine/core/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace reg2graph {
namespace {

TEST(Hex, LowerCase) { EXPECT_EQ(Hex(std::string_view("\x00\x0f\xa0\xff", 4)), "000fa0ff"); }

TEST(Sha256, KnownVectors) {
  EXPECT_EQ(Hex(Sha256Of("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256Of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, InPiecesAsInOne) {
  const std::string text(100'000, 'z');
  Sha256 hash;
  for (size_t i = 0; i < text.size(); i += 777) hash.Update(std::string_view(text).substr(i, 777));
  EXPECT_EQ(hash.Finish(), Sha256Of(text));
}

TEST(StableHash, KnownVectorAndPieces) {
  EXPECT_EQ(StableHash().Finish(), "99aa06d3014798d86001c324468d497f");  // XXH3 128, seed 0, no bytes
  StableHash whole, pieces;
  whole.Update("abcdef");
  pieces.Update("abc");
  pieces.Update("");
  pieces.Update("def");
  EXPECT_EQ(whole.Finish(), pieces.Finish());
  EXPECT_NE(whole.Finish(), StableHash().Finish());
}

}  // namespace
}  // namespace reg2graph

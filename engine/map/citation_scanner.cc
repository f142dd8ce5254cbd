#include "engine/map/citation_scanner.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define REG2GRAPH_AVX2 1
#endif

namespace reg2graph::citation {
namespace {

using std::string_view;

constexpr size_t kBlock = 32;
constexpr size_t kPlaces = 4;
constexpr size_t kOverlap = kPlaces - 1;  // a string that starts in the block's last byte ends here

// '0' is any digit, '?' any byte. Strings of one bucket are not distinguished, nor, in the SIMD form, the
// halves of their bytes: the buckets are the best of some thousands that were tried on law (8 false hits to
// 10 true ones).
struct Literal {
  int bucket;
  string_view text;
};
constexpr Literal kLiterals[] = {
    {0, "e Or"}, {0, "E OR"}, {0, "apte"}, {0, "REOR"}, {1, "\xc2\xa7??"}, {1, "USC?"}, {1, "0/0?"},
    {2, "sect"}, {2, "Sect"}, {2, "SECT"}, {2, "Sec."}, {2, "sec."},       {2, "Secs"}, {2, "secs"},
    {2, "Fed."}, {3, "part"}, {3, "para"}, {3, "Part"}, {3, "Para"},       {3, "PART"}, {3, "PARA"},
    {3, "ppen"}, {3, "PPEN"}, {3, "FAR "}, {3, "FARS"}, {3, "tat."},       {3, "tat "}, {4, "APTE"},
    {4, ".S.C"}, {4, "EO 0"}, {4, "PL 0"}, {6, "FR d"}, {2, "egis"},       {4, "nt 0"}, {4, "ts 0"},
    {4, "nt I"}, {5, "CFR?"}, {5, "RIN?"}, {5, "I.R."}, {5, " FR "},       {5, "F.R."}, {5, "ub.?"},
    {6, "C. F"}, {6, "S. C"}, {6, "Reor"}, {6, "E.O."}, {6, "E. O"},       {6, "P.L."}, {6, "Proc"},
    {6, "Code"}, {6, "FR D"}, {7, "itle"}, {7, "ITLE"}, {7, "C.F."},       {7, "IRC "}, {7, "c La"},
    {7, "C LA"},
};

using ByteTable = std::array<std::array<uint8_t, 256>, kPlaces>;

constexpr bool MayStand(char stands, size_t byte) {
  if (stands == '?') return true;
  if (stands == '0') return byte >= '0' && byte <= '9';
  return static_cast<unsigned char>(stands) == byte;
}

// For each of the four positions: the buckets in which a byte may occur there.
constexpr ByteTable MakeByteTable() {
  ByteTable table{};
  for (const Literal& literal : kLiterals) {
    for (size_t place = 0; place < kPlaces; ++place) {
      for (size_t byte = 0; byte < 256; ++byte) {
        if (MayStand(literal.text[place], byte))
          table[place][byte] |= static_cast<uint8_t>(1 << literal.bucket);
      }
    }
  }
  return table;
}
constexpr ByteTable kBytes = MakeByteTable();

uint32_t MatchScalar(const char* p) {
  uint32_t hits = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(p);
  for (size_t i = 0; i < kBlock; ++i) {
    const int buckets =
        kBytes[0][bytes[i]] & kBytes[1][bytes[i + 1]] & kBytes[2][bytes[i + 2]] & kBytes[3][bytes[i + 3]];
    hits |= static_cast<uint32_t>(buckets != 0) << i;
  }
  return hits;
}

const char* ScanScalar(const char* p, const char* last, uint32_t& hits) {
  for (; p <= last; p += kBlock) {
    hits = MatchScalar(p);
    if (hits != 0) return p;
  }
  return p;
}

#ifdef REG2GRAPH_AVX2

// The same tables by half bytes, as one shuffle looks them up (the method of Hyperscan's Teddy).
struct NibbleTables {
  alignas(16) uint8_t low[kPlaces][16];
  alignas(16) uint8_t high[kPlaces][16];
};
constexpr NibbleTables MakeNibbleTables() {
  NibbleTables tables{};
  for (size_t place = 0; place < kPlaces; ++place) {
    for (size_t byte = 0; byte < 256; ++byte) {
      tables.low[place][byte & 15] |= kBytes[place][byte];
      tables.high[place][byte >> 4] |= kBytes[place][byte];
    }
  }
  return tables;
}
constexpr NibbleTables kNibbles = MakeNibbleTables();

__attribute__((target("avx2"))) inline __m256i Table(const uint8_t* bytes) {
  return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(bytes)));
}

__attribute__((target("avx2"))) inline __m256i Lookup(const char* p, __m256i low, __m256i high) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  const __m256i nibble = _mm256_set1_epi8(15);
  const __m256i from_low = _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, nibble));
  const __m256i from_high = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
  return _mm256_and_si256(from_low, from_high);
}

__attribute__((target("avx2"))) const char* ScanAvx2(const char* p, const char* last, uint32_t& hits) {
  const __m256i l0 = Table(kNibbles.low[0]), h0 = Table(kNibbles.high[0]);
  const __m256i l1 = Table(kNibbles.low[1]), h1 = Table(kNibbles.high[1]);
  const __m256i l2 = Table(kNibbles.low[2]), h2 = Table(kNibbles.high[2]);
  const __m256i l3 = Table(kNibbles.low[3]), h3 = Table(kNibbles.high[3]);
  const __m256i zero = _mm256_setzero_si256();
  for (; p <= last; p += kBlock) {
    const __m256i first_two = _mm256_and_si256(Lookup(p, l0, h0), Lookup(p + 1, l1, h1));
    const __m256i last_two = _mm256_and_si256(Lookup(p + 2, l2, h2), Lookup(p + 3, l3, h3));
    const __m256i buckets = _mm256_and_si256(first_two, last_two);
    hits = ~static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(buckets, zero)));
    if (hits != 0) return p;
  }
  return p;
}

#endif

using Scan = const char* (*)(const char*, const char*, uint32_t&);

Scan BestScan() {
#ifdef REG2GRAPH_AVX2
  if (__builtin_cpu_supports("avx2")) return ScanAvx2;
#endif
  return ScanScalar;
}

// Scans blocks from `p` while they start at or before `last`: the first with hits, or where it ended.
const Scan kScan = BestScan();

}  // namespace

void AnchorScanner::Refill(size_t at) {
  hits_ = 0;
  const char* base = text_.data();
  if (at + kBlock + kOverlap <= text_.size()) {
    const char* last = base + (text_.size() - kBlock - kOverlap);
    const char* p = kScan(base + at, last, hits_);
    block_ = static_cast<size_t>(p - base);
    scanned_ = block_ + (hits_ != 0 ? kBlock : 0);
    if (hits_ != 0) return;
    at = block_;
  }
  while (hits_ == 0 && at < text_.size()) {
    std::array<char, kBlock + kOverlap> padded{};
    std::memcpy(padded.data(), base + at, std::min(padded.size(), text_.size() - at));
    kScan(padded.data(), padded.data(), hits_);
    block_ = at;
    at += kBlock;
  }
  scanned_ = at;
}

size_t AnchorScanner::Next(size_t from) {
  if (from >= scanned_) {
    hits_ = 0;
    scanned_ = from;
  }
  while (true) {
    while (hits_ != 0) {
      const size_t at = block_ + static_cast<size_t>(std::countr_zero(hits_));
      hits_ &= hits_ - 1;
      if (at >= from) return at;
    }
    if (scanned_ >= text_.size()) return kNone;
    Refill(scanned_);
  }
}

}  // namespace reg2graph::citation

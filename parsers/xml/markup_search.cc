#include "parsers/xml/markup_search.h"

#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace reg2graph {
namespace {

#if defined(__x86_64__)
using Search = size_t (*)(const char* text, size_t from, size_t size);

size_t SearchSse2(const char* text, size_t from, size_t size) {
  const __m128i lt = _mm_set1_epi8('<'), d = _mm_set1_epi8('D'), bang = _mm_set1_epi8('!');
  const __m128i question = _mm_set1_epi8('?'), slash = _mm_set1_epi8('/');
  for (size_t i = from; i < size; i += 16) {
    const __m128i v0 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i));
    const __m128i v1 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i + 1));
    const __m128i v2 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i + 2));
    const __m128i closing = _mm_and_si128(_mm_cmpeq_epi8(v1, slash), _mm_cmpeq_epi8(v2, d));
    const __m128i other = _mm_or_si128(_mm_cmpeq_epi8(v1, bang), _mm_cmpeq_epi8(v1, question));
    const __m128i second = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v1, d), closing), other);
    const int hits = _mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(v0, lt), second));
    if (hits != 0) return i + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(hits)));
  }
  return size;
}

__attribute__((target("avx2"))) size_t SearchAvx2(const char* text, size_t from, size_t size) {
  const __m256i lt = _mm256_set1_epi8('<'), d = _mm256_set1_epi8('D'), bang = _mm256_set1_epi8('!');
  const __m256i question = _mm256_set1_epi8('?'), slash = _mm256_set1_epi8('/');
  for (size_t i = from; i < size; i += 32) {
    const __m256i v0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + i));
    const __m256i v1 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + i + 1));
    const __m256i v2 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + i + 2));
    const __m256i closing = _mm256_and_si256(_mm256_cmpeq_epi8(v1, slash), _mm256_cmpeq_epi8(v2, d));
    const __m256i other = _mm256_or_si256(_mm256_cmpeq_epi8(v1, bang), _mm256_cmpeq_epi8(v1, question));
    const __m256i second = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(v1, d), closing), other);
    const int hits = _mm256_movemask_epi8(_mm256_and_si256(_mm256_cmpeq_epi8(v0, lt), second));
    if (hits != 0) return i + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(hits)));
  }
  return size;
}

size_t SearchFast(const char* text, size_t from, size_t size) {
  // Chosen at run time: the release build is for plain x86-64, and target_clones fails in some builds.
  static const Search search = __builtin_cpu_supports("avx2") ? SearchAvx2 : SearchSse2;
  return search(text, from, size);
}
#else
bool MayStart(const char* at) {
  return at[1] == 'D' || at[1] == '!' || at[1] == '?' || (at[1] == '/' && at[2] == 'D');
}

size_t SearchFast(const char* text, size_t from, size_t size) {
  while (from < size) {
    const void* hit = std::memchr(text + from, '<', size - from);
    if (hit == nullptr) return size;
    from = static_cast<size_t>(static_cast<const char*>(hit) - text);
    if (MayStart(text + from)) return from;
    ++from;
  }
  return size;
}
#endif

// A '<' in the last two bytes, whose followers are not there yet.
size_t SearchEnd(std::string_view text, size_t from) {
  const size_t size = text.size();
  if (size >= from + 2 && text[size - 2] == '<' && text[size - 1] == '/') return size - 2;
  if (size >= from + 1 && text[size - 1] == '<') return size - 1;
  return size;
}

}  // namespace

size_t FindMarkup(std::string_view text, size_t from) {
  if (from >= text.size()) return text.size();
  const size_t found = SearchFast(text.data(), from, text.size());
  return found < text.size() ? found : SearchEnd(text, from);
}

}  // namespace reg2graph

#include "parsers/xml/text_builder.h"

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace reg2graph {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

// How much of [begin, end) can be copied unchanged: up to a control character (white space or
// not), or a blank before another white space or the end.
size_t CleanLength(const char* begin, const char* end) {
  const char* at = begin;
#if defined(__SSE2__)
  const __m128i blank = _mm_set1_epi8(' '), last_control = _mm_set1_epi8(0x1F);
  for (; at < end; at += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, last_control), v);
    const __m128i space_next = _mm_cmpeq_epi8(_mm_min_epu8(next, blank), next);
    const __m128i double_blank = _mm_and_si128(_mm_cmpeq_epi8(v, blank), space_next);
    const int stops = _mm_movemask_epi8(_mm_or_si128(control, double_blank));
    if (stops == 0) continue;
    at += __builtin_ctz(static_cast<unsigned>(stops));
    break;
  }
  if (at > end) at = end;
  // The byte after the end need not be white space: a blank at the end is left out all the same.
  if (at == end && at > begin && at[-1] == ' ') --at;
#else
  const auto stops = [end](const char* here) {
    const auto c = static_cast<unsigned char>(*here);
    return c < ' ' || (c == ' ' && (here + 1 == end || static_cast<unsigned char>(here[1]) <= ' '));
  };
  while (at < end && !stops(at)) ++at;
#endif
  return static_cast<size_t>(at - begin);
}

}  // namespace

void TextBuilder::Clear() {
  text_.clear();
  spans_.clear();
  blank_ = line_ = in_row_ = false;
  tabs_ = 0;
}

void TextBuilder::Text(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    if (IsSpace(*at)) {
      blank_ = true;
      ++at;
      continue;
    }
    WriteSeparator();
    size_t length = CleanLength(at, end);
    if (length == 0) length = 1;  // a control character that is not white space
    text_.Append({at, length});
    at += length;
  }
}

void TextBuilder::Line() {
  line_ = !text_.empty();
  blank_ = in_row_ = false;
  tabs_ = 0;
}

void TextBuilder::NextRow() { Line(); }

void TextBuilder::NextCell() {
  if (in_row_) ++tabs_;
  in_row_ = true;
  blank_ = false;
}

void TextBuilder::WriteSeparator() {
  if (line_) text_.Append("\n");
  if (tabs_ > 0) {
    std::memset(text_.Extend(tabs_), '\t', tabs_);
  } else if (blank_ && !line_ && !text_.empty() && text_.view().back() != '\t') {
    text_.Append(" ");
  }
  line_ = blank_ = false;
  tabs_ = 0;
}

size_t TextBuilder::BeginSpan(SpanStyle style) {
  spans_.push_back({static_cast<uint32_t>(text_.size()), 0, style});
  return spans_.size() - 1;
}

void TextBuilder::EndSpan(size_t span) {
  InlineSpan& it = spans_[span];
  it.end = static_cast<uint32_t>(text_.size());
  // The separator before its first character was written inside of it.
  while (it.begin < it.end && IsSpace(text_.view()[it.begin])) ++it.begin;
}

std::span<const InlineSpan> TextBuilder::spans() {
  std::erase_if(spans_, [](const InlineSpan& span) { return span.begin >= span.end; });
  return spans_;
}

}  // namespace reg2graph

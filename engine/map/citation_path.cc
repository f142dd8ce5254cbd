#include "engine/map/citation_path.h"

#include <algorithm>

namespace reg2graph::citation {
namespace {

using std::string_view;

constexpr size_t kMaxMarker = 7;

int RomanUnits(string_view s) {
  static constexpr string_view kUnits[] = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
  for (int i = 0; i < 10; ++i) {
    if (s == kUnits[i]) return i;
  }
  return -1;
}

// Up to 89; 0 if it is not a numeral. Nothing in the regulations counts further in romans.
int RomanValue(string_view marker) {
  char lower[kMaxMarker];
  if (marker.empty() || marker.size() > kMaxMarker) return 0;
  std::transform(marker.begin(), marker.end(), lower, ToLower);
  string_view s(lower, marker.size());
  int value = 0;
  if (s.substr(0, 2) == "xl") {
    value = 40;
    s.remove_prefix(2);
  } else {
    if (s[0] == 'l') {
      value = 50;
      s.remove_prefix(1);
    }
    for (int i = 0; i < 3 && !s.empty() && s[0] == 'x'; ++i) {
      value += 10;
      s.remove_prefix(1);
    }
  }
  const int units = RomanUnits(s);
  return units < 0 ? 0 : value + units;
}

bool AllOf(string_view text, bool (*is)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is);
}

// a, aa, AA: one letter, said again after z.
bool IsRepeatedLetter(string_view marker) {
  return marker.size() <= 4 &&
         std::all_of(marker.begin(), marker.end(), [&](char c) { return c == marker[0]; });
}

bool IsLetterMarker(string_view marker) {
  return IsRepeatedLetter(marker) && !(marker.size() > 1 && ToLower(marker[0]) == 'i');
}

int Ordinal(string_view marker, MarkerKind kind) {
  switch (kind) {
    case MarkerKind::kDigit: return Number(marker);
    case MarkerKind::kRoman:
    case MarkerKind::kUpperRoman: return RomanValue(marker);
    case MarkerKind::kLetter:
    case MarkerKind::kUpper: return static_cast<int>(marker.size() - 1) * 26 + ToLower(marker[0]) - 'a' + 1;
    case MarkerKind::kNone: return 0;
  }
  return 0;
}

// Whether a marker of level `child` may be directly below one of kind `parent`.
bool MayBeBelow(MarkerKind parent, string_view child) {
  switch (parent) {
    case MarkerKind::kDigit:
      return CanBe(child, MarkerKind::kRoman) || IsUpper(child[0]) || CanBe(child, MarkerKind::kLetter);
    case MarkerKind::kLetter: return IsDigit(child[0]);
    case MarkerKind::kRoman:
      return IsUpper(child[0]) || CanBe(child, MarkerKind::kLetter) || IsDigit(child[0]);
    case MarkerKind::kUpper: return IsDigit(child[0]) || CanBe(child, MarkerKind::kRoman);
    case MarkerKind::kUpperRoman: return CanBe(child, MarkerKind::kLetter) || IsDigit(child[0]);
    case MarkerKind::kNone: return true;
  }
  return false;
}

bool FitsAt(const MarkerPath& path, size_t level, const MarkerPath& next) {
  const MarkerKind kind = KindAt(path, level);
  if (!CanBe(next.markers[0], kind)) return false;
  return next.size < 2 || MayBeBelow(kind, next.markers[1]);
}

MarkerPath Replaced(const MarkerPath& path, size_t level, const MarkerPath& next) {
  MarkerPath whole = path;
  whole.Cut(level);
  for (size_t i = 0; i < next.size; ++i) whole.Push(next.markers[i]);
  return whole;
}

bool EatMarker(Cursor& cursor, string_view& marker) {
  if (cursor.Peek() != '(') return false;
  size_t size = 0;
  while (size <= kMaxMarker && IsAlnum(cursor.Peek(1 + size))) ++size;
  if (size == 0 || size > kMaxMarker || cursor.Peek(1 + size) != ')') return false;
  const string_view found = cursor.text().substr(cursor.pos() + 1, size);
  if (!IsMarker(found)) return false;
  marker = found;
  cursor.Seek(cursor.pos() + size + 2);
  return true;
}

// After a detached marker: whether the citation continues, or a sentence starts there.
bool EndsCitation(Cursor c) {
  if (c.AtEnd()) return true;
  switch (c.Peek()) {
    case ',':
    case ';':
    case '.':
    case ')':
    case '(':
    case ':':
    case ']':
    case '-': return true;
    default: break;
  }
  if (DashAt(c.text(), c.pos()) > 0) return true;
  // "(l) (5) (iii) (A)"
  Cursor next = c;
  next.Blanks();
  string_view marker;
  if (EatMarker(next, marker)) return true;
  static constexpr string_view kWords[] = {"and",   "or",   "through", "to",   "of",    "is",      "are",
                                           "shall", "must", "may",     "does", "apply", "applies", "do",
                                           "in",    "by",   "as",      "for",  "with",  "under"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](string_view word) { return Cursor(c).EatWord(word); });
}

bool NextLevelApart(const MarkerPath& path, string_view marker) {
  const MarkerKind last = KindAt(path, path.size - 1);
  switch (last) {
    case MarkerKind::kLetter: return IsDigit(marker[0]);
    case MarkerKind::kDigit: return CanBe(marker, MarkerKind::kRoman) || IsUpper(marker[0]);
    // In the older order (a)(1)(i)(a) a letter follows.
    case MarkerKind::kRoman:
      return IsUpper(marker[0]) || (path.size >= 3 && CanBe(marker, MarkerKind::kLetter));
    case MarkerKind::kUpper: return IsDigit(marker[0]) || CanBe(marker, MarkerKind::kRoman);
    default: return false;
  }
}

// (k)(l): no letter is ever below one, and the paragraphs' own markers are corrected so too.
bool IsMisprintedOne(const MarkerPath& path, string_view marker) {
  if (marker != "l" || path.empty()) return false;
  const MarkerKind above = KindAt(path, path.size - 1);
  return above == MarkerKind::kLetter || above == MarkerKind::kUpper;
}

}  // namespace

void MarkerPath::AppendTo(std::string& key) const {
  for (size_t i = 0; i < size; ++i) {
    key.push_back('/');
    key.append(markers[i]);
  }
}

bool IsMarker(string_view text) {
  if (text.empty() || text.size() > kMaxMarker) return false;
  if (AllOf(text, IsDigit)) return text.size() <= 3;
  if (AllOf(text, IsLower) || AllOf(text, IsUpper)) return IsRepeatedLetter(text) || RomanValue(text) > 0;
  // (47A) of an inserted paragraph
  return text.size() <= 3 && IsUpper(text.back()) && AllOf(text.substr(0, text.size() - 1), IsDigit);
}

bool CanBe(string_view marker, MarkerKind kind) {
  if (marker.empty()) return false;
  switch (kind) {
    case MarkerKind::kDigit: return AllOf(marker, IsDigit) && marker.size() <= 4;
    case MarkerKind::kLetter: return AllOf(marker, IsLower) && IsLetterMarker(marker);
    case MarkerKind::kRoman: return AllOf(marker, IsLower) && RomanValue(marker) > 0;
    case MarkerKind::kUpper: return AllOf(marker, IsUpper) && IsLetterMarker(marker);
    case MarkerKind::kUpperRoman: return AllOf(marker, IsUpper) && RomanValue(marker) > 0;
    case MarkerKind::kNone: return false;
  }
  return false;
}

MarkerKind KindAt(const MarkerPath& path, size_t level) {
  const string_view marker = path.markers[level];
  if (IsDigit(marker[0])) return MarkerKind::kDigit;
  const MarkerKind above = level == 0 ? MarkerKind::kNone : KindAt(path, level - 1);
  if (IsLower(marker[0])) {
    if (!CanBe(marker, MarkerKind::kRoman)) return MarkerKind::kLetter;
    if (!CanBe(marker, MarkerKind::kLetter)) return MarkerKind::kRoman;
    return above == MarkerKind::kDigit || above == MarkerKind::kUpper ? MarkerKind::kRoman
                                                                      : MarkerKind::kLetter;
  }
  if (!CanBe(marker, MarkerKind::kUpperRoman)) return MarkerKind::kUpper;
  if (!CanBe(marker, MarkerKind::kUpper)) return MarkerKind::kUpperRoman;
  const bool below_upper = above == MarkerKind::kRoman && level >= 2 && IsUpper(path.markers[level - 2][0]);
  return below_upper ? MarkerKind::kUpperRoman : MarkerKind::kUpper;
}

MarkerPath EatPath(Cursor& cursor) {
  MarkerPath path;
  string_view marker;
  while (path.size < MarkerPath::kMax) {
    Cursor c = cursor;
    const size_t blank = path.empty() ? 0 : BlankAt(c.text(), c.pos());
    c.Seek(c.pos() + blank);
    if (!EatMarker(c, marker)) break;
    if (blank > 0 && (!NextLevelApart(path, marker) || !EndsCitation(c))) break;
    if (IsMisprintedOne(path, marker)) marker = "1";
    path.Push(marker);
    cursor = c;
  }
  return path;
}

bool Continue(const MarkerPath& path, const MarkerPath& next, MarkerPath& whole) {
  const string_view marker = next.markers[0];
  // "(c)(i) through (c)(iv)"
  if (next.size > 1 && next.size == path.size &&
      std::equal(path.markers.begin(), path.markers.begin() + static_cast<ptrdiff_t>(path.size - 1),
                 next.markers.begin())) {
    whole = next;
    return true;
  }
  // As deep as the one before it, or below the same first marker: said in full.
  const bool full = next.size > 1 && (next.size >= path.size || marker == path.markers[0]);
  if (full && FitsAt(path, 0, next)) {
    whole = next;
    return true;
  }
  for (size_t level = path.size; level-- > 0;) {
    if (!FitsAt(path, level, next)) continue;
    const MarkerKind kind = KindAt(path, level);
    if (Ordinal(marker, kind) <= Ordinal(path.markers[level], kind)) continue;
    whole = Replaced(path, level, next);
    return true;
  }
  for (size_t level = path.size; level-- > 0;) {
    if (!FitsAt(path, level, next)) continue;
    whole = Replaced(path, level, next);
    return true;
  }
  const string_view last = path.markers[path.size - 1];
  // (v) and (vi), given without their ancestors
  if (CanBe(marker, MarkerKind::kRoman) && CanBe(last, MarkerKind::kRoman)) {
    whole = Replaced(path, path.size - 1, next);
    return true;
  }
  return false;
}

MarkerPath Inside(const MarkerPath& place, const MarkerPath& path) {
  const string_view marker = path.markers[0];
  const bool from_the_top = CanBe(marker, MarkerKind::kLetter) &&
                            (!CanBe(marker, MarkerKind::kRoman) || path.size > 1) &&
                            (path.size < 2 || IsDigit(path.markers[1][0]));
  // "(c)(i)" in (c)(1), which leaves out a level
  const bool own = path.size > 1 && !place.empty() && marker == place.markers[0];
  if (own || from_the_top || place.empty()) return path;
  for (size_t level = place.size; level-- > 0;) {
    if (FitsAt(place, level, path)) return Replaced(place, level, path);
  }
  if (MayBeBelow(KindAt(place, place.size - 1), marker)) return Replaced(place, place.size, path);
  return path;
}

}  // namespace reg2graph::citation

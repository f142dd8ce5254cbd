// The Federal Acquisition Regulation (title 48), and what title 14 calls FAR.
#include "engine/map/citation_far.h"

#include "engine/map/citation_outside.h"
#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;

constexpr size_t kLongestPart = 4;

bool EatPartWord(Cursor& c, bool& plural) {
  plural = c.EatAbbreviation("parts") || c.EatAbbreviation("pts");
  return plural || c.EatAbbreviation("part") || c.EatAbbreviation("pt");
}

// Not a price, a decimal of a longer number, or the tail of a name.
bool MayPrecede(char before) {
  return !IsAlnum(before) && before != '$' && before != '.' && before != '-' && before != '/' &&
         before != '+' && before != ',' && before != '_';
}

}  // namespace

size_t FarNumberScanner::Next(size_t from) {
  while (found_ < from || dot_ == 0) {
    if (dot_ < from) dot_ = from;
    const size_t dot = text_.find('.', dot_ == 0 ? 1 : dot_);
    if (dot == string_view::npos) return found_ = dot_ = kNone;
    dot_ = dot + 1;
    size_t digits = 0;
    while (digits < 5 && dot + 1 + digits < text_.size() && IsDigit(text_[dot + 1 + digits])) ++digits;
    if (digits != 3 && digits != 4) continue;
    size_t start = dot;
    while (start > from && dot - start <= kLongestPart && IsDigit(text_[start - 1])) --start;
    if (start == dot || dot - start > kLongestPart || text_[start] == '0') continue;
    if (start > 0 && !MayPrecede(text_[start - 1])) continue;
    found_ = start;
    if (found_ >= from) return found_;
  }
  return found_;
}

// "32.111(a)(3)", "15.404-1(c), 42.1503(h)" in title 48.
void CitationReader::ReadFarNumber(size_t hit) {
  rule_ = CitationRule::kBareSection;
  basis_ = CitationBasis::kText;
  Cursor c = At(hit);
  ListState state;
  state.title = 48;
  members_.clear();
  if (!EatCfrList(c, hit, state)) return;
  const string& first = members_.front().tail;
  Cursor after = At(members_.front().end);
  if (!first.starts_with("/s") || AtUnit(after)) return;
  if (members_.size() == 1 && context_->section_key == CfrTitleKey(48) + first && IsOwnHeading(hit, c))
    return;
  EmitMembers(CfrTitleKey(48), true);
  NoteSection(hit, CfrTitleKey(48), true);
  Consume(c.pos());
}

// "FAR 52.204-1", "FAR part 12", "FAR 31.2" (a subpart), "DFARS 252.204-7012".
void CitationReader::ReadFar(size_t hit) {
  rule_ = CitationRule::kFar;
  bool defense = false;
  if (hit > 0 && IsAlnum(text_[hit - 1])) {
    if (text_[hit - 1] != 'D' || !WordStartsAt(hit - 1)) return;
    --hit;
    defense = true;
  }
  Cursor c = At(hit);
  if (!c.EatExact("DFARS") && !c.EatExact("FAR")) return;
  if (BlankAt(c.text(), c.pos()) == 0) return;
  const int title = defense ? 48 : FarTitle(*context_);
  members_.clear();
  ListState state;
  state.title = title;
  Cursor sub = c;
  c.Blanks();
  bool plural = false;
  const size_t start = hit;
  if (sub.EatWord("subpart") || sub.EatWord("subparts")) {
    string name;
    Cursor at = sub;
    if (!EatSubpartName(at, name) || name.find('.') == string::npos) return;
    if (!EatSubparts(c, start, "/p" + name.substr(0, name.find('.')))) return;
    EmitMembers(CfrTitleKey(title), false);
    return;
  }
  Cursor at = c;
  if (EatPartWord(at, plural)) {
    state.parts = state.absolute = true;
    state.plural = plural;
    c = at;
    c.Blanks();
  }
  if (!EatCfrList(c, start, state)) return;
  EmitMembers(CfrTitleKey(title), false);
  NoteSection(start, CfrTitleKey(title), false);
  Consume(c.pos());
}

// "the clause at 52.212-4", "FAR 52.212-4", and within title 48 "52.212-4".
bool CitationReader::EatFarHolder(Cursor& cursor, Holder& holder) {
  Cursor c = cursor;
  bool said = c.EatWord("the clause at") || c.EatWord("the provision at") || c.EatWord("the clause in");
  c.Blanks();
  said = c.EatExact("FAR ") || (said && context_->title == 48) || context_->title == 48;
  c.Blanks();
  if (!said || !EatSectionId(c, false, false, id_) || !id_.dotted || id_.id.size() - id_.part_size < 4)
    return false;
  holder.kind = Holder::Kind::kSection;
  holder.title = FarTitle(*context_);
  holder.relative = true;
  string tail = "/s" + id_.id;
  EatPath(c).AppendTo(tail);
  holder.key = CfrTitleKey(holder.title) + tail;
  cursor = c;
  return true;
}

}  // namespace reg2graph::citation

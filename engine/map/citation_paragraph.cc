// "paragraphs (c)(1) and (2) of this section", "this paragraph (a)", "paragraph (a)(3) of 17 CFR 240.0-1".
#include <utility>

#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;
using Kind = Holder::Kind;

bool EatParagraphWord(Cursor& c) {
  return c.EatWord("paragraphs") || c.EatWord("paragraph") || c.EatWord("subparagraphs") || c.EatWord("subparagraph");
}

bool AtOf(Cursor& c) { return c.EatWord("of") || c.EatWord("in") || c.EatWord("to") || c.EatWord("under"); }

}  // namespace

void CitationReader::ReadParagraph(size_t hit) {
  if (!WordStartsAt(hit)) {
    if (hit < 3 || !WordStartsAt(hit - 3)) return;
    hit -= 3;
  }
  Cursor c = At(hit);
  if (!EatParagraphWord(c)) return;
  c.Blanks();
  if (c.Peek() != '(' || !EatPathList(c)) return;
  paths_.front().start = hit;
  Consume(c.pos());
  Holder holder;
  Cursor of = c;
  of.Eat(',');
  const bool is_of = of.EatWord("of");
  const bool is_in = !is_of && AtOf(of);
  if (is_of || is_in) {
    if (EatHolder(of, holder, 0)) Consume(of.pos());
    else if (is_of) return;  // of an Act, of a form, of something said before
  }
  EmitPaths(holder);
}

bool CitationReader::EatPathList(Cursor& c) {
  paths_.clear();
  const size_t first = c.pos();
  const MarkerPath path = EatPath(c);
  if (path.empty()) return false;
  paths_.push_back({first, c.pos(), path, false});
  while (true) {
    Cursor next = c;
    Join join = EatJoin(next);
    if (join == Join::kNone && next.EatDash()) join = Join::kThrough;
    if (join == Join::kNone) return true;
    const bool said = EatParagraphWord(next);
    next.Blanks();
    const size_t start = next.pos();
    const MarkerPath more = EatPath(next);
    if (more.empty()) return true;
    MarkerPath whole = more;
    const bool fits = Continue(paths_.back().path, more, whole);
    if (!said && (!fits || AtClause(next))) return true;
    paths_.push_back({start, next.pos(), whole, join == Join::kThrough});
    c = next;
  }
}

void CitationReader::EmitPaths(const Holder& holder) {
  string base;
  bool in_context = false;
  switch (holder.kind) {
    case Kind::kSection: case Kind::kAppendix: base = holder.key; break;
    case Kind::kNone: case Kind::kParagraph:
      base = context_->section_key.empty() ? context_->appendix_key : context_->section_key;
      in_context = true;
      break;
    default: return;
  }
  if (base.empty()) return;
  bool open = false;
  for (const PathMember& member : paths_) {
    const MarkerPath path = in_context ? Inside(context_->paragraph, member.path) : member.path;
    string key = base;
    path.AppendTo(key);
    if (member.to && open) {
      EmitTo(member.end, std::move(key));
      open = false;
    } else {
      Emit(member.start, member.end, std::move(key), in_context || holder.relative);
      open = true;
    }
  }
}

}  // namespace reg2graph::citation

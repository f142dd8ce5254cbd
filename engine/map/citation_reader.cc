#include "engine/map/citation_reader.h"

#include <utility>

#include "engine/map/citation_scanner.h"

namespace reg2graph::citation {

using std::string;
using std::string_view;

void CitationReader::Read(string_view text, const Context& context, std::vector<Citation>& out) {
  text_ = text;
  context_ = &context;
  out_ = &out;
  consumed_ = 0;
  last_section_.key.clear();
  out.clear();
  AnchorScanner scanner(text);
  for (size_t hit = scanner.Next(0); hit != AnchorScanner::kNone; hit = scanner.Next(std::max(hit + 1, consumed_))) {
    ReadAt(hit);
  }
}

// What the scanner found, by its first bytes. A word is recognised by bytes inside it ("ppe" of "appendix").
void CitationReader::ReadAt(size_t hit) {
  Cursor c = At(hit);
  switch (c.Peek()) {
    case '\xc2': {
      bool plural = false;
      if (!c.EatSectionSign()) return;
      while (c.EatSectionSign() || (c.Peek() == ' ' && At(c.pos() + 1).EatSectionSign() && c.Eat(' '))) plural = true;
      Consume(c.pos());
      return ReadSection(hit, c.pos(), plural, false);
    }
    case 'C':
      if (c.Peek(1) == ' ') return void(hit >= 5 && ReadPublicLaw(hit - 5, hit - 5, ""));
      return ReadCfr(hit);
    case '.': return hit > 0 ? ReadCfr(hit - 1) : void();
    case 'U': return ReadUsc(hit);
    case 'F':
      if (c.Peek(1) == 'A') return ReadFar(hit);
      return ReadFederalRegister(hit);
    case 'I':
      return ReadInternalRevenueCode(hit);
    case 'R':
      if (c.Peek(1) == 'I') return ReadRin(hit);
      return ReadReorganizationPlan(hit);
    case 'E': return ReadExecutiveOrder(hit);
    default: break;
  }
  ReadWordAnchor(hit);
}

void CitationReader::ReadWordAnchor(size_t hit) {
  const Cursor c = At(hit);
  if (IsDigit(c.Peek())) return ReadSlash(hit);
  switch (ToLower(c.Peek())) {
    case 's':
    case 'x': {
      if (ToLower(c.Peek()) == 'x') return hit > 0 ? ReadExecutiveOrder(hit - 1) : void();
      if (!WordStartsAt(hit)) return;
      Cursor word = c;
      const bool plural = word.EatWord("sections") || word.EatWord("secs");
      if (!plural && !word.EatWord("section") && !word.EatWord("sec")) return;
      word.Eat('.');
      return ReadSection(hit, word.pos(), plural, true);
    }
    case 'p':
      if (c.Peek() == 'P' && c.Peek(1) == '.') return void(ReadPublicLaw(hit, hit, ""));
      if (ToLower(c.Peek(1)) == 'p') return hit > 0 ? ReadAppendix(hit - 1, false) : void();
      if (ToLower(c.Peek(3)) == 't') {
        const bool sub = hit >= 3 && Cursor(c.text(), hit - 3).EatWord("subpart");
        const bool subs = hit >= 3 && Cursor(c.text(), hit - 3).EatWord("subparts");
        return sub || subs ? ReadSubpart(hit - 3) : ReadPart(hit);
      }
      return ReadParagraph(hit);
    case 'a':
      if (ToLower(c.Peek(1)) == 'p') return hit >= 2 ? ReadChapter(hit - 2) : void();
      return hit >= 2 ? ReadStatutes(hit - 2) : void();
    case 'i': return hit > 0 ? ReadTitle(hit - 1) : void();
    case 'u': return hit > 0 ? void(ReadPublicLaw(hit - 1, hit - 1, "")) : void();
    case 'c': return hit >= 5 ? void(ReadPublicLaw(hit - 5, hit - 5, "")) : void();
    case 'o':
      if (c.Peek(1) == 'd') return hit > 0 ? ReadCodeOfFederalRegulations(hit - 1) : void();
      return hit >= 2 ? ReadProclamation(hit - 2) : void();
    case 'm': return hit >= 2 ? ReadComment(hit - 2) : void();
    case 'l': return hit >= 4 ? ReadAppendix(hit - 4, true) : void();
    default: return;
  }
}

bool CitationReader::WordStartsAt(size_t pos) const { return pos == 0 || !IsAlnum(text_[pos - 1]); }

string_view CitationReader::NumberBefore(size_t pos, size_t& start) const {
  size_t end = pos;
  for (int blanks = 0; blanks < 8 && end > consumed_; ++blanks) {
    if (BlankAt(text_, end - 1) == 1) end -= 1;
    else if (end >= 2 && BlankAt(text_, end - 2) == 2) end -= 2;
    else if (end >= 3 && BlankAt(text_, end - 3) == 3) end -= 3;
    else break;
  }
  start = end;
  while (start > 0 && end - start < 4 && IsDigit(text_[start - 1])) --start;
  if (start == end || start < consumed_) return {};
  if (start > 0 && (IsAlnum(text_[start - 1]) || text_[start - 1] == '$')) return {};
  if (start > 1 && (text_[start - 1] == '.' || text_[start - 1] == '-') && IsDigit(text_[start - 2])) return {};
  return text_.substr(start, end - start);
}

void CitationReader::Emit(size_t start, size_t end, string key, bool relative) {
  Citation& citation = out_->emplace_back();
  citation.start = static_cast<uint32_t>(start);
  citation.end = static_cast<uint32_t>(end);
  citation.relative = relative;
  citation.targets.push_back({std::move(key), Citation::Target::Range::kNone});
  Consume(end);
}

void CitationReader::EmitTo(size_t end, string key) {
  Citation& citation = out_->back();
  citation.targets.back().range = Citation::Target::Range::kStart;
  citation.targets.push_back({std::move(key), Citation::Target::Range::kEnd});
  citation.end = static_cast<uint32_t>(end);
  Consume(end);
}

void CitationReader::EmitMembers(string_view root, bool relative) {
  bool open = false;  // the member before may start a range
  for (Member& member : members_) {
    string key = string(root) + member.tail;
    if (member.to && open) {
      EmitTo(member.end, std::move(key));
      open = false;
    } else {
      Emit(member.start, member.end, std::move(key), relative);
      open = true;
    }
    if (!member.suffix.empty()) out_->back().suffix = std::move(member.suffix);
  }
}

void CitationReader::NoteSection(size_t start, string_view root, bool relative) {
  const string& tail = members_.front().tail;
  if (tail.substr(0, 2) != "/s" || members_.size() != 1) return;
  last_section_.key = root;
  last_section_.key += tail.substr(0, tail.find('/', 2));
  last_section_.start = start;
  last_section_.end = members_.front().end;
  last_section_.relative = relative;
}

}  // namespace reg2graph::citation

#include "engine/map/citation_reader.h"

#include <algorithm>

namespace reg2graph::citation {

using std::string;
using std::string_view;

std::span<const Citation> CitationReader::Read(string_view text, AnchorScanner& scanner, size_t first,
                                               const Context& context) {
  text_ = text;
  context_ = &context;
  count_ = 0;
  consumed_ = 0;
  last_section_.key.clear();
  if (context.title != 48) {
    for (size_t hit = first; hit != AnchorScanner::kNone; hit = scanner.Next(std::max(hit + 1, consumed_))) {
      ReadAt(hit);
    }
    return {citations_.data(), count_};
  }
  // In title 48 a bare number may be a citation too.
  FarNumberScanner numbers(text);
  size_t anchor = first, number = numbers.Next(0);
  while (anchor != AnchorScanner::kNone || number != FarNumberScanner::kNone) {
    const size_t hit = std::min(anchor, number);
    if (number < anchor)
      ReadFarNumber(hit);
    else
      ReadAt(hit);
    const size_t next = std::max(hit + 1, consumed_);
    if (anchor < next) anchor = scanner.Next(next);
    if (number < next) number = numbers.Next(next);
  }
  return {citations_.data(), count_};
}

namespace {

// Four bytes as one number; letters in either case are the same.
constexpr uint32_t Gram(char a, char b, char c, char d) {
  const auto fold = [](char byte) { return static_cast<uint32_t>(static_cast<unsigned char>(byte) | 0x20); };
  return fold(a) << 24 | fold(b) << 16 | fold(c) << 8 | fold(d);
}
constexpr uint32_t Gram(const char (&text)[5]) { return Gram(text[0], text[1], text[2], text[3]); }

}  // namespace

// What the scanner found. A word may be recognised by bytes inside it ("ppen" of "appendix"): it starts
// before.
void CitationReader::ReadAt(size_t hit) {
  basis_ = CitationBasis::kText;
  if (text_[hit] == '\xc2') return ReadSectionSign(hit);
  const Cursor c = At(hit);
  switch (Gram(c.Peek(0), c.Peek(1), c.Peek(2), c.Peek(3))) {
    case Gram("sect"):
    case Gram("sec."):
    case Gram("secs"): return ReadSectionWord(hit);
    case Gram("part"):
    case Gram("para"): return ReadPartOrParagraph(hit);
    case Gram("c.f."):
    case Gram("c. f"):
    case Gram("code"): return ReadCfr(hit);
    case Gram(".s.c"): return Before(hit, 1, &CitationReader::ReadUsc);
    case Gram("s. c"): return ReadUscBefore(hit);
    case Gram("itle"): return Before(hit, 1, &CitationReader::ReadTitle);
    case Gram("apte"): return Before(hit, 2, &CitationReader::ReadChapter);
    case Gram("ppen"): return Before(hit, 1, &CitationReader::ReadAppendix);
    case Gram("nt i"): return Before(hit, 8, &CitationReader::ReadAppendix);
    case Gram(" fr "): return Before(hit + 1, 0, &CitationReader::ReadFederalRegister);
    case Gram("egis"): return Before(hit, 9, &CitationReader::ReadFederalRegister);
    case Gram("fr d"):
    case Gram("fed."):
    case Gram("f.r."): return ReadFederalRegister(hit);
    case Gram("tat."):
    case Gram("tat "): return Before(hit, 1, &CitationReader::ReadStatutes);
    case Gram("c la"): return Before(hit, 5, &CitationReader::ReadPublicLaws);
    case Gram("p.l."): return ReadPublicLaws(hit);
    case Gram("e or"): return Before(hit, 8, &CitationReader::ReadExecutiveOrder);
    case Gram("e.o."):
    case Gram("e. o"): return ReadExecutiveOrder(hit);
    case Gram("proc"): return ReadProclamation(hit);
    case Gram("reor"): return ReadReorganizationPlan(hit);
    case Gram("far "):
    case Gram("fars"): return ReadFar(hit);
    case Gram("i.r."):
    case Gram("irc "): return ReadInternalRevenueCode(hit);
    default: break;
  }
  ReadShortAt(hit);
}

// What three bytes, or a digit, decide.
void CitationReader::ReadShortAt(size_t hit) {
  const Cursor c = At(hit);
  switch (Gram(c.Peek(0), c.Peek(1), c.Peek(2), ' ')) {
    case Gram("cfr "): return ReadCfr(hit);
    case Gram("usc "): return ReadUsc(hit);
    case Gram("rin "): return ReadRin(hit);
    case Gram("eo  "): return ReadExecutiveOrder(hit);
    case Gram("pl  "): return ReadPublicLaws(hit);
    case Gram("ub. "): return Before(hit, 1, &CitationReader::ReadPublicLaws);
    case Gram("nt  "): return Before(hit, 5, &CitationReader::ReadComment);
    case Gram("ts  "): return Before(hit, 6, &CitationReader::ReadComment);
    default: return IsDigit(text_[hit]) ? ReadSlash(hit) : void();
  }
}

// "U. S. C." and "U.S. Code": where the word starts.
void CitationReader::ReadUscBefore(size_t hit) {
  if (hit >= 3 && text_.substr(hit - 3, 3) == "U. ")
    ReadUsc(hit - 3);
  else if (hit >= 2 && text_.substr(hit - 2, 2) == "U.")
    ReadUsc(hit - 2);
}

void CitationReader::Before(size_t hit, size_t bytes, void (CitationReader::*read)(size_t)) {
  if (hit >= bytes) (this->*read)(hit - bytes);
}

void CitationReader::ReadSectionSign(size_t hit) {
  Cursor c = At(hit);
  if (!c.EatSectionSign()) return;
  bool plural = false;
  while (c.EatSectionSign() || (c.Peek() == ' ' && At(c.pos() + 1).EatSectionSign() && c.Eat(' ')))
    plural = true;
  Consume(c.pos());
  ReadSection(hit, c.pos(), plural, false);
}

void CitationReader::ReadSectionWord(size_t hit) {
  Cursor c = At(hit);
  const char fourth = ToLower(c.Peek(3));
  if ((fourth != 't' && fourth != '.' && fourth != 's' && fourth != ' ') || !WordStartsAt(hit)) return;
  const bool plural = c.EatWord("sections") || c.EatWord("secs");
  if (!plural && !c.EatWord("section") && !c.EatWord("sec")) return;
  c.Eat('.');
  ReadSection(hit, c.pos(), plural, true);
}

void CitationReader::ReadPartOrParagraph(size_t hit) {
  const Cursor c = At(hit);
  const char fourth = ToLower(c.Peek(3));
  if (fourth == 'a') return ToLower(c.Peek(4)) == 'g' ? ReadParagraph(hit) : void();
  if (fourth != 't') return;
  const bool sub = hit >= 3 && (At(hit - 3).EatWord("subpart") || At(hit - 3).EatWord("subparts"));
  if (ReadAnnexBefore(sub ? hit - 3 : hit) || IsLower(c.Peek(5))) return;
  if (sub)
    ReadSubpart(hit - 3);
  else
    ReadPart(hit);
}

bool CitationReader::WordStartsAt(size_t pos) const { return pos == 0 || !IsAlnum(text_[pos - 1]); }

string_view CitationReader::NumberBefore(size_t pos, size_t& start) const {
  size_t end = pos;
  for (int blanks = 0; blanks < 8 && end > consumed_; ++blanks) {
    if (BlankAt(text_, end - 1) == 1)
      end -= 1;
    else if (end >= 2 && BlankAt(text_, end - 2) == 2)
      end -= 2;
    else if (end >= 3 && BlankAt(text_, end - 3) == 3)
      end -= 3;
    else
      break;
  }
  start = end;
  while (start > 0 && end - start < 4 && IsDigit(text_[start - 1])) --start;
  if (start == end || start < consumed_) return {};
  if (start > 0 && (IsAlnum(text_[start - 1]) || text_[start - 1] == '$')) return {};
  if (start > 1 && (text_[start - 1] == '.' || text_[start - 1] == '-') && IsDigit(text_[start - 2]))
    return {};
  return text_.substr(start, end - start);
}

void CitationReader::Emit(size_t start, size_t end, string_view root, string_view tail, bool relative) {
  if (count_ == citations_.size()) citations_.emplace_back();
  Citation& citation = citations_[count_++];
  citation.start = static_cast<uint32_t>(start);
  citation.end = static_cast<uint32_t>(end);
  citation.relative = relative;
  citation.rule = rule_;
  citation.basis = basis_ == CitationBasis::kText && relative ? CitationBasis::kContext : basis_;
  citation.suffix.clear();
  citation.date.clear();
  citation.targets.resize(1);
  citation.targets[0].key.assign(root).append(tail);
  citation.targets[0].range = Citation::Target::Range::kNone;
  Consume(end);
}

void CitationReader::EmitTo(size_t end, string_view root, string_view tail) {
  Citation& citation = Last();
  citation.targets.back().range = Citation::Target::Range::kStart;
  citation.targets.push_back({string(root).append(tail), Citation::Target::Range::kEnd});
  citation.end = static_cast<uint32_t>(end);
  Consume(end);
}

void CitationReader::EmitMembers(string_view root, bool relative) {
  bool open = false;  // the member before may start a range
  for (const Member& member : members_) {
    if (member.to && open) {
      EmitTo(member.end, root, member.tail);
      open = false;
    } else {
      Emit(member.start, member.end, root, member.tail, relative);
      open = true;
    }
    if (!member.suffix.empty()) Last().suffix = member.suffix;
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

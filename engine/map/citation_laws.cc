// Public laws, Statutes at Large, the Federal Register, presidential documents, RINs.
#include <utility>

#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;

string WithoutBlanks(string_view text) {
  string plain;
  for (size_t i = 0; i < text.size();) {
    const size_t blank = BlankAt(text, i);
    if (blank == 0) {
      plain.push_back(text[i++]);
    } else {
      if (!plain.empty() && plain.back() != ' ') plain.push_back(' ');
      i += blank;
    }
  }
  return plain;
}

// "12866", "11,246": the number of a presidential document.
bool EatOrderNumber(Cursor& cursor, string& number) {
  Cursor c = cursor;
  c.Blanks();
  const string_view digits = c.Digits(5);
  if (digits.empty()) return false;
  number = digits;
  Cursor thousands = c;
  if (digits.size() <= 2 && thousands.Eat(',')) {
    const string_view rest = thousands.Digits(3);
    if (rest.size() != 3) return false;
    number += rest;
    c = thousands;
  }
  if (number.size() < 3 || IsAlnum(c.Peek())) return false;
  if (c.Peek() == '.' && IsDigit(c.Peek(1))) return false;
  cursor = c;
  return true;
}

// The title of an order, in parentheses or quotes, between the members of a list.
void SkipAside(Cursor& cursor) {
  constexpr size_t kMaxAside = 160;
  Cursor c = cursor;
  c.Blanks();
  if (!c.Eat('(')) return;
  for (size_t i = 0; i < kMaxAside && !c.AtEnd() && c.Peek() != '('; ++i) {
    if (c.Eat(')')) {
      cursor = c;
      return;
    }
    c.Seek(c.pos() + 1);
  }
}

void EatNo(Cursor& c) {
  if (!c.EatAbbreviation("nos") && !c.EatAbbreviation("numbered") && !c.EatAbbreviation("number") &&
      !c.EatAbbreviation("numbers")) {
    c.EatAbbreviation("no");
  }
  c.Blanks();
}

// "48 Stat. 881, as amended, 895"
void EatAsAmended(Cursor& cursor) {
  Cursor c = cursor;
  c.Eat(',');
  if (!c.EatWord("as amended") && !c.EatWord("as supplemented")) return;
  cursor = c;
}

}  // namespace

bool CitationReader::ReadPublicLaw(size_t hit, size_t start, string_view suffix) {
  rule_ = CitationRule::kPublicLaw;
  if (!WordStartsAt(hit)) return false;
  Cursor c = At(hit);
  if (!EatPublicLaw(c)) return false;
  bool first = true;
  while (true) {
    Cursor next = c;
    if (!first) {
      const Join join = EatJoin(next);
      if (join != Join::kList) break;
      Cursor again = next;
      if (EatPublicLaw(again)) next = again;
    }
    const size_t at = next.pos();
    const string_view congress = next.Digits(3);
    if (congress.empty() || !next.EatDash()) break;
    next.Blanks();
    const string_view law = next.Digits(4);
    if (law.empty() || IsAlnum(next.Peek())) break;
    Emit(first ? start : at, next.pos(), "/us/pl/" + string(congress) + "/" + string(law), false);
    if (first && !suffix.empty()) Last().suffix = WithoutBlanks(suffix);
    Cursor section = next;
    section.Eat(',');
    section.Blanks();
    const size_t from = section.pos();
    if ((section.EatAbbreviation("sec") || section.EatWord("section") || section.EatSectionSign()) &&
        Last().suffix.empty()) {
      section.Blanks();
      string id;
      if (EatCodeSection(section, id)) {
        EatPath(section);
        Last().suffix = WithoutBlanks(text_.substr(from, section.pos() - from));
        Consume(section.pos());
        next = section;
      }
    }
    first = false;
    c = next;
  }
  return !first;
}

// Pages after a volume: "1376, 1380", "1376-2223"; of the Federal Register with their date.
void CitationReader::ReadPages(Cursor c, size_t start, const string& volume_key, bool dated) {
  int last = 0;
  while (true) {
    Cursor next = c;
    Join join = Join::kList;
    if (last > 0) {
      EatAsAmended(next);
      join = EatJoin(next);
      if (join == Join::kNone && next.EatDash()) join = Join::kThrough;
      if (join == Join::kNone) return;
    }
    const size_t at = last > 0 ? next.pos() : start;
    string_view digits = next.Digits(6);
    string page(digits);
    Cursor thousands = next;
    if (!digits.empty() && digits.size() <= 3 && thousands.Eat(',')) {
      const string_view rest = thousands.Digits(3);
      if (rest.size() == 3 && !IsAlnum(thousands.Peek()) && dated && last == 0) {
        page += rest;
        next = thousands;
      }
    }
    if (page.empty() || IsLetter(next.Peek()) || AtReporter(next)) return;
    int number = Number(page);
    if (join == Join::kThrough && number < last) {
      // 1376-77
      const string whole = std::to_string(last);
      if (page.size() >= whole.size()) return;
      const int end = Number(whole.substr(0, whole.size() - page.size()) + page);
      if (!dated && page.size() >= 3) return AddPageNumber(next.pos(), page);
      number = end;
      page = std::to_string(end);
    }
    if (last > 0 && (number <= last || AtUnit(next))) return;
    const bool year = number >= 1850 && number <= 2050;
    if (last > 0 && join == Join::kList && (year && number - last > 300)) return;
    if (join == Join::kThrough && last > 0)
      EmitTo(next.pos(), volume_key + "/" + page);
    else
      Emit(at, next.pos(), volume_key + "/" + page, false);
    if (dated) {
      Cursor date = next;
      if (EatDate(date, Last().date)) next = date;
    }
    last = number;
    c = next;
  }
}

// "110 Stat. 3009-546": pages of an inserted volume have two numbers.
void CitationReader::AddPageNumber(size_t end, const string& second) {
  Citation& citation = Last();
  citation.targets.back().key += "-" + second;
  citation.end = static_cast<uint32_t>(end);
  Consume(end);
}

void CitationReader::ReadStatutes(size_t hit) {
  rule_ = CitationRule::kStatutes;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  if (!c.EatExact("Stat.") && !c.EatExact("Stat ")) return;
  size_t start = 0;
  // 68A
  const bool lettered = hit >= 2 && text_[hit - 1] == ' ' && IsUpper(text_[hit - 2]);
  const size_t before = lettered ? hit - 2 : hit;
  const string_view volume = NumberBefore(before, start);
  if (volume.empty() || volume.size() > 3 || (lettered && before != start + volume.size())) return;
  EatAsAmended(c);
  c.Eat(',');
  c.Blanks();
  if (c.EatWord("at")) c.Blanks();
  const size_t end = start + volume.size() + (lettered ? 1 : 0);
  ReadPages(c, start, "/us/stat/" + string(text_.substr(start, end - start)), false);
}

void CitationReader::ReadFederalRegister(size_t hit) {
  rule_ = CitationRule::kFederalRegister;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  if (!c.EatExact("FR ") && !c.EatExact("F.R.") && !c.EatWord("fed. reg.") && !c.EatWord("federal register"))
    return;
  Cursor document = c;
  if (document.EatAbbreviation("docs") || document.EatAbbreviation("doc") || document.EatWord("documents") ||
      document.EatWord("document"))
    return ReadFrDocuments(document, hit);
  size_t start = 0;
  const string_view volume = NumberBefore(hit, start);
  if (volume.empty() || volume.size() > 3) return;
  c.Blanks();
  c.Eat(',');
  c.Blanks();
  if (c.EatWord("at")) c.Blanks();
  if (c.EatAbbreviation("pp") || c.EatAbbreviation("p") || c.EatWord("pages") || c.EatWord("page"))
    c.Blanks();
  ReadPages(c, start, "/us/fr/" + string(volume), true);
}

// "2017-11736", "C1-2022-21248", "E9-1234"
static bool EatFrDocument(Cursor& cursor, string& id) {
  Cursor c = cursor;
  id.clear();
  size_t dashes = 0;
  while (id.size() < 20) {
    if (IsAlnum(c.Peek())) {
      id.push_back(c.Peek());
      c.Seek(c.pos() + 1);
      continue;
    }
    Cursor dash = c;
    if (id.empty() || !dash.EatDash() || !IsAlnum(dash.Peek())) break;
    ++dashes;
    id.push_back('-');
    c = dash;
  }
  if (dashes == 0 || dashes > 2 || !IsDigit(id.back()) || !(IsDigit(id[0]) || IsDigit(id[1]))) return false;
  cursor = c;
  return true;
}

// "FR Doc. No. 2017-11736", "FR Docs. 2013-1384 and 2013-1385"
void CitationReader::ReadFrDocuments(Cursor c, size_t start) {
  EatNo(c);
  c.Eat(':');
  c.Blanks();
  string id;
  size_t at = start;
  while (EatFrDocument(c, id)) {
    Emit(at, c.pos(), "/us/fr/frdoc" + id, false);
    if (EatJoin(c) == Join::kNone) return;
    at = c.pos();
  }
}

void CitationReader::ReadExecutiveOrder(size_t hit) {
  rule_ = CitationRule::kPresident;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  if (c.Peek() != 'E' && c.Peek() != 'e') return;
  if (c.EatWord("executive orders") || c.EatWord("executive order")) {
    Cursor aside = c;
    aside.Blanks();
    if (aside.EatExact("(E.O.)") || aside.EatExact("(EO)") || aside.EatExact("(EOs)")) c = aside;
  } else if (!c.EatExact("E.O.") && !c.EatExact("E. O.") && !c.EatExact("EO")) {
    return;
  } else {
    c.Eat('s');
    c.Eat(')');
  }
  EatNo(c);
  string number;
  size_t at = hit;
  bool first = true;
  while (EatOrderNumber(c, number)) {
    if (!first && (number.size() < 4 || AtReporter(c) || AtUnit(c))) return;
    Emit(at, c.pos(), "/us/eo/" + number, false);
    first = false;
    SkipAside(c);
    if (EatJoin(c) == Join::kNone) return;
    at = c.pos();
  }
}

void CitationReader::ReadRin(size_t hit) {
  rule_ = CitationRule::kRin;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  if (!c.EatExact("RINs") && !c.EatExact("RIN")) return;
  EatNo(c);
  c.Eat(':');
  c.Blanks();
  size_t at = hit;
  while (true) {
    const string_view agency = c.Digits(4);
    if (agency.size() != 4 || !c.EatDash()) return;
    const string_view letters = text_.substr(c.pos(), 2);
    if (letters.size() != 2 || !IsUpper(letters[0]) || !IsUpper(letters[1])) return;
    c.Seek(c.pos() + 2);
    const string_view number = c.Digits(2);
    if (number.size() != 2) return;
    Emit(at, c.pos(), "/us/rin/" + string(agency) + "-" + string(letters) + string(number), false);
    if (EatJoin(c) == Join::kNone) return;
    if (c.EatExact("RIN ")) c.Blanks();
    at = c.pos();
  }
}

void CitationReader::ReadProclamation(size_t hit) {
  rule_ = CitationRule::kPresident;
  if (!WordStartsAt(hit) || !IsUpper(text_[hit])) return;
  Cursor c = At(hit);
  if (!c.EatWord("proclamations") && !c.EatWord("proclamation") && !c.EatWord("proc.")) return;
  EatNo(c);
  string number;
  size_t at = hit;
  bool first = true;
  while (EatOrderNumber(c, number)) {
    if (number.size() > 5 || (!first && (number.size() != 4 || AtReporter(c) || AtUnit(c)))) return;
    Emit(at, c.pos(), "/us/proc/" + number, false);
    first = false;
    SkipAside(c);
    if (EatJoin(c) == Join::kNone) return;
    at = c.pos();
  }
}

// "Reorganization Plan No. 3 of 1978", "Reorganization Plans Nos. 1 and 2 of 1978"
void CitationReader::ReadReorganizationPlan(size_t hit) {
  rule_ = CitationRule::kPresident;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  if (!c.EatWord("reorganization") && !c.EatAbbreviation("reorg")) return;
  if (!c.EatWord("plans") && !c.EatWord("plan")) return;
  EatNo(c);
  members_.clear();
  size_t at = hit;
  while (members_.size() < 8) {
    const string_view number = c.Digits(2);
    if (number.empty()) return;
    members_.push_back({at, c.pos(), string("/").append(number), false, {}});
    Cursor next = c;
    if (EatJoin(next) == Join::kNone) break;
    at = next.pos();
    c = next;
  }
  if (!c.EatWord("of")) return;
  c.Blanks();
  const string_view year = c.Digits(4);
  if (year.size() != 4) return;
  EmitMembers("/us/reorg/" + string(year), false);
  Consume(c.pos());
}

}  // namespace reg2graph::citation

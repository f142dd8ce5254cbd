// Appendices, supplements, tables and schedules of a part or subpart.
#include "engine/map/citation_annex.h"

#include <algorithm>
#include <utility>

#include "engine/core/keys.h"
#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;

// Those whose full name is their key, and what they are called when there are several.
constexpr string_view kUnlettered = "appendix";
constexpr string_view kOthers[][2] = {{"table", "tables"},       {"figure", "figures"},
                                      {"schedule", "schedules"}, {"exhibit", "exhibits"},
                                      {"annex", "annexes"},      {"attachment", "attachments"}};

bool EatNumberWord(Cursor& c) {
  return c.EatAbbreviation("nos") || c.EatAbbreviation("no") || c.EatAbbreviation("numbers") ||
         c.EatAbbreviation("number");
}

// "1b", "A", "IV", "2-1", "1C": a small letter only after a digit.
bool IsTableName(string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (IsLower(name[i]) && (i == 0 || !IsDigit(name[i - 1]))) return false;
  }
  return true;
}

std::optional<string> EatTableName(Cursor& cursor) {
  Cursor c = cursor;
  c.Blanks();
  string name;
  while (name.size() < 8) {
    Cursor dash = c;
    if (!name.empty() && dash.EatDash() && IsAlnum(dash.Peek())) {
      name.push_back('-');
      c = dash;
    }
    if (!IsAlnum(c.Peek())) break;
    name.push_back(c.Peek());
    c.Seek(c.pos() + 1);
  }
  if (name.empty() || IsAlnum(c.Peek()) || !IsTableName(name)) return std::nullopt;
  cursor = c;
  return name;
}

bool AtPart(Cursor c) {
  if (!c.EatWord("to") && !c.EatWord("of")) return false;
  if (c.EatWord("this part") || c.EatWord("this subpart") || c.EatWord("part") || c.EatWord("subpart"))
    return true;
  c.Blanks();
  return !c.Digits(2).empty() && EatCfr(c);
}

// "part V.4.D" after the name of an appendix.
void EatPlace(Cursor& cursor, string& tail) {
  Cursor c = cursor;
  c.Eat(',');
  if (!c.EatWord("part")) return;
  c.Blanks();
  if (IsUpper(c.Peek()) && EatDottedPath(c, tail)) cursor = c;
}

// A list goes on with a name of the same form: not "appendix D to SEC Rule 15c3-1", nor "appendix A and 3
// copies".
bool IsLikeName(string_view name, string_view before) {
  const auto letters = [](string_view text) {
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), IsUpper));
  };
  if (letters(name) == 0) return letters(before) == 0;
  return letters(name) <= 2 || letters(name) == letters(before);
}

// Where the owner is known, so is the key.
Member AnnexMember(size_t start, size_t end, const AnnexName& name, const string& owner_tail) {
  Member member{start, end, owner_tail + name.tail, false, {}};
  if (name.slug.empty()) return member;
  if (owner_tail.empty())
    member.annex = name.slug;
  else
    member.tail += AnnexTail(name.slug, owner_tail);
  return member;
}

}  // namespace

std::optional<AnnexHead> EatAnnexWord(Cursor& cursor) {
  Cursor c = cursor;
  c.Blanks();
  AnnexHead head;
  switch (ToLower(c.Peek())) {
    case 'a':
      if (c.EatWord("appendix") || c.EatWord("appendices") || c.EatWord("appendixes") ||
          c.EatAbbreviation("app")) {
        cursor = c;
        return head;
      }
      break;
    case 's':
      if (c.EatWord("supplement") || c.EatWord("supplements") || c.EatAbbreviation("supp")) {
        head.word = AnnexWord::kSupplement;
        c.Blanks();
        if (EatNumberWord(c) || IsDigit(c.Peek())) head = {AnnexWord::kNumberedSupplement, "supplement-no"};
        cursor = c;
        return head;
      }
      break;
    default: break;
  }
  for (const auto& [one, several] : kOthers) {
    if (!c.EatWord(one) && !c.EatWord(several)) continue;
    cursor = c;
    return AnnexHead{AnnexWord::kOther, string(one)};
  }
  return std::nullopt;
}

std::optional<AnnexName> EatAnnexName(Cursor& cursor, const AnnexHead& head) {
  Cursor c = cursor;
  string name;
  AnnexName annex;
  switch (head.word) {
    case AnnexWord::kAppendix:
      if (!EatAppendixName(c, name)) return std::nullopt;
      annex.tail = "/a" + name;
      break;
    case AnnexWord::kSupplement:
      if (!EatAppendixName(c, name)) return std::nullopt;
      annex.tail = "/sup" + name;
      break;
    case AnnexWord::kNumberedSupplement:
    case AnnexWord::kOther: {
      const std::optional<string> number = EatTableName(c);
      if (!number) return std::nullopt;
      annex.slug = head.slug + "-" + Slug(*number);
      break;
    }
  }
  cursor = c;
  return annex;
}

std::optional<AnnexName> EatAnnex(Cursor& cursor) {
  Cursor c = cursor;
  const std::optional<AnnexHead> head = EatAnnexWord(c);
  if (!head) return std::nullopt;
  std::optional<AnnexName> annex = EatAnnexName(c, *head);
  if (annex && head->word == AnnexWord::kOther && !AtPart(c)) return std::nullopt;
  if (!annex && head->word == AnnexWord::kAppendix && AtPart(c)) annex = AnnexName{"", string(kUnlettered)};
  if (annex) cursor = c;
  return annex;
}

string AnnexTail(string_view slug, string_view owner_key, OwnerOrder order) {
  const size_t part = owner_key.find("/p");
  if (part == string_view::npos) return "/a-" + Slug(slug);
  const size_t end = std::min(owner_key.find("/sp", part), owner_key.size());
  const string part_name = "part-" + string(owner_key.substr(part + 2, end - part - 2));
  string name = string(slug) + "-to-";
  if (end == owner_key.size()) {
    name += part_name;
  } else {
    const string subpart_name = "subpart-" + string(owner_key.substr(end + 3));
    name += order == OwnerOrder::kPartThenSubpart ? part_name + "-" + subpart_name
                                                  : subpart_name + "-of-" + part_name;
  }
  return "/a-" + Slug(name);
}

// "appendix G, part V.4.D", "appendices G and H", "supplement I", "supplements no. 1 and 2", "the appendix".
bool CitationReader::EatAnnexes(Cursor& c, size_t start, const string& owner_tail) {
  Cursor t = c;
  const std::optional<AnnexHead> head = EatAnnexWord(t);
  if (!head) return false;
  // After its part ("part 98, table A-1") a table needs no part of its own.
  std::optional<AnnexName> name = owner_tail.empty() ? EatAnnex(t = c) : EatAnnexName(t, *head);
  if (!name) return false;
  members_.push_back(AnnexMember(start, t.pos(), *name, owner_tail));
  size_t at = t.pos() - std::min<size_t>(t.pos(), 2);
  EatPlace(t, members_.back().tail);
  members_.back().end = t.pos();
  while (name->slug != kUnlettered) {
    Cursor next = t;
    Join join = EatJoin(next);
    if (join == Join::kNone && next.EatDash()) join = Join::kThrough;
    if (join == Join::kNone) break;
    Cursor word = next;
    if (const std::optional<AnnexHead> said = EatAnnexWord(word); said && said->word == head->word)
      next = word;
    next.Blanks();
    const string_view before = text_.substr(at, t.pos() - at);
    at = next.pos();
    const std::optional<AnnexName> more = EatAnnexName(next, *head);
    if (!more || AtReporter(next) || !IsLikeName(text_.substr(at, next.pos() - at), before)) break;
    members_.push_back(AnnexMember(at, next.pos(), *more, owner_tail));
    members_.back().to = join == Join::kThrough;
    t = next;
  }
  c = t;
  return true;
}

// The members' tails, now that it is known whose they are.
void CitationReader::NameAnnexes(string_view owner_key, OwnerOrder order) {
  for (Member& member : members_) {
    if (member.annex.empty()) continue;
    member.tail.insert(0, AnnexTail(member.annex, owner_key, order));
    member.annex.clear();
  }
}

// ", paragraph (w)" after an annex and its owner.
void CitationReader::EatAnnexParagraphs(Cursor& c) {
  if (members_.size() != 1) return;
  Cursor t = c;
  t.Eat(',');
  if (!t.EatWord("paragraphs") && !t.EatWord("paragraph")) return;
  t.Blanks();
  if (!EatPathList(t) || Cursor(t).EatWord("of")) return;
  const Member annex = members_.front();
  members_.clear();
  for (const PathMember& path : paths_) {
    Member member = annex;
    if (!members_.empty()) member.start = path.start;
    member.end = path.end;
    member.to = path.to;
    path.path.AppendTo(member.tail);
    members_.push_back(std::move(member));
  }
  c = t;
}

// A part or subpart at `hit` may be the owner of what is named before it: "supplement no. 2 to part 748".
bool CitationReader::ReadAnnexBefore(size_t hit) {
  constexpr size_t kLongest = 64;
  const size_t from = std::max(consumed_, hit < kLongest ? 0 : hit - kLongest);
  string_view before = text_.substr(from, hit - from);
  if (before.ends_with("this ")) before.remove_suffix(5);
  if (!before.ends_with("to ") && !before.ends_with("of ")) return false;
  before.remove_suffix(3);
  for (size_t at = from + before.size(); at-- > from;) {
    if (!IsLetter(text_[at]) || !WordStartsAt(at)) continue;
    Cursor c = At(at);
    if (!EatAnnexWord(c)) continue;
    return ReadAnnex(at, hit);
  }
  return false;
}

// An annex that starts at `start` and whose owner is named at `hit`.
bool CitationReader::ReadAnnex(size_t start, size_t hit) {
  rule_ = CitationRule::kAnnex;
  Cursor c = At(start);
  members_.clear();
  if (!EatAnnexes(c, start, "") || members_.front().tail.starts_with("/a")) return false;
  if ((!c.EatWord("to") && !c.EatWord("of")) || c.pos() > hit || c.pos() + 8 < hit) return false;
  Holder holder;
  if (!EatHolder(c, holder, 1) || holder.key.empty()) return false;
  if (holder.kind != Holder::Kind::kPart && holder.kind != Holder::Kind::kSubpart) return false;
  OwnerOrder order = OwnerOrder::kSubpartOfPart;
  string subpart;
  if (Cursor after = c; holder.kind == Holder::Kind::kPart && after.Eat(',') && after.EatWord("subpart") &&
                        EatSubpartName(after, subpart)) {
    holder.key += "/sp" + subpart;
    order = OwnerOrder::kPartThenSubpart;
    c = after;
  }
  basis_ = CitationBasis::kHolder;
  EatAnnexParagraphs(c);
  NameAnnexes(holder.key, order);
  EmitMembers(holder.key, holder.relative);
  Consume(c.pos());
  return true;
}

}  // namespace reg2graph::citation

#include "engine/map/law_rows.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kSeq = "\"seq\":";
constexpr char kFirstOfDash = '\xe2';

// Whether the three bytes at `at`, of which the first is kFirstOfDash, are a hyphen or a dash shorter than an
// em.
bool IsHyphen(const char* at) {
  const auto last = static_cast<unsigned char>(at[2]);
  if (at[1] == '\x80') return last >= 0x90 && last <= 0x93;
  return at[1] == '\x88' && last == 0x92;
}

// The first hyphen at or after `from` that is not '-'; npos: none.
size_t FindHyphen(string_view text, size_t from) {
  while (from + 2 < text.size()) {
    const void* found =
        std::memchr(text.data() + from, static_cast<unsigned char>(kFirstOfDash), text.size() - from - 2);
    if (found == nullptr) break;
    from = static_cast<size_t>(static_cast<const char*>(found) - text.data());
    if (IsHyphen(text.data() + from)) return from;
    ++from;
  }
  return string_view::npos;
}

// The digits of a row's "seq". No property before it holds quotes that are not escaped.
string_view SeqOf(string_view json) {
  const size_t at = json.find(kSeq);
  if (at == string_view::npos) return {};
  const string_view rest = json.substr(at + kSeq.size());
  return rest.substr(0, rest.find_first_not_of("0123456789"));
}

int64_t Number(string_view digits) {
  int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

bool IsOfText(Shape shape) {
  const NodeKind kind = KindOf(shape);
  return kind == NodeKind::kParagraph || kind == NodeKind::kNote;
}

// A row without its "identifier".
void AppendWithoutIdentifier(string_view json, std::string& out) {
  constexpr string_view kName = "\"identifier\":\"";
  const size_t at = json.find(kName);
  if (at == string_view::npos) {
    out.append(json);
    return;
  }
  size_t end = at + kName.size();
  while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  out.append(json.substr(0, at)).append(json.substr(std::min(end + 2, json.size())));
}

}  // namespace

string_view WithPlainHyphens(string_view text, std::string& memory) {
  size_t at = FindHyphen(text, 0);
  if (at == string_view::npos) return text;
  memory.clear();
  size_t from = 0;
  for (; at != string_view::npos; at = FindHyphen(text, from)) {
    memory.append(text.substr(from, at - from)).push_back('-');
    from = at + 3;
  }
  return memory.append(text.substr(from));
}

LawRows::LawRows(const UnitRows& rows) : rows_(rows) {
  if (rows.text[static_cast<size_t>(Shape::kCrossReference)].view().find("\"kind\":\"XREF\"") ==
      string_view::npos)
    return;
  links_.resize(rows.nodes.size());
  for (uint32_t i = 0; i < rows.nodes.size(); ++i) {
    const NodeRow& node = rows.nodes[i];
    if (node.shape != Shape::kCrossReference) continue;
    links_[i] = rows.Json(node).find("\"kind\":\"XREF\"") != string_view::npos;
    if (links_[i]) places_.emplace_back(node.owner, Number(SeqOf(rows.Json(node))));
  }
  std::sort(places_.begin(), places_.end());
}

bool LawRows::IsWritten(Shape shape) const {
  return shape != Shape::kSubjectGroup && (links_.empty() || !IsOfText(shape));
}

string_view LawRows::Json(uint32_t node) {
  const NodeRow& row = rows_.nodes[node];
  const string_view json = rows_.Json(row);
  row_.clear();
  if (row.shape == Shape::kSubjectGroup)
    AppendWithoutIdentifier(json, row_);
  else if (IsWritten(row.shape))
    return WithPlainHyphens(json, plain_);
  else
    return WithPlainHyphens(WithoutLinks(json, row.owner), plain_);
  return WithPlainHyphens(row_, plain_);
}

// As if the division had no links.
string_view LawRows::WithoutLinks(string_view json, uint32_t owner) {
  const string_view digits = SeqOf(json);
  const int64_t seq = Number(digits);
  const auto first = std::lower_bound(places_.begin(), places_.end(), Place(owner, 0));
  const auto before = std::lower_bound(first, places_.end(), Place(owner, seq)) - first;
  if (before == 0) return json;
  const auto at = static_cast<size_t>(digits.data() - json.data());
  row_.assign(json.substr(0, at));
  row_.append(std::to_string(seq - before)).append(json.substr(at + digits.size()));
  return row_;
}

string_view LawRows::JsonOf(Shape shape) {
  if (IsWritten(shape)) return WithPlainHyphens(rows_.text[static_cast<size_t>(shape)].view(), plain_);
  joined_.clear();
  for (uint32_t i = 0; i < rows_.nodes.size(); ++i) {
    if (rows_.nodes[i].shape != shape || !Counts(i)) continue;
    if (!joined_.empty()) joined_.push_back(',');
    joined_.append(Json(i));
  }
  return joined_;
}

}  // namespace reg2graph

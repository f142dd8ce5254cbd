#include "engine/map/authority_links.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/ascii.h"
#include "engine/core/ascii.h"
#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

size_t DigitsAt(string_view text, size_t i) {
  size_t end = i;
  while (end < text.size() && IsDigit(text[end])) ++end;
  return end - i;
}

// Whether `a` comes before `b` as printed: numbers by their value, "3a67-2" before "3a67-10".
bool IsBefore(string_view a, string_view b) {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const size_t digits_a = DigitsAt(a, i);
    const size_t digits_b = DigitsAt(b, j);
    if (digits_a > 0 && digits_b > 0) {
      if (digits_a != digits_b) return digits_a < digits_b;
      const int order = a.substr(i, digits_a).compare(b.substr(j, digits_b));
      if (order != 0) return order < 0;
      i += digits_a;
      j += digits_b;
      continue;
    }
    if (a[i] != b[j]) return a[i] < b[j];
    ++i;
    ++j;
  }
  return i == a.size() && j < b.size();
}

// The divisions of a unit by their keys, without regard to case: notes print "240.15fk-1" of § 240.15Fk-1.
class Divisions {
 public:
  explicit Divisions(const UnitRows& rows) : rows_(rows) {
    for (uint32_t i = 0; i < rows.nodes.size(); ++i) {
      if (IsDivision(rows.nodes[i].shape) && !rows.nodes[i].skeleton)
        by_key_.emplace(absl::AsciiStrToLower(Absl(rows.Id(rows.nodes[i]))), i);
    }
  }

  std::optional<uint32_t> Find(string_view key) const {
    const auto found = by_key_.find(absl::AsciiStrToLower(Absl(key)));
    return found == by_key_.end() ? std::nullopt : std::optional<uint32_t>(found->second);
  }
  // Of a division, a paragraph or another text.
  std::optional<uint32_t> FindOwner(string_view key) const {
    for (string up(key); !up.empty(); up = ParentOfKey(up)) {
      if (const auto found = Find(up)) return found;
    }
    return std::nullopt;
  }
  bool IsIn(uint32_t row, uint32_t ancestor) const {
    while (row != ancestor) {
      const int32_t parent = rows_.nodes[row].parent;
      if (parent == NodeRow::kNone) return false;
      row = static_cast<uint32_t>(parent);
    }
    return true;
  }
  size_t size() const { return by_key_.size(); }
  // The sections from one key to another, both of them perhaps not there themselves.
  std::vector<uint32_t> Between(string_view first, string_view last) const {
    const string from = absl::AsciiStrToLower(Absl(first));
    const string to = absl::AsciiStrToLower(Absl(last));
    const size_t parent = ParentOfKey(from).size();
    std::vector<uint32_t> rows;
    for (const auto& [key, row] : by_key_) {
      if (rows_.nodes[row].shape != Shape::kSection || key.compare(0, parent + 1, from, 0, parent + 1) != 0)
        continue;
      if (!IsBefore(key, from) && !IsBefore(to, key)) rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }
  string_view Id(uint32_t row) const { return rows_.Id(rows_.nodes[row]); }

 private:
  const UnitRows& rows_;
  StringMap<uint32_t> by_key_;
};

// Whether a law is a provision that the note's division holds, or that division itself.
bool IsOwn(const Divisions& divisions, uint32_t owner, string_view law) {
  if (IsAtOrBelow(law, divisions.Id(owner))) return true;
  const std::optional<uint32_t> division = divisions.FindOwner(law);
  return division && divisions.IsIn(*division, owner);
}

// "3a67-1" in a note of part 240 is § 240.3a67-1.
string KeyOf(const AuthorityStatement::Subject& subject, string_view part) {
  if (!subject.key.empty() || part.empty()) return subject.key;
  const size_t name = part.rfind("/p");
  return string(part.substr(0, name)) + "/s" + string(part.substr(name + 2)) + "." +
         KeySegment(subject.number);
}

// What a unit's notes may cost; real ones take a thousandth of it. A hostile one would be read for hours.
class Budget {
 public:
  bool Spend(size_t steps) {
    left_ = steps < left_ ? left_ - steps : 0;
    return left_ > 0;
  }

 private:
  size_t left_ = 10'000'000;
};

std::vector<uint32_t> RowsOf(const AuthorityStatement& statement, const Divisions& divisions, uint32_t owner,
                             Budget& budget) {
  const string_view part = PartAtOrAbove(divisions.Id(owner));
  std::vector<uint32_t> rows;
  string last;
  for (const AuthorityStatement::Subject& subject : statement.subjects) {
    const string key = KeyOf(subject, part);
    if (!budget.Spend(subject.to ? divisions.size() : 1)) break;
    if (subject.to && !last.empty()) {
      for (const uint32_t row : divisions.Between(last, key)) rows.push_back(row);
    } else if (const std::optional<uint32_t> row = divisions.FindOwner(key)) {
      // A subpart that is not there is not its part.
      if (*row != owner || key == divisions.Id(owner)) rows.push_back(*row);
    }
    last = key;
  }
  return rows;
}

class LinkWriter {
 public:
  explicit LinkWriter(RowWriter& writer) : writer_(writer) {}

  void Link(uint32_t from, const Citation& law, string_view target) {
    string identity = std::to_string(from);
    identity.append(" ").append(target);
    if (writer_.memory().exceeded() || written_.contains(identity)) return;
    writer_.memory().Add(kBytesPerLink + identity.size());
    written_.insert(std::move(identity));
    props_.clear();
    if (!law.suffix.empty()) {
      ObjectWriter object(props_);
      object.String("suffix", law.suffix);
      object.Close();
    }
    writer_.AddOutEdge(EdgeType::kAuthorizedBy, from, target, props_);
  }

 private:
  static constexpr size_t kBytesPerLink = 96;

  RowWriter& writer_;
  StringSet written_;
  string props_;
};

}  // namespace

void AuthorityLinks::AddNote(uint32_t owner, string_view text, std::span<const Citation> citations) {
  notes_.push_back({owner, AuthorityStatements(text, citations), {citations.begin(), citations.end()}});
}

void AuthorityLinks::Write(RowWriter& rows) {
  if (notes_.empty()) return;
  const Divisions divisions(rows.rows());
  LinkWriter writer(rows);
  Budget budget;
  for (const Note& note : notes_) {
    auto next = note.statements.begin();
    std::vector<uint32_t> subjects = {note.owner};
    for (const Citation& law : note.laws) {
      while (next != note.statements.end() && next->laws <= law.start)
        subjects = RowsOf(*next++, divisions, note.owner, budget);
      const bool is_subject = next != note.statements.end() && law.start >= next->begin;
      if (is_subject) continue;
      for (const Citation::Target& target : law.targets) {
        if (!budget.Spend(subjects.size()) || IsOwn(divisions, note.owner, target.key)) continue;
        for (const uint32_t subject : subjects) writer.Link(subject, law, target.key);
      }
    }
  }
  notes_.clear();
}

}  // namespace reg2graph

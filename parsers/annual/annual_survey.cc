#include "parsers/annual/annual_survey.h"

#include <algorithm>

#include "engine/core/heading_identifier.h"
#include "parsers/xml/section_number.h"

namespace reg2graph {

using std::string_view;

std::string PlainTextOf(const XmlTape& tape, size_t node) {
  std::string text;
  for (size_t i = node + 1; i < tape.nodes()[node].next; ++i) {
    const XmlTape::Node& inner = tape.nodes()[i];
    if (inner.kind == XmlTape::Kind::kText) text += tape.Bytes(inner);
    if (inner.kind == XmlTape::Kind::kEscaped) text += TextOfHtml(tape.Bytes(inner));
  }
  return text;
}

std::string AnnualSectionNumber(string_view printed) {
  std::string number(SectionNumber(NormalHeading(printed)));
  if (number.ends_with('.')) number.pop_back();
  return number;
}

AnnualSurvey::AnnualSurvey(const XmlTape& tape, UnitMemory& memory) : tape_(tape), memory_(memory) {
  if (!tape.nodes().empty()) Read(1, tape.nodes()[0].next, "");
}

bool AnnualSurvey::Is(size_t node, string_view name) const {
  return tape_.nodes()[node].kind == XmlTape::Kind::kElement && tape_.Name(tape_.nodes()[node]) == name;
}

std::string AnnualSurvey::NumberOf(size_t section) const {
  for (size_t i = section + 1; i < tape_.nodes()[section].next; i = tape_.nodes()[i].next) {
    if (Is(i, "SECTNO")) return AnnualSectionNumber(PlainTextOf(tape_, i));
  }
  return "";
}

void AnnualSurvey::Count(absl::flat_hash_map<std::string, int>& numbers, const std::string& number) {
  if (++numbers[number] == 1) memory_.Add(kBytesPerNumber + number.size());
}

void AnnualSurvey::Read(size_t begin, size_t end, const std::string& host) {
  for (size_t i = begin; i < end && !memory_.exceeded(); i = tape_.nodes()[i].next) {
    const XmlTape::Node& node = tape_.nodes()[i];
    if (node.kind != XmlTape::Kind::kElement) continue;
    if (Is(i, "CONTENTS")) {
      ReadContents(i, node.next);
    } else if (Is(i, "SECTION")) {
      const std::string number = NumberOf(i);
      Count(held_, number);
      Read(i + 1, node.next, number);
    } else if (node.role == Role::kNote) {
      ReadNote(i + 1, node.next, host);
    } else if (node.role != Role::kAside) {
      Read(i + 1, node.next, host);
    }
  }
}

void AnnualSurvey::ReadContents(size_t begin, size_t end) {
  for (size_t i = begin; i < end && !memory_.exceeded(); ++i) {
    if (Is(i, "SECTNO")) Count(listed_, AnnualSectionNumber(PlainTextOf(tape_, i)));
  }
}

void AnnualSurvey::ReadNote(size_t begin, size_t end, const std::string& host) {
  std::vector<size_t> divisions;
  DivisionsIn(begin, end, divisions);
  const auto first = std::find_if(divisions.begin(), divisions.end(),
                                  [&](size_t division) { return IsLawAfter(division, host); });
  for (auto division = first; division != divisions.end(); ++division) {
    going_on_.insert(*division);
    const bool is_section = Is(*division, "SECTION");
    const std::string number = is_section ? NumberOf(*division) : std::string();
    if (is_section) Count(held_, number);
    Read(*division + 1, tape_.nodes()[*division].next, number);
  }
}

void AnnualSurvey::DivisionsIn(size_t begin, size_t end, std::vector<size_t>& divisions) const {
  for (size_t i = begin; i < end;) {
    const XmlTape::Node& node = tape_.nodes()[i];
    const bool is_division = node.kind == XmlTape::Kind::kElement && node.role == Role::kDivision;
    if (is_division) divisions.push_back(i);
    i = is_division ? node.next : i + 1;
  }
}

bool AnnualSurvey::IsLawAfter(size_t division, const std::string& host) const {
  std::vector<std::string> numbers;
  NumbersIn(division, numbers);
  const bool is_listed = std::any_of(numbers.begin(), numbers.end(),
                                     [&](const std::string& number) { return listed_.contains(number); });
  const bool is_hosts = !host.empty() && std::find(numbers.begin(), numbers.end(), host) != numbers.end();
  return is_listed && !is_hosts;
}

void AnnualSurvey::NumbersIn(size_t division, std::vector<std::string>& numbers) const {
  if (Is(division, "SECTION")) {
    numbers.push_back(NumberOf(division));
    return;
  }
  for (size_t i = division + 1; i < tape_.nodes()[division].next; ++i) {
    if (Is(i, "SECTION")) numbers.push_back(NumberOf(i));
  }
}

}  // namespace reg2graph

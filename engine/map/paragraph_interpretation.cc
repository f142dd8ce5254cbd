#include "engine/map/paragraph_interpretation.h"

#include <algorithm>
#include <cstddef>

#include "engine/core/ascii.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "engine/map/marker.h"

namespace reg2graph {
namespace {

std::string_view TakeWhile(std::string_view& text, bool (*is)(char)) {
  const auto end = std::find_if_not(text.begin(), text.end(), is);
  const std::string_view taken = text.substr(0, static_cast<size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

bool Contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

// "(b)(3)" at the start of `text`, taken off it; `path` becomes "/b/3".
std::string_view TakePath(std::string_view& text, std::string& path) {
  const std::string_view whole = text;
  while (!text.empty() && text.front() == '(') {
    const size_t close = text.find(')');
    const std::string_view inside = text.substr(1, close == std::string_view::npos ? 0 : close - 1);
    if (inside.empty() || inside.size() > 8 || !std::all_of(inside.begin(), inside.end(), IsAlnum)) break;
    path.append("/").append(inside);
    text.remove_prefix(close + 1);
  }
  return whole.substr(0, whole.size() - text.size());
}

// "5", "5a": no letters of a title that is printed right after it.
std::string_view TakeSectionNumber(std::string_view& text) {
  const std::string_view whole = text;
  const std::string_view digits = TakeWhile(text, IsDigit);
  const bool letter = !text.empty() && IsLower(text[0]) && (text.size() == 1 || !IsAlnum(text[1]));
  if (digits.empty() || !letter) return digits;
  text.remove_prefix(1);
  return whole.substr(0, digits.size() + 1);
}

// A heading that names a provision ends there or continues with its title.
bool EndsName(std::string_view rest) { return rest.empty() || !IsAlnum(rest.front()); }

}  // namespace

void Interpretation::Begin(std::string_view division_key, int title, std::string_view identifier) {
  title_ = title;
  part_.clear();
  section_.clear();
  appendix_.clear();
  part_key_ = ParentOfKey(division_key);
  official_ = false;
  Heading(identifier);
}

// The identifier is "Supplement I to Part 1026", the heading adds "Official Interpretations".
void Interpretation::Heading(std::string_view heading) {
  if (Contains(heading, "Interpretation") || Contains(heading, "Commentary")) official_ = true;
  if (!part_.empty() || !Consume(heading, "Supplement I to ")) return;
  if (!Consume(heading, "Part ") && !Consume(heading, "part ")) return;
  part_ = TakeWhile(heading, IsDigit);
}

std::string Interpretation::SectionKeyOf(std::string_view number) const {
  return SectionKey(title_, part_key_, part_ + "." + std::string(number));
}

std::optional<InterpretedProvision> Interpretation::Read(std::string_view heading) {
  if (Contains(heading.substr(0, 12), "Introduction")) return InterpretedProvision{"I", ""};
  if (heading.substr(0, 7) == "Subpart") return InterpretedProvision{};
  if (auto appendix = ReadAppendix(heading)) return appendix;
  if (auto section = ReadSection(heading)) return section;
  return ReadParagraph(heading);
}

std::optional<InterpretedProvision> Interpretation::ReadBlock(const TextBlock& block) {
  constexpr size_t kLongestHeading = 200, kLongestPlain = 60, kLongestTerm = 80;
  const std::string_view text = block.text;
  if (text.empty() || text.size() > kLongestHeading) return std::nullopt;
  const auto slanted_from = [&block](size_t at) {
    return at + SlantedTermAt(block, at).size() + 2 >= block.text.size();
  };
  const bool slanted = slanted_from(0);
  if (slanted) {
    if (auto provision = Read(text)) return provision;
    return text.size() <= kLongestTerm ? ReadTerm(text) : std::nullopt;
  }
  const auto provision = ReadParagraph(text);
  if (!provision) return std::nullopt;
  const size_t name = text.find_last_of(')', std::min(text.find(") "), text.size() - 1)) + 1;
  const bool short_title = text.front() == '(' && text.size() <= kLongestPlain && text.ends_with('.');
  return slanted_from(name) || short_title ? provision : std::nullopt;
}

std::optional<InterpretedProvision> Interpretation::ReadSection(std::string_view heading) {
  if (!Consume(heading, "Section ") && !Consume(heading, "\u00a7 ") && !Consume(heading, "\u00a7"))
    return std::nullopt;
  if (!Consume(heading, part_) || !Consume(heading, ".")) return std::nullopt;
  const std::string_view number = TakeSectionNumber(heading);
  if (number.empty()) return std::nullopt;
  section_ = number;
  appendix_.clear();
  return InterpretedProvision{section_, SectionKeyOf(section_)};
}

std::optional<InterpretedProvision> Interpretation::ReadParagraph(std::string_view heading) const {
  const bool several = Consume(heading, "Paragraphs ");
  if (!several) Consume(heading, "Paragraph ");
  Consume(heading, part_ + ".");
  std::string_view number = TakeSectionNumber(heading);
  if (number.empty()) number = section_;
  std::string path;
  const std::string_view markers = TakePath(heading, path);
  if (markers.empty() || !EndsName(heading)) return std::nullopt;
  InterpretedProvision provision;
  if (!number.empty()) {
    provision.comment = std::string(number).append(markers);
    provision.key = SectionKeyOf(number) + path;
  } else if (!appendix_.empty()) {
    provision.comment = "app." + appendix_ + std::string(markers);
    provision.key = part_key_ + "/a" + appendix_ + path;
  } else {
    return std::nullopt;
  }
  // "Paragraphs 4(b)(7) and (b)(8)": comments on both, joined to the first.
  if (several && Consume(heading, " and ")) {
    provision.comment.append("and").append(KeySegment(heading.substr(0, heading.find(' '))));
  }
  return provision;
}

// A definition that has no marker: "2(Financial institution)-1".
std::optional<InterpretedProvision> Interpretation::ReadTerm(std::string_view heading) const {
  if (section_.empty()) return std::nullopt;
  while (!heading.empty() && (heading.back() == '.' || heading.back() == ' ')) heading.remove_suffix(1);
  if (heading.empty() || heading.find_first_of(".:;()") != std::string_view::npos) return std::nullopt;
  return InterpretedProvision{KeySegment(section_ + "(" + std::string(heading) + ")"),
                              SectionKeyOf(section_)};
}

std::optional<InterpretedProvision> Interpretation::ReadAppendix(std::string_view heading) {
  const bool several = Consume(heading, "Appendices ");
  if (!several && !Consume(heading, "Appendix ") && !Consume(heading, "APPENDIX ")) return std::nullopt;
  const std::string_view letter = TakeWhile(heading, IsAlnum);
  if (letter.empty() || letter.size() > 3) return std::nullopt;
  appendix_ = letter;
  section_.clear();
  InterpretedProvision provision{"app." + appendix_, part_key_ + "/a" + appendix_};
  if (several && Consume(heading, " and "))
    provision.comment.append("and").append(TakeWhile(heading, IsAlnum));
  return provision;
}

}  // namespace reg2graph

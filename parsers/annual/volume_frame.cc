#include "parsers/annual/volume_frame.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "engine/core/ascii.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/strings.h"
#include "parsers/xml/start_tag.h"

namespace reg2graph {
namespace {

using std::string_view;

// What is open at once in a volume that is well-formed, with room to spare.
constexpr size_t kMaxDepth = 200;

string_view NameOf(string_view tag) {
  tag.remove_prefix(tag.starts_with("</") ? 2 : 1);
  return tag.substr(0, tag.find_first_of(" \t\r\n/>"));
}

struct Kind {
  string_view element, word;
  DivisionType type;
};
constexpr Kind kKinds[] = {{"SUBTITLE", "subtitle ", DivisionType::kSubtitle},
                           {"CHAPTER", "chapter ", DivisionType::kChapter},
                           {"SUBCHAP", "subchapter ", DivisionType::kSubchapter}};

// "V" of "CHAPTER V\u2014NATIONAL ..."; of the other types as their headings say.
std::string IdentifierOf(const Kind& kind, string_view heading) {
  if (kind.type != DivisionType::kChapter) return IdentifierOfHeading(kind.type, heading);
  const std::string normal = NormalHeading(heading);
  const string_view rest = string_view(normal).substr(std::min(kind.word.size(), normal.size()));
  const size_t end = std::min(rest.find(' '), rest.find("\u2014"));
  return std::string(rest.substr(0, end));
}

// Adds what a heading names, if it names a division of this kind.
bool AddNamed(const Kind& kind, string_view heading, std::vector<Ancestor>& ancestors) {
  if (!absl::StartsWithIgnoreCase(Absl(heading), Absl(kind.word))) return false;
  std::string identifier = IdentifierOf(kind, heading);
  if (identifier.empty()) return false;
  ancestors.push_back({kind.type, std::move(identifier)});
  return true;
}

}  // namespace

bool VolumeFrame::IsIn(string_view name) const {
  return std::any_of(open_.begin(), open_.end(), [name](const Open& open) { return open.name == name; });
}

void VolumeFrame::Text(string_view text) {
  if (in_heading_) text_ += text;
}

void VolumeFrame::Tag(string_view tag) {
  const string_view name = NameOf(tag);
  if (tag.starts_with("</")) return Close(name);
  if (name == "PARENT") ReadParent(tag);
  if (tag.ends_with("/>") || open_.size() >= kMaxDepth) return;
  open_.push_back({std::string(name)});
  const bool is_heading = name == "HD" || name == "RESERVED";
  if (!is_heading || in_heading_) return;
  in_heading_ = true;
  text_.clear();
}

void VolumeFrame::ReadParent(string_view tag) {
  if (parents_.size() >= kMaxDepth) return;
  parents_.push_back(DecodeAttribute(RawAttribute(tag, "HEADING").value_or("")));
}

void VolumeFrame::Close(string_view name) {
  const auto found =
      std::find_if(open_.rbegin(), open_.rend(), [name](const Open& open) { return open.name == name; });
  if (found == open_.rend()) return;
  open_.erase(found.base() - 1, open_.end());
  const bool ends_heading = in_heading_ && (name == "HD" || name == "RESERVED");
  if (!ends_heading) return;
  in_heading_ = false;
  // A table of contents begins with the heading of what it is in, and goes on with those of others.
  for (size_t i = open_.size(); i-- > 0;) {
    const bool is_apart = open_[i].name == "TOCHD" || open_[i].name == "TOC" || open_[i].name == "SUBJGRP";
    if (is_apart) continue;
    if (open_[i].heading.empty()) open_[i].heading = TextOfHtml(text_);
    return;
  }
}

std::vector<Ancestor> VolumeFrame::Ancestors() const {
  std::vector<Ancestor> ancestors = {{DivisionType::kTitle, ""}};
  for (const Kind& kind : kKinds) {
    for (const std::string& parent : parents_) {
      if (AddNamed(kind, parent, ancestors)) break;
    }
    for (const Open& open : open_) {
      if (open.name == kind.element && AddNamed(kind, Trim(open.heading), ancestors)) break;
    }
  }
  return ancestors;
}

}  // namespace reg2graph

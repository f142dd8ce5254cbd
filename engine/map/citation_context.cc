#include "engine/map/citation_context.h"

#include <algorithm>

namespace reg2graph::citation {
namespace {

using std::string_view;

constexpr string_view kRoot = "/us/cfr/t";

void Clear(Context& context) {
  context.title = 0;
  context.block_key = {};
  context.block_paragraph.size = 0;
  context.title_key = context.chapter_key = context.part = context.subpart_key = context.appendix_key =
      context.section_key = {};
  for (std::string* field : {&context.part_key, &context.comment_section, &context.key}) field->clear();
  context.paragraph.size = 0;
  context.authority = false;
}

void SetPart(Context& context, string_view number) {
  context.part = number;
  context.part_key = context.title_key;
  context.part_key += "/p";
  context.part_key += number;
}

bool IsSection(string_view segment) {
  return segment.size() > 1 && segment[0] == 's' &&
         (IsDigit(segment[1]) || segment[1] == '~' || segment[1] == '-');
}

// The number before a section's dot is its part, but for title 43, whose sections are numbered by their
// subparts.
void GuessPart(Context& context, string_view section) {
  constexpr int kNumberedBySubpart = 43;
  const size_t dot = section.find('.');
  if (IsDigit(section[0]) && dot != string_view::npos && context.title != kNumberedBySubpart)
    SetPart(context, section.substr(0, dot));
}

// A division's segment: "p1026", "spB", ... False for a marker, below which all is markers.
bool ReadDivision(Context& context, string_view segment, string_view key) {
  if (!context.section_key.empty() || !context.appendix_key.empty()) return false;
  if (IsSection(segment)) {
    context.section_key = key;
    if (context.part.empty()) GuessPart(context, segment.substr(1));
  } else if (segment.starts_with("sup") || segment[0] == 'a') {
    context.appendix_key = key;
  } else if (segment.starts_with("sch") || segment.starts_with("sg") || segment.starts_with("st")) {
    return true;
  } else if (segment.starts_with("sp")) {
    context.subpart_key = key;
  } else if (segment.starts_with("ch")) {
    context.chapter_key = key;
  } else if (segment[0] == 'p') {
    SetPart(context, segment.substr(1));
  }
  return true;
}

// "5(b)(3)-1" below /us/cfr/t12/p1026/supI interprets § 1026.5.
void ReadComment(Context& context) {
  if (context.paragraph.empty() || !context.appendix_key.ends_with("/supI")) return;
  const string_view comment = context.paragraph.markers[0];
  size_t digits = 0;
  while (digits < comment.size() && IsDigit(comment[digits])) ++digits;
  if (digits == 0 || comment.find('-') == string_view::npos) return;
  context.comment_section = context.title_key;
  context.comment_section += "/s";
  context.comment_section += context.part;
  context.comment_section += '.';
  context.comment_section += comment.substr(0, digits);
}

// The first "/ab" after the root.
size_t FindSegment(string_view key, char a, char b) {
  for (size_t at = kRoot.size(); at + 2 < key.size(); ++at) {
    if (key[at] == '/' && key[at + 1] == a && key[at + 2] == b) return at;
  }
  return string_view::npos;
}

void ReadKey(Context& context) {
  const string_view key = context.key;
  size_t at = kRoot.size();
  while (at < key.size() && IsDigit(key[at])) ++at;
  if (at == kRoot.size() || at > kRoot.size() + 2) return;
  context.title = Number(key.substr(kRoot.size(), at - kRoot.size()));
  context.title_key = key.substr(0, at);
  while (at < key.size() && key[at] == '/') {
    const size_t end = std::min(key.find('/', at + 1), key.size());
    const string_view segment = key.substr(at + 1, end - at - 1);
    if (segment.empty()) return;
    if (!ReadDivision(context, segment, key.substr(0, end)))
      context.paragraph.Push(segment.substr(0, segment.find('~')));
    at = end;
  }
}

// "/us/cfr/t9/s54.1#p2/2/i": the markers after the last "#p" that has any.
void ReadBlock(Context& context, size_t hash) {
  const string_view key = context.full_key;
  size_t block = string_view::npos, path = 0;
  for (size_t at = hash; at < key.size(); at = std::min(key.find('#', at + 1), key.size())) {
    const size_t slash = key.find('/', at);
    if (slash == string_view::npos) break;
    if (slash > key.find('#', at + 1)) continue;
    block = slash;
    path = std::min(key.find('#', slash), key.size());
  }
  if (block == string_view::npos) {
    // "#p22#p3": below an item that has no marker
    const size_t inner = key.rfind("#p");
    if (inner != string_view::npos && inner > hash) context.block_key = key.substr(0, inner);
    return;
  }
  context.block_key = key.substr(0, block);
  for (size_t at = block; at < path;) {
    const size_t end = std::min(key.find('/', at + 1), path);
    const string_view segment = key.substr(at + 1, end - at - 1);
    context.block_paragraph.Push(segment.substr(0, segment.find('~')));
    at = end;
  }
}

}  // namespace

Surroundings SurroundingsOf(std::span<const std::string> ancestors) {
  Surroundings around;
  for (const string_view key : ancestors) {
    if (!key.starts_with(kRoot)) continue;
    const size_t chapter = FindSegment(key, 'c', 'h');
    if (chapter != string_view::npos) around.chapter = key.substr(0, key.find('/', chapter + 1));
    const size_t subpart = FindSegment(key, 's', 'p');
    if (subpart != string_view::npos && around.subpart.empty())
      around.subpart = key.substr(0, key.find('/', subpart + 1));
    const size_t after_title = key.find('/', kRoot.size());
    if (key.substr(std::min(after_title, key.size()), 2) == "/p")
      around.part = key.substr(0, key.find('/', after_title + 1));
  }
  return around;
}

void ReadContext(string_view key, const Surroundings& around, Context& context) {
  Clear(context);
  if (!key.starts_with(kRoot)) return;
  const size_t hash = std::min(key.find('#'), key.size());
  context.authority = key.find("#auth", hash) != string_view::npos;
  context.key = key.substr(0, hash);
  ReadKey(context);
  if (!around.part.empty()) {
    context.part = around.part.substr(around.part.rfind('/') + 2);
    context.part_key = around.part;
  }
  ReadComment(context);
  if (hash < key.size()) {
    context.full_key = key;
    ReadBlock(context, hash);
  }
  if (!around.chapter.empty()) context.chapter_key = around.chapter;
  if (context.subpart_key.empty()) context.subpart_key = around.subpart;
}

}  // namespace reg2graph::citation

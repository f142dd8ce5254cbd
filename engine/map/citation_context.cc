#include "engine/map/citation_context.h"

#include <algorithm>

namespace reg2graph::citation {
namespace {

using std::string_view;

constexpr string_view kRoot = "/us/cfr/t";

bool StartsWith(string_view text, string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

void Clear(Context& context) {
  context.title = 0;
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
  return segment.size() > 1 && segment[0] == 's' && (IsDigit(segment[1]));
}

// A division's segment: "p1026", "spB", ... False for a marker, below which all is markers.
bool ReadDivision(Context& context, string_view segment, string_view key) {
  if (!context.section_key.empty() || !context.appendix_key.empty()) return false;
  if (IsSection(segment)) {
    context.section_key = key;
    if (context.part.empty()) SetPart(context, segment.substr(1, segment.find('.') - 1));
  } else if (StartsWith(segment, "sup") || segment[0] == 'a') {
    context.appendix_key = key;
  } else if (StartsWith(segment, "sch") || StartsWith(segment, "sg") || StartsWith(segment, "st")) {
    return true;
  } else if (StartsWith(segment, "sp")) {
    context.subpart_key = key;
  } else if (StartsWith(segment, "ch")) {
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

}  // namespace

string_view ChapterOf(std::span<const std::string> ancestors) {
  for (size_t i = ancestors.size(); i-- > 0;) {
    const string_view key = ancestors[i];
    if (!StartsWith(key, kRoot)) continue;
    const size_t chapter = FindSegment(key, 'c', 'h');
    if (chapter != string_view::npos) return key.substr(0, key.find('/', chapter + 1));
  }
  return {};
}

string_view SubpartOf(std::span<const std::string> ancestors) {
  for (const string_view key : ancestors) {
    if (!StartsWith(key, kRoot)) continue;
    const size_t subpart = FindSegment(key, 's', 'p');
    if (subpart != string_view::npos) return key.substr(0, key.find('/', subpart + 1));
  }
  return {};
}

void ReadContext(string_view key, string_view chapter, string_view subpart, Context& context) {
  Clear(context);
  if (!StartsWith(key, kRoot)) return;
  const size_t hash = std::min(key.find('#'), key.size());
  context.authority = key.find("#auth", hash) != string_view::npos;
  context.key = key.substr(0, hash);
  ReadKey(context);
  ReadComment(context);
  if (!chapter.empty()) context.chapter_key = chapter;
  if (context.subpart_key.empty()) context.subpart_key = subpart;
}

}  // namespace reg2graph::citation

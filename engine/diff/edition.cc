#include "engine/diff/edition.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/core/keys.h"

namespace reg2graph {
namespace {

std::string WordsOf(const DivisionText& text) {
  std::string words;
  for (const ParagraphText& paragraph : text.paragraphs) AppendWords(paragraph, words);
  return words;
}

LawHash HashOfLaw(const RowText& division) {
  std::string law;
  AppendLaw(WithoutNumber(division.text.heading, division.identifier), law);
  law.push_back('\n');  // no text holds one here
  for (const ParagraphText& paragraph : division.text.paragraphs) {
    AppendLaw(std::string_view(paragraph.text).substr(0, paragraph.marker), law);
    AppendWords(paragraph, law);
  }
  return LawHashOf(law);
}

LawHash HashOfNotes(const DivisionText& text) {
  std::string law;
  for (const NoteText& note : text.notes) {
    AppendLaw(note.text, law);
    law.push_back('\n');
  }
  return LawHashOf(law);
}

}  // namespace

void Edition::BeginDocument(const UnitOrigin& origin) { documents_.push_back(origin); }

absl::Status Edition::Add(const UnitRows& rows) {
  OfLayer& layer = of(rows.layer);
  if (rows.role == UnitRole::kPart && !rows.partial())
    layer.whole[rows.key].push_back(static_cast<uint32_t>(documents_.size() - 1));
  for (const NodeRow& node : rows.nodes) {
    if (node.skeleton && node.parent >= 0)
      layer.part_parents[std::string(rows.Id(node))] = rows.Id(rows.nodes[static_cast<size_t>(node.parent)]);
  }
  for (const RowText& division : TextsOf(rows)) {
    if (absl::Status status = AddDivision(rows, division); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Edition::AddDivision(const UnitRows& rows, const RowText& division) {
  OfLayer& layer = of(rows.layer);
  const NodeRow& node = rows.nodes[division.row];
  const auto document = static_cast<uint32_t>(documents_.size() - 1);
  const std::string_view key = rows.Id(node);
  const auto found = layer.index.find(key);
  if (found != layer.index.end() && !IsNewerDocument(document, layer.records[found->second].document))
    return absl::OkStatus();
  const std::string words = WordsOf(division.text);
  DivisionRecord record;
  record.key = key;
  if (node.parent >= 0 && !rows.partial())
    record.parent = rows.Id(rows.nodes[static_cast<size_t>(node.parent)]);
  if (!rows.spine()) record.part = PartAtOrAbove(rows.key);
  record.type = static_cast<DivisionType>(node.shape);
  record.title = rows.title;
  record.document = document;
  record.order = order_++;
  record.has_words = !words.empty();
  record.law = HashOfLaw(division);
  record.words = LawHashOf(words);
  record.notes = HashOfNotes(division.text);
  absl::StatusOr<StoredText> stored = store_.Add(Pack(division.text));
  if (!stored.ok()) return stored.status();
  record.text = *stored;
  if (found != layer.index.end()) {
    layer.records[found->second] = std::move(record);
    return absl::OkStatus();
  }
  layer.index.emplace(key, static_cast<uint32_t>(layer.records.size()));
  layer.records.push_back(std::move(record));
  return absl::OkStatus();
}

void Edition::EndDocument(int title, Layer layer, bool whole) {
  if (whole && documents_.back().coverage == Coverage::kTitle)
    of(layer).whole[TitleKey(title)].push_back(static_cast<uint32_t>(documents_.size() - 1));
}

bool Edition::IsNewerDocument(uint32_t a, uint32_t b) const {
  return RankOf(documents_[a]) > RankOf(documents_[b]);
}

bool Edition::IsReplaced(const OfLayer& layer, const DivisionRecord& record) const {
  const auto replaces = [&](const std::string& scope) {
    const auto found = layer.whole.find(scope);
    if (found == layer.whole.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [&](uint32_t document) { return IsNewerDocument(document, record.document); });
  };
  return replaces(TitleKey(record.title)) || (!record.part.empty() && replaces(record.part));
}

void Edition::FinishLayer(OfLayer& layer) {
  std::vector<DivisionRecord>& records = layer.records;
  std::erase_if(records, [&](const DivisionRecord& record) { return IsReplaced(layer, record); });
  const auto rank = [](const DivisionRecord& record) {
    return std::tuple(record.title, !record.part.empty(), record.order);
  };
  std::sort(records.begin(), records.end(),
            [&](const DivisionRecord& a, const DivisionRecord& b) { return rank(a) < rank(b); });
  layer.index.clear();
  for (uint32_t i = 0; i < records.size(); ++i) {
    layer.index.emplace(records[i].key, i);
    if (records[i].type != DivisionType::kPart) continue;
    const auto place = layer.part_parents.find(records[i].key);
    if (place != layer.part_parents.end()) records[i].parent = place->second;
  }
}

void Edition::Finish() {
  for (OfLayer& layer : layers_) FinishLayer(layer);
}

int64_t Edition::Find(Layer layer, std::string_view key) const {
  const auto found = of(layer).index.find(key);
  return found == of(layer).index.end() ? -1 : static_cast<int64_t>(found->second);
}

std::set<int> Edition::Titles(Layer layer) const {
  std::set<int> titles;
  for (const DivisionRecord& record : records(layer)) titles.insert(record.title);
  return titles;
}

bool Edition::IsComplete(Layer layer, int title, std::string_view part) const {
  const auto& whole = of(layer).whole;
  return whole.contains(TitleKey(title)) || (!part.empty() && whole.contains(part));
}

absl::StatusOr<DivisionText> Edition::TextOf(const DivisionRecord& record) const {
  absl::StatusOr<std::string> packed = store_.Get(record.text);
  if (!packed.ok()) return packed.status();
  return Unpack(*packed);
}

}  // namespace reg2graph

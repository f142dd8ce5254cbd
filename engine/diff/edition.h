#ifndef REG2GRAPH_ENGINE_DIFF_EDITION_H_
#define REG2GRAPH_ENGINE_DIFF_EDITION_H_

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/stamp.h"
#include "engine/core/strings.h"
#include "engine/core/text_store.h"
#include "engine/core/unit_rows.h"
#include "engine/diff/division_record.h"
#include "engine/diff/row_texts.h"

namespace reg2graph {

// One side of a comparison: what a set of documents states together. Of several documents of one title the
// newest that states a division gives its text, and what a newer complete document lacks is gone. Not
// thread-safe. Memory: some 400 bytes a division; the texts are in the store.
class Edition {
 public:
  // `store` outlives the edition.
  explicit Edition(TextStore& store) : store_(store) {}

  // The documents come one after the other: the units of the first, then its end, and so on. An error is the
  // store's.
  void BeginDocument(const UnitOrigin& origin);
  absl::Status Add(const UnitRows& rows);
  // `whole`: all of the document has been added.
  void EndDocument(int title, Layer layer, bool whole);
  // After the last document: drops what newer ones replace, and sorts the rest.
  void Finish();

  // After Finish, by title and then in the order of reading: what is outside of parts, then the parts.
  const std::vector<DivisionRecord>& records(Layer layer) const { return of(layer).records; }
  // Index into records(), or -1.
  int64_t Find(Layer layer, std::string_view key) const;
  const std::string& DayOf(const DivisionRecord& record) const { return documents_[record.document].as_of; }
  std::set<int> Titles(Layer layer) const;
  // Whether the absence of a division there says that it is not the law: of one in the part, or of one
  // outside of parts if `part` is empty.
  bool IsComplete(Layer layer, int title, std::string_view part) const;
  absl::StatusOr<DivisionText> TextOf(const DivisionRecord& record) const;

 private:
  struct OfLayer {
    std::vector<DivisionRecord> records;
    StringMap<uint32_t> index;
    StringMap<std::string> part_parents;     // of each part, as the spines have it
    StringMap<std::vector<uint32_t>> whole;  // documents that are complete for a title or a part, by its key
  };
  OfLayer& of(Layer layer) { return layers_[static_cast<size_t>(layer)]; }
  const OfLayer& of(Layer layer) const { return layers_[static_cast<size_t>(layer)]; }

  absl::Status AddDivision(const UnitRows& rows, const RowText& division);
  bool IsNewerDocument(uint32_t a, uint32_t b) const;
  // Whether a newer document is complete for where the division is, and does not have it.
  bool IsReplaced(const OfLayer& layer, const DivisionRecord& record) const;
  void FinishLayer(OfLayer& layer);

  TextStore& store_;
  std::array<OfLayer, kLayerCount> layers_;
  std::vector<UnitOrigin> documents_;
  uint64_t order_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_EDITION_H_

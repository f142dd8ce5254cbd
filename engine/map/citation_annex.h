#ifndef REG2GRAPH_ENGINE_MAP_CITATION_ANNEX_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_ANNEX_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/map/citation_cursor.h"

namespace reg2graph::citation {

// What is printed after a part or subpart: an appendix, supplement, table, schedule.
struct AnnexName {
  std::string tail;  // "/aB", "/supI": its key after its owner's; empty if `slug` names it
  std::string slug;  // "supplement-no-2", "appendix": its key is a slug of its full name, owner included
};

// How members of a list are named whose word is said once: "appendices A and B", "supplements no. 1 and 2".
enum class AnnexWord : uint8_t { kAppendix, kSupplement, kNumberedSupplement, kOther };

struct AnnexHead {
  AnnexWord word = AnnexWord::kAppendix;
  std::string slug;  // "supplement-no", "table": what the number is joined to
};

// "appendix", "supplements nos.", "Table": the word without its name.
std::optional<AnnexHead> EatAnnexWord(Cursor& cursor);
// The letter or number after it.
std::optional<AnnexName> EatAnnexName(Cursor& cursor, const AnnexHead& head);
// Both, or an appendix without a letter ("the appendix to this part") where `to` or `of` and a part follow.
std::optional<AnnexName> EatAnnex(Cursor& cursor);

// How a text names a subpart as owner: the key does not say so, but the slug repeats it.
enum class OwnerOrder : uint8_t { kSubpartOfPart, kPartThenSubpart };

// "/a-supplement-no-2-to-part-748" for the owner /us/cfr/t15/p748.
std::string AnnexTail(std::string_view slug, std::string_view owner_key,
                      OwnerOrder order = OwnerOrder::kSubpartOfPart);

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_ANNEX_H_

#ifndef REG2GRAPH_SINKS_NEO4J_SCHEMA_H_
#define REG2GRAPH_SINKS_NEO4J_SCHEMA_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

// What of SchemaNeeds a database has. A name proves nothing: a database that others use too may have given
// it to an index of its own. So what counts is label, properties and kind.
namespace reg2graph::neo4j {

// What is looked at: before a load all but the full-text indexes, after it those alone.
enum class SchemaPart : uint8_t { kLoad, kFullText };

// Of one part.
struct Schema {
  std::vector<size_t> missing;       // positions in SchemaNeeds
  std::vector<std::string> pending;  // names of indexes that are needed and not online yet
  std::string blocking;  // name of an index on Resource.id that is not unique; no constraint can be beside it
};
// `body`: the rows of ShowSchemaStatement, without errors.
absl::StatusOr<Schema> ParseSchema(std::string_view body, SchemaPart part);

// Whether the error of CreateStatement says that something else bears the name.
bool IsNameInUse(std::string_view code);
// Whether it says that somebody else has created the same meanwhile, or that another index is in the way: a
// second look will show which.
bool IsAlreadyThere(std::string_view code);

// Why what is still missing cannot be had. REQUIRES: something is.
std::string DescribeMissing(const Schema& schema);

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_SCHEMA_H_

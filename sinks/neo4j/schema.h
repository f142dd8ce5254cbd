#ifndef REG2GRAPH_SINKS_NEO4J_SCHEMA_H_
#define REG2GRAPH_SINKS_NEO4J_SCHEMA_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

// The constraint and the indexes that the statements need, and what of them a database has. A name proves
// nothing: a database that others use too may have given it to an index of its own, beside which
// `IF NOT EXISTS` would create nothing and report success. So what counts is label, properties and kind.
namespace reg2graph::neo4j {

// Rows for ParseSchema.
std::string_view ShowSchemaStatement();

struct Schema {
  std::vector<size_t> missing;  // what is needed and not there, in the order in which it is to be created
  std::vector<std::string> pending;  // names of indexes that are needed and not online yet
  std::string blocking;  // name of an index on Resource.id that is not unique; no constraint can be beside it
};
absl::StatusOr<Schema> ParseSchema(std::string_view body);

// Which name is tried.
enum class SchemaName { kUsual, kPrefixed };
// Creates one of Schema::missing; fails where the name is in use.
std::string CreateStatement(size_t missing, SchemaName name);
// Whether the error of CreateStatement says that something else bears the name.
bool IsNameInUse(std::string_view code);
// Whether it says that somebody else has created the same meanwhile, or that another index is in the way: a
// second look will show which.
bool IsAlreadyThere(std::string_view code);

// $names: Schema::pending. Returns when they are online; an error if one of them has failed.
std::string_view AwaitIndexesStatement();

// Why what is still missing cannot be had.
std::string DescribeMissing(const Schema& schema);

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_SCHEMA_H_

#ifndef REG2GRAPH_SINKS_NEO4J_SCHEMA_STATEMENTS_H_
#define REG2GRAPH_SINKS_NEO4J_SCHEMA_STATEMENTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// The constraint and the indexes that the other statements and people's queries need, and the Cypher that
// looks for and creates them.
namespace reg2graph::neo4j {

enum class NeedKind : uint8_t {
  kUnique,    // a uniqueness constraint, which has an index of its own
  kRange,     // for the program's statements, or for what people write
  kFullText,  // for people, if they ask for it: made once a load is complete
};
inline constexpr std::string_view kNeedKindNames[] = {"unique", "", "fulltext"};

struct SchemaNeed {
  std::string_view name, label;
  std::array<std::string_view, 2> properties;  // in the order of the index; the second may be empty
  NeedKind kind = NeedKind::kRange;
};
// In the order in which they are to be created; those of full text last.
std::span<const SchemaNeed> SchemaNeeds();

// The name that is tried first, and the one for a database where that is in use.
enum class SchemaName : uint8_t { kUsual, kPrefixed };
// `need`: position in SchemaNeeds().
std::string NameOfNeed(size_t need, SchemaName name);

// One row for each index of nodes: [name, label, properties joined by commas, state, kNeedKindNames].
std::string ShowSchemaStatement();
// Fails where the name is in use. `IF NOT EXISTS` would succeed and create nothing.
std::string CreateStatement(size_t need, SchemaName name);
// names. Returns when these indexes are online; an error if one of them has failed.
std::string_view AwaitIndexesStatement();

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_SCHEMA_STATEMENTS_H_

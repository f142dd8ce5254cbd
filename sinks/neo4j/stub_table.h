#ifndef REG2GRAPH_SINKS_NEO4J_STUB_TABLE_H_
#define REG2GRAPH_SINKS_NEO4J_STUB_TABLE_H_

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace reg2graph::neo4j {

// Keys that may have to be made or stay as stubs, with all their ancestors, sorted: an ancestor comes before
// what is below it, and concurrent transactions lock in one order.
class StubTable {
 public:
  void Add(std::string_view key);
  void Finish();  // REQUIRES: called once, before the calls below

  bool empty() const { return keys_.empty(); }
  const std::vector<std::string>& keys() const { return keys_; }
  size_t PositionOf(std::string_view key) const;
  // The JSON of param::kGoneKeys and param::kCitedKeys.
  void Write(std::string& out) const;

 private:
  std::set<std::string, std::less<>> set_;
  std::vector<std::string> keys_;
};

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_STUB_TABLE_H_

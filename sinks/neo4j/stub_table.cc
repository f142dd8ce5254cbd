#include "sinks/neo4j/stub_table.h"

#include <algorithm>
#include <utility>

#include "engine/core/graph_schema.h"
#include "engine/core/json_writer.h"
#include "engine/core/key_text.h"
#include "engine/core/keys.h"

namespace reg2graph::neo4j {

using std::string;
using std::string_view;

void StubTable::Add(string_view key) {
  for (string next(key); !next.empty();) {
    string parent = ParentOfKey(next);
    if (!set_.insert(std::move(next)).second) return;
    next = std::move(parent);
  }
}

void StubTable::Finish() { keys_.assign(set_.begin(), set_.end()); }

size_t StubTable::PositionOf(string_view key) const {
  return static_cast<size_t>(std::lower_bound(keys_.begin(), keys_.end(), key) - keys_.begin());
}

void StubTable::Write(string& out) const {
  out.push_back('[');
  for (size_t i = 0; i < keys_.size(); ++i) {
    const string& key = keys_[i];
    if (i > 0) out.push_back(',');
    ObjectWriter writer(out);
    writer.String("id", key);
    writer.String("kind", StubLabel(key));
    const KeyText text = TextOfKey(key);
    writer.String("citation", text.citation);
    writer.String("name", text.name);
    string chain = "[";
    for (string up = ParentOfKey(key); !up.empty(); up = ParentOfKey(up)) {
      if (chain.size() > 1) chain.push_back(',');
      AppendInteger(chain, static_cast<int64_t>(PositionOf(up)));
    }
    writer.Raw("chain", chain + "]");
    writer.Close();
  }
  out.push_back(']');
}

}  // namespace reg2graph::neo4j

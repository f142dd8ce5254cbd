#ifndef REG2GRAPH_ENGINE_FILES_ONE_WAY_SINK_H_
#define REG2GRAPH_ENGINE_FILES_ONE_WAY_SINK_H_

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "engine/core/graph_schema.h"
#include "engine/core/mutation_sink.h"

namespace reg2graph {

// Takes the nodes and relationships of a graph one after the other, and cannot be asked for them.
// Properties are canonical JSON objects, or empty. REQUIRES: called on the network thread.
class GraphWriter {
 public:
  virtual ~GraphWriter() = default;
  virtual absl::Status Open() = 0;
  // A node of this shape, which was not there: once, before the Node or Change that brings it.
  virtual void NewNode(Shape) {}
  virtual void Node(std::string_view id, Shape shape, std::string_view properties) = 0;
  // Of a node that came before, or will: null takes a property away. The shape is known of divisions, and
  // of what was cited before it came.
  virtual void Change(std::string_view id, std::optional<Shape> shape, std::string_view patch) = 0;
  virtual void Remove(std::string_view id, Shape shape) = 0;
  virtual void Edge(EdgeType type, std::string_view from, std::string_view to,
                    std::string_view properties) = 0;
  virtual void Stub(std::string_view key) = 0;
  // The first error; it stays.
  virtual const absl::Status& status() const = 0;
  virtual absl::Status Close() = 0;
};

// A sink over a writer. What a later document of the same run may still change is held back in memory
// until Close: HAS_CHILD, the NEXT of sections, stubs with their WITHIN, artifacts. A delivery after which
// that takes more than `memory_bytes` stops the run. `post` runs a callback later on the network thread, and
// outlives the sink.
using PostCallback = std::function<void(std::function<void()>)>;
std::unique_ptr<MutationSink> NewOneWaySink(PostCallback post, std::unique_ptr<GraphWriter> writer,
                                            size_t memory_bytes);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FILES_ONE_WAY_SINK_H_

#ifndef REG2GRAPH_ENGINE_CORE_FAIL_POINT_H_
#define REG2GRAPH_ENGINE_CORE_FAIL_POINT_H_

#include <cstddef>
#include <string_view>

namespace reg2graph {

// The points of a run at which a test may kill the process, in the order of the pipeline. They are
// compiled in by the preset `faults` only; fail_point.cc documents the variables that control them.
inline constexpr std::string_view kFailPoints[] = {
    "schema statement answered",
    "message received",
    "document opened",
    "title's state read",
    "unit split",
    "document read to its end",
    "unit mapped",
    "new unit planned",
    "unit looked up",
    "looked-up unit planned",
    "step queued",
    "batch to be sent",
    "request body being read",
    "request sent",
    "answer begins",
    "answer received",
    "step done, more to come",
    "nodes done, links wait",
    "unit acknowledged",
    "dead letter to be written",
    "dead letter written",
    "all units acknowledged",
    "spine to be written",
    "orphan to be removed",
    "document acknowledged",
    "document reported",
    "graph to be swept",
    "round of sweeping done",
    "sink to be closed",
    "piece of a file to be written",
    "piece of a file written",
    "file complete, not on disk",
    "file on disk, not renamed",
    "file renamed",
    "sink closed",
    "message to be deleted",
    "message deleted",
};

// One of them; a name that is not in the list does not compile.
class FailPoint {
 public:
  consteval FailPoint(const char* name) : index_(IndexOf(name)) {}
  constexpr size_t index() const { return index_; }
  constexpr std::string_view name() const { return kFailPoints[index_]; }

 private:
  static consteval size_t IndexOf(std::string_view name) {
    size_t index = 0;
    while (kFailPoints[index] != name) ++index;
    return index;
  }
  size_t index_;
};

#ifdef REG2GRAPH_FAIL_POINTS
// Files and requests are written in pieces of this size, so that they can be interrupted anywhere.
inline constexpr size_t kPieceBytes = 4093;
// Reads the variables; once, before there are other threads. Ends the process if they make no sense.
void ReadFailPoints();
// Any thread.
void MayFailAt(FailPoint point);
#else
inline constexpr size_t kPieceBytes = std::string_view::npos;
inline void ReadFailPoints() {}
inline void MayFailAt(FailPoint) {}
#endif

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_FAIL_POINT_H_

#ifndef REG2GRAPH_BENCH_PUGI_ARENA_H_
#define REG2GRAPH_BENCH_PUGI_ARENA_H_

namespace reg2graph {

// While one lives, pugixml on this thread takes its memory from an arena that is kept for the thread's
// life; when it is destroyed, the arena is reset. Every document made under it must be destroyed before.
class PugiArenaScope {
 public:
  PugiArenaScope();
  ~PugiArenaScope();
  PugiArenaScope(const PugiArenaScope&) = delete;
  PugiArenaScope& operator=(const PugiArenaScope&) = delete;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_BENCH_PUGI_ARENA_H_

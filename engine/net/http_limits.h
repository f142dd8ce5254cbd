#ifndef REG2GRAPH_ENGINE_NET_HTTP_LIMITS_H_
#define REG2GRAPH_ENGINE_NET_HTTP_LIMITS_H_

#include <cstddef>

// Bounds for what a server sends and is kept in memory. Without them a server that never ends its answer
// takes all memory of the machine.
namespace reg2graph {

// Status line and headers of one answer, those of its redirects and interim answers included. Servers
// themselves allow 8 to 64 KiB.
inline constexpr size_t kMaxHeadBytes = size_t{256} << 10;

// Answers that control a run: discovery, acknowledgements, listings, messages of a queue, credentials. The
// largest of them is a page of S3's listing: 1000 keys of 1 KiB, each byte of which XML may escape in 6.
inline constexpr size_t kMaxControlAnswerBytes = size_t{8} << 20;

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_HTTP_LIMITS_H_

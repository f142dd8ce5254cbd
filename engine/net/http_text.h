#ifndef REG2GRAPH_ENGINE_NET_HTTP_TEXT_H_
#define REG2GRAPH_ENGINE_NET_HTTP_TEXT_H_

#include <string_view>

#include "engine/net/http_client.h"

// What both clients share. Pure functions, except for the last.
namespace reg2graph {

// Adds one line of an answer's head. A status line drops what precedes it: an interim answer or a redirect.
void AddHeaderLine(HttpResponse& response, std::string_view line);

// True for addresses of this machine, for which no proxy is used.
bool IsLoopbackUrl(std::string_view url);

// Thread-safe.
void InitialiseCurlOnce();

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_HTTP_TEXT_H_

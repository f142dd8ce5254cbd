#ifndef REG2GRAPH_ENGINE_NET_HTTP_TEXT_H_
#define REG2GRAPH_ENGINE_NET_HTTP_TEXT_H_

#include <string_view>

#include "engine/net/http_client.h"

// What both clients read alike. Pure functions.
namespace reg2graph {

// Takes in one line of an answer's head. A new status line drops what came before it: an interim answer
// or a redirect.
void AddHeaderLine(HttpResponse& response, std::string_view line);

// Proxies are not asked for such addresses.
bool IsLoopbackUrl(std::string_view url);

void InitialiseCurlOnce();

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_HTTP_TEXT_H_

#ifndef REG2GRAPH_ENGINE_INGEST_SERVICE_URL_H_
#define REG2GRAPH_ENGINE_INGEST_SERVICE_URL_H_

#include <string>

#include "engine/aws/credentials.h"

namespace reg2graph {

// The address of a service, without a slash at its end: the value of `variable`, or `usual` if that is empty.
inline std::string ServiceUrl(const Variables& variables, const char* variable, const char* usual) {
  std::string url = variables(variable);
  if (url.empty()) url = usual;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_SERVICE_URL_H_

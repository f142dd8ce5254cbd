#include "engine/app/exit_code.h"

#include <cstdio>
#include <string>

namespace reg2graph {

int EndWith(int code, const absl::Status& why) {
  std::fprintf(stderr, "reg2graph: %s\n", std::string(why.message()).c_str());
  return code;
}

}  // namespace reg2graph

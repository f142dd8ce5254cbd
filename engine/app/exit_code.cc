#include "engine/app/exit_code.h"

#include <cstdio>

namespace reg2graph {

void Complain(const std::string& what) { std::fprintf(stderr, "reg2graph: %s\n", what.c_str()); }

int EndWith(int code, const absl::Status& why) {
  Complain(std::string(why.message()));
  return code;
}

}  // namespace reg2graph

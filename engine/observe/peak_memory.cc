#include "engine/observe/peak_memory.h"

#include <fstream>
#include <string>

namespace reg2graph {

int64_t PeakMemoryBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name;) {
    int64_t kibibytes = 0;
    if (name == "VmHWM:" && status >> kibibytes) return kibibytes * 1024;
  }
  return 0;
}

}  // namespace reg2graph

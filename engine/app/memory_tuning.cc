#include "engine/app/memory_tuning.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace reg2graph {

void KeepFreedMemory() {
#if defined(__GLIBC__)
  // A unit of 64 MiB (--max-unit-bytes) and more is rare, and goes back to the system.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

}  // namespace reg2graph

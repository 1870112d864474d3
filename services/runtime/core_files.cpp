#include "services/runtime/core_files.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace ledger::runtime {

void keep_out_of_core_files() noexcept {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  // A program that core files are piped to asks for no limit (core(5)).
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace ledger::runtime

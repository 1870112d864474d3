#include "events/token/invariant.hpp"

#include <cstdio>
#include <cstdlib>

namespace ledger::token {

void invariant(bool condition, std::source_location where) {
  if (condition) [[likely]]
    return;
  std::fprintf(stderr, "tokenledger: a bug: invariant broken at %s:%u in %s\n", where.file_name(),
               where.line(), where.function_name());
  std::abort();
}

}  // namespace ledger::token

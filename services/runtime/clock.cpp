#include "services/runtime/clock.hpp"

#include <stdexcept>

namespace ledger::runtime {

void check_clock(const Clock& clock) {
  const auto released = token::parse_timestamp(TOKENLEDGER_RELEASED "T00:00:00Z");
  if (clock.now() >= released.value()) return;
  throw std::runtime_error("this machine's clock says " + token::to_text(clock.now()) +
                           ", which is before this program was released (" TOKENLEDGER_RELEASED
                           "): set the clock, and start again");
}

}  // namespace ledger::runtime

#pragma once
// One event of every type, and of every shape of its optional members, beside the exact bytes that
// stand on the log for it. docs/events.md shows the same.

#include <vector>

#include "tests/support/samples.hpp"

namespace ledger::support {

struct GoldenEvent {
  token::Event event;
  std::string_view key;
  std::string_view value;
};

[[nodiscard]] std::vector<GoldenEvent> golden_events();
/// Those about webhooks, which are the last of them.
[[nodiscard]] std::vector<GoldenEvent> golden_webhook_events();

}  // namespace ledger::support

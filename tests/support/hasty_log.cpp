#include "tests/support/hasty_log.hpp"

#include <array>

#include "events/log/envelope.hpp"

namespace ledger::support {

Result<void> HastyLog::append(std::string key, std::string value, log::OnAppended on_appended) {
  const auto decoded = log::decode(value, {});
  const auto* event = std::get_if<token::Event>(&decoded);
  if (event == nullptr || !std::holds_alternative<token::TokenUpdated>(event->payload)) {
    return behind_.append(std::move(key), std::move(value), std::move(on_appended));
  }
  auto hasty = [this, attempt = event->command,
                on_appended = std::move(on_appended)](log::AppendOutcome outcome) {
    on_appended(outcome);
    const auto through = gate_.applied().value_or(log::Position(0));
    const std::array<projections::Folded, 1> folded{
        projections::Folded{attempt, token::Verdict::applied, through}};
    if (outcome == log::AppendOutcome::durable) gate_.publish(folded, through);
  };
  return behind_.append(std::move(key), std::move(value), std::move(hasty));
}

}  // namespace ledger::support

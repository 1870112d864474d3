#include "services/tokenledger/webhook_parts.hpp"

#include <algorithm>

#include "services/runtime/log_line.hpp"

namespace ledger::tokenledger {

webhooks::WebhookOptions webhook_options(const runtime::Settings& settings,
                                         const runtime::DescriptorShares& shares,
                                         const projections::TokenView& view) {
  using runtime::log_line;
  const auto file = settings.webhook_key_file.empty() ? settings.data / webhooks::sealing_key_file
                                                      : settings.webhook_key_file;
  const auto registered = view.webhooks();
  auto key = webhooks::SealingKey::read(file);
  if (!key && !settings.kafka && registered.empty()) {
    webhooks::SealingKey::make(file);
    key = webhooks::SealingKey::read(file);
  }
  const bool opens_all = std::ranges::all_of(registered, [&](const auto& webhook) {
    return key && key->name() == webhook.key.sealed_with;
  });
  if (!opens_all) {
    log_line(runtime::Level::warning, "webhooks cannot be signed for: their key is not here",
             {{"file", file.string()}});
  }
  return {settings.data / "webhooks", shares.webhook_files, std::move(key),
          webhooks::AddressPolicy(settings.webhook_networks), view.ledger()->ledger_id};
}

void observe_webhooks(runtime::Metrics& metrics, const webhooks::DeliveryBoard& board) {
  const auto total = [&](const char* name, const char* help,
                         const std::atomic<std::uint64_t>& count) {
    metrics.observe_total(name, help, [&count] { return static_cast<double>(count.load()); });
  };
  total("tokenledger_webhook_deliveries_total", "Messages that receivers took, since start",
        board.delivered);
  total("tokenledger_webhook_failures_total", "Tries that receivers did not take, since start",
        board.failed);
  total("tokenledger_webhook_dead_letters_total", "Messages that were given up, since start",
        board.given_up);
  metrics.observe("tokenledger_webhook_waiting", "Messages that wait for a try",
                  [&board] { return static_cast<double>(board.waiting()); });
}

}  // namespace ledger::tokenledger

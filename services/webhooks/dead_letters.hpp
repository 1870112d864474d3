#pragma once
// `/v1/webhooks/{}/dead-letters`: messages that this node gave up, and their being tried again.

#include "services/issuance/desk.hpp"
#include "services/webhooks/deliveries.hpp"

namespace ledger::webhooks {

class DeadLetters {
 public:
  /// Of a page.
  static constexpr std::size_t letters_max = 100;

  /// All must outlive it.
  DeadLetters(issuance::Desk desk, const DeliveryStore& store, Deliveries& deliveries)
      : desk_(desk), store_(store), deliveries_(deliveries) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> list(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> resend(http::Exchange& exchange);

  issuance::Desk desk_;
  const DeliveryStore& store_;
  Deliveries& deliveries_;
};

/// `42-0`: position and ordinal.
[[nodiscard]] std::string to_text(const MessageKey& key);
[[nodiscard]] std::optional<MessageKey> parse_message_key(std::string_view text);

}  // namespace ledger::webhooks

#pragma once
// A webhook as answers show it.

#include "services/webhooks/delivery_board.hpp"
#include "services/webhooks/signing_secret.hpp"

namespace ledger::webhooks {

[[nodiscard]] std::string_view to_text(token::WebhookStatus status) noexcept;

/// `secret`: shown; nothing: not. `can_sign`:
/// whether this node has the key that opens its secret. The caller wipes what shows a secret.
[[nodiscard]] std::string webhook_json(const token::WebhookState& webhook,
                                       const DeliveryStatus& status, bool can_sign,
                                       token::Timestamp now,
                                       const std::optional<SigningSecret>& secret = std::nullopt);

}  // namespace ledger::webhooks

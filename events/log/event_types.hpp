#pragma once
// The names that stand in records, for ever. One entry per alternative of token::Payload, in order.

#include <array>
#include <string_view>
#include <variant>

#include "events/token/event.hpp"

namespace ledger::log {

inline constexpr std::string_view source_prefix = "urn:tokenledger:";
inline constexpr std::string_view type_prefix = "tokenledger.";
/// Of events about webhooks, which no webhook is told of.
inline constexpr std::string_view webhook_type_prefix = "tokenledger.webhook.";
inline constexpr std::string_view owner_prefix = "owner/";
inline constexpr std::string_view digest_algorithm = "sha-256";
inline constexpr std::string_view cloud_events_version = "1.0";
inline constexpr std::string_view content_type = "application/json";

inline constexpr std::array<std::string_view, std::variant_size_v<token::Payload>> event_types = {
    "tokenledger.ledger.opened.v1",
    "tokenledger.token.created.v1",
    "tokenledger.token.updated.v1",
    "tokenledger.token.regenerated.v1",
    "tokenledger.token.deleted.v1",
    "tokenledger.owner.suspended.v1",
    "tokenledger.owner.resumed.v1",
    "tokenledger.owner.tokens-revoked.v1",
    "tokenledger.ledger.expired-through.v1",
    "tokenledger.token.expiring.v1",
    "tokenledger.token.retired-secret-presented.v1",
    "tokenledger.ledger.restored.v1",
    "tokenledger.ledger.rules-adopted.v1",
    "tokenledger.session.started.v1",
    "tokenledger.session.continued.v1",
    "tokenledger.session.ended.v1",
    "tokenledger.webhook.registered.v1",
    "tokenledger.webhook.paused.v1",
    "tokenledger.webhook.resumed.v1",
    "tokenledger.webhook.secret-rotated.v1",
    "tokenledger.webhook.disabled.v1",
    "tokenledger.webhook.deleted.v1",
};

/// Of an event type: what is between `tokenledger.` and the version.
[[nodiscard]] constexpr std::string_view brief_type(std::string_view whole) noexcept {
  whole.remove_prefix(type_prefix.size());
  return whole.substr(0, whole.rfind('.'));
}

/// Which of the feeds a webhook is told, as it is written.
inline constexpr std::array<std::string_view, 2> webhook_feeds{"events", "revocations"};

}  // namespace ledger::log

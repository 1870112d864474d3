#pragma once
// Small values for tests, by number or by text: the same number is the same value in every test.

#include <initializer_list>
#include <string>
#include <string_view>

#include "events/token/event.hpp"

namespace ledger::support {

/// An RFC 3339 time.
[[nodiscard]] token::Timestamp at(std::string_view text);
/// 2026-11-24T05:00:00.000Z, when samples happen.
[[nodiscard]] token::Timestamp sample_time();

[[nodiscard]] token::OwnerId owner_id(std::string_view text);
/// A token id of sample_time() whose random part ends in `number`.
[[nodiscard]] token::TokenId token_id(std::uint8_t number);
[[nodiscard]] token::ScopeSet scopes(std::initializer_list<std::string> texts);
/// 32 bytes of `number`.
[[nodiscard]] token::TokenDigest digest(std::uint8_t number);
[[nodiscard]] token::SessionDigest session_digest(std::uint8_t number);
/// 16 bytes of `number`.
[[nodiscard]] token::CommandAttempt attempt(std::uint8_t number, std::uint8_t nth = 1);

/// A webhook id of sample_time() whose random part ends in `number`.
[[nodiscard]] token::WebhookId webhook_id(std::uint8_t number);
/// A symmetric key that nothing opens, all of it bytes of `number`.
[[nodiscard]] token::WebhookKey webhook_key(std::uint8_t number);
/// Of every event, to https://example.com/hook.
[[nodiscard]] token::WebhookRegistered webhook_registered();
/// To key 2, at once.
[[nodiscard]] token::WebhookSecretRotated webhook_rotated();

/// An event of sample_time(), called by `ledger`, that relies on nothing.
[[nodiscard]] token::Event event(token::CommandAttempt command, token::Subject subject,
                                 std::uint64_t revision, token::Payload payload);
/// What creates token `number` for `owner`, with scope `repo:read`, expiring 30 days after
/// sample_time(), and digest `number`.
[[nodiscard]] token::TokenCreated created(std::uint8_t number, std::string_view owner);

/// Token `number` of `owner` right after created(number, owner) at position `number`.
[[nodiscard]] token::TokenState token_state(std::uint8_t number, std::string_view owner);
/// An owner that no event has been about.
[[nodiscard]] token::OwnerState owner_state(std::string_view owner);

inline constexpr std::string_view ledger_id = "00112233445566778899aabbccddeeff";
[[nodiscard]] token::Event opened();

}  // namespace ledger::support

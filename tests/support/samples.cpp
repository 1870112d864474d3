#include "tests/support/samples.hpp"

namespace ledger::support {

token::Timestamp at(std::string_view text) { return token::parse_timestamp(text).value(); }

token::Timestamp sample_time() { return at("2026-11-24T05:00:00.000Z"); }

token::OwnerId owner_id(std::string_view text) { return token::OwnerId::parse(text).value(); }

token::TokenId token_id(std::uint8_t number) {
  const std::array<std::uint8_t, 10> random{0, 0, 0, 0, 0, 0, 0, 0, 0, number};
  return token::TokenId::make(sample_time(), random);
}

token::ScopeSet scopes(std::initializer_list<std::string> texts) {
  return token::ScopeSet::make(texts).value();
}

token::TokenDigest digest(std::uint8_t number) {
  token::TokenDigest digest;
  digest.value.fill(number);
  return digest;
}

token::SessionDigest session_digest(std::uint8_t number) {
  token::SessionDigest digest;
  digest.value.fill(number);
  return digest;
}

token::CommandAttempt attempt(std::uint8_t number, std::uint8_t nth) {
  token::CommandAttempt attempt;
  attempt.id.value.fill(number);
  attempt.number = nth;
  return attempt;
}

token::WebhookId webhook_id(std::uint8_t number) {
  const std::array<std::uint8_t, 10> random{0, 0, 0, 0, 0, 0, 0, 0, 0, number};
  return token::WebhookId::make(sample_time(), random);
}

token::WebhookKey webhook_key(std::uint8_t number) {
  token::WebhookKey key;
  key.sealed_with.value.fill(number);
  key.sealed.value.fill(number);
  return key;
}

token::WebhookRegistered webhook_registered() {
  return {"https://example.com/hook", {}, webhook_key(1), std::nullopt};
}

token::WebhookSecretRotated webhook_rotated() { return {webhook_key(2), std::nullopt}; }

token::Event event(token::CommandAttempt command, token::Subject subject, std::uint64_t revision,
                   token::Payload payload) {
  token::Fingerprint fingerprint;
  fingerprint.value.fill(0xfe);
  return {command,
          fingerprint,
          std::string(token::caller_ledger),
          sample_time(),
          std::move(subject),
          revision,
          {},
          std::move(payload)};
}

token::TokenCreated created(std::uint8_t number, std::string_view owner) {
  return {owner_id(owner),
          "deploy",
          scopes({"repo:read"}),
          sample_time() + std::chrono::days(30),
          "operator",
          digest(number),
          "x4Qz"};
}

token::TokenState token_state(std::uint8_t number, std::string_view owner) {
  const auto by = created(number, owner);
  const token::Position position(number);
  return {token_id(number), by.owner,      by.name,       by.scopes,     1,
          by.created_by,    sample_time(), sample_time(), by.expires_at, by.digest,
          by.hint,          position,      position,      std::nullopt,  false};
}

token::OwnerState owner_state(std::string_view owner) {
  return {owner_id(owner), 0, false, std::nullopt, 0};
}

token::Event opened() {
  return event(attempt(0), std::monostate(), 0, token::LedgerOpened{std::string(ledger_id)});
}

}  // namespace ledger::support

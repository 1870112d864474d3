#pragma once
// What may be printed: token ids, owner ids, webhook ids, command ids, and the fingerprint of a
// request. Each has one canonical text form; a text that is not canonical is no id.

#include <span>
#include <string>
#include <string_view>

#include "events/token/bytes.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::token {

/// `tok_` and 26 lower-case Crockford base-32 digits: a ULID (48 bits of milliseconds, 80 random).
struct TokenId : Bytes<struct TokenIdTag, 16> {
  static constexpr std::size_t text_size = 30;
  [[nodiscard]] static TokenId make(Timestamp now, std::span<const std::uint8_t, 10> random);
  [[nodiscard]] static std::optional<TokenId> parse(std::string_view text) noexcept;
};
[[nodiscard]] std::string to_text(const TokenId& id);
/// The same into memory that is there, for paths that must not allocate.
void write_text(const TokenId& id, std::span<char, TokenId::text_size> out) noexcept;

/// `wh_` and 26 such digits.
struct WebhookId : Bytes<struct WebhookIdTag, 16> {
  [[nodiscard]] static WebhookId make(Timestamp now, std::span<const std::uint8_t, 10> random);
  [[nodiscard]] static std::optional<WebhookId> parse(std::string_view text) noexcept;
};
[[nodiscard]] std::string to_text(const WebhookId& id);

/// 1–128 of `[A-Za-z0-9._@:|+-]`, not `.` or `..`; case matters.
class OwnerId {
 public:
  static constexpr std::size_t text_size_max = 128;
  [[nodiscard]] static std::optional<OwnerId> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// The owner of operator tokens, `operator`.
  [[nodiscard]] bool is_operator() const noexcept { return text_ == "operator"; }
  friend auto operator<=>(const OwnerId&, const OwnerId&) = default;

 private:
  explicit OwnerId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// `cmd_` and 32 hexadecimal digits.
struct CommandId : Bytes<struct CommandIdTag, 16> {
  static constexpr std::size_t text_size = 36;
  /// SHA-256 over caller, a zero byte and the key, cut to 128 bits: the same key of the same caller
  /// is the same command on every node.
  [[nodiscard]] static CommandId derive(std::string_view caller, std::string_view idempotency_key);
  /// Of a command without a key: milliseconds and 80 random bits, so that commands of one time lie
  /// together.
  [[nodiscard]] static CommandId make(Timestamp now, std::span<const std::uint8_t, 10> random);
  [[nodiscard]] static std::optional<CommandId> parse(std::string_view text) noexcept;
};
[[nodiscard]] std::string to_text(const CommandId& id);

/// One try at a command: the first is written `cmd_…`, the n-th `cmd_…/n`.
struct CommandAttempt {
  static constexpr std::uint8_t number_max = 5;
  CommandId id;
  std::uint8_t number = 1;
  friend auto operator<=>(const CommandAttempt&, const CommandAttempt&) = default;
  [[nodiscard]] static std::optional<CommandAttempt> parse(std::string_view text) noexcept;
};
[[nodiscard]] std::string to_text(const CommandAttempt& attempt);

/// What was asked for, as 32 hexadecimal digits: equal requests have equal fingerprints.
struct Fingerprint : Bytes<struct FingerprintTag, 16> {
  [[nodiscard]] static Fingerprint of(std::string_view canonical_request);
  [[nodiscard]] static std::optional<Fingerprint> parse(std::string_view text) noexcept;
};
[[nodiscard]] std::string to_text(const Fingerprint& fingerprint);

}  // namespace ledger::token

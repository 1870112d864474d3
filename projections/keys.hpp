#pragma once
// The keys of the read model's rows; the one class that knows their grammar. First byte, then:
//   m name           format | checkpoint | ledger | nodes
//   t id[16]         a token
//   d digest[32]     living: token id, flag              r digest[32]           retired
//   o owner          an owner                            l owner 00 position[8] owner's tokens
//   p position[8]    all tokens by creation              c id[16] attempt[1]    a command
//   e position[8]    an accepted record                  h id[16] position[8]   a token's history
//   v position[8]    secrets that an accepted record stopped
//   n position[8]    a record that is none           u time[8] id[16] overlaps by their end
//   w time[8] id[16] living tokens by expires_at       s id[16]             a token's sessions
//   x time[8] id[16] attempt[1]  commands by memory time y time[8] digest[32]   retired by memory
//   time
//   z time[8] id[16] sessions by memory time           k id[16]             a webhook
// Numbers are big-endian, times with the sign bit flipped, so that bytes sort as values do.

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "events/token/ids.hpp"
#include "events/token/position.hpp"
#include "events/token/secret.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::projections {

/// A key by value, without an allocation.
class Key {
 public:
  explicit Key(char kind) noexcept { bytes_[size_++] = kind; }
  Key& add(std::string_view bytes) noexcept;
  Key& add_byte(std::uint8_t byte) noexcept;
  Key& add_number(std::uint64_t value) noexcept;
  Key& add_time(token::Timestamp time) noexcept;
  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }

 private:
  std::array<char, 144> bytes_;  // the longest: l, 128 of owner, 00, position, and 00 behind it
  std::size_t size_ = 0;
};

/// Keys from `from` (included) to `end` (not).
struct KeyRange {
  Key from;
  Key end;
};

class Keys {
 public:
  [[nodiscard]] static Key format() noexcept { return Key('m').add("format"); }
  [[nodiscard]] static Key checkpoint() noexcept { return Key('m').add("checkpoint"); }
  [[nodiscard]] static Key ledger() noexcept { return Key('m').add("ledger"); }
  [[nodiscard]] static Key nodes() noexcept { return Key('m').add("nodes"); }
  [[nodiscard]] static Key token(const token::TokenId& id) noexcept;
  [[nodiscard]] static Key living(const token::TokenDigest& digest) noexcept;
  [[nodiscard]] static Key retired(const token::TokenDigest& digest) noexcept;
  [[nodiscard]] static Key owner(const token::OwnerId& id) noexcept;
  [[nodiscard]] static Key owner_token(const token::OwnerId& id, token::Position created) noexcept;
  [[nodiscard]] static Key created(token::Position created) noexcept;
  [[nodiscard]] static Key command(const token::CommandAttempt& attempt) noexcept;
  [[nodiscard]] static Key event(token::Position position) noexcept;
  [[nodiscard]] static Key history(const token::TokenId& id, token::Position position) noexcept;
  [[nodiscard]] static Key expiry(token::Timestamp time, const token::CommandAttempt& a) noexcept;
  [[nodiscard]] static Key expiry(token::Timestamp time, const token::TokenDigest& d) noexcept;

  [[nodiscard]] static Key sessions(const token::TokenId& token) noexcept;
  [[nodiscard]] static Key webhook(const token::WebhookId& id) noexcept;
  [[nodiscard]] static Key expiry(token::Timestamp time, const token::TokenId& token) noexcept;

  [[nodiscard]] static Key expiring(token::Timestamp expires_at, const token::TokenId& id) noexcept;
  [[nodiscard]] static Key overlap_end(token::Timestamp until, const token::TokenId& id) noexcept;
  [[nodiscard]] static Key revocation(token::Position position) noexcept;
  [[nodiscard]] static Key passed_by(token::Position position) noexcept;

  [[nodiscard]] static KeyRange tokens() noexcept { return {Key('t'), Key('u')}; }
  [[nodiscard]] static KeyRange owners() noexcept { return {Key('o'), Key('p')}; }
  [[nodiscard]] static KeyRange retired() noexcept { return {Key('r'), Key('s')}; }
  [[nodiscard]] static KeyRange living() noexcept { return {Key('d'), Key('e')}; }
  [[nodiscard]] static KeyRange command_expiries() noexcept { return {Key('x'), Key('y')}; }
  [[nodiscard]] static KeyRange retired_expiries() noexcept { return {Key('y'), Key('z')}; }
  [[nodiscard]] static KeyRange session_expiries() noexcept { return {Key('z'), Key('{')}; }
  [[nodiscard]] static KeyRange webhooks() noexcept { return {Key('k'), Key('l')}; }
  /// The list rows of an owner, or of all, created after a position.
  [[nodiscard]] static KeyRange listed(const std::optional<token::OwnerId>& owner,
                                       std::optional<token::Position> after) noexcept;
  /// The same created before a position.
  [[nodiscard]] static KeyRange listed_before(const std::optional<token::OwnerId>& owner,
                                              std::optional<token::Position> before) noexcept;
  /// The history rows of a token, after a position.
  [[nodiscard]] static KeyRange history(const token::TokenId& id,
                                        std::optional<token::Position> after) noexcept;
  /// Rows by position of the kind of `first`, through another.
  [[nodiscard]] static KeyRange through(const Key& first, token::Position last) noexcept;
  /// The expiry rows of tokens that expire after `after` (a token behind it of the same time
  /// counts), up to and with `through`.
  [[nodiscard]] static KeyRange expiring(
      const std::optional<std::pair<token::Timestamp, token::TokenId>>& after,
      token::Timestamp through) noexcept;
  /// The same of overlaps by their end.
  [[nodiscard]] static KeyRange overlap_ends(
      const std::optional<std::pair<token::Timestamp, token::TokenId>>& after,
      token::Timestamp through) noexcept;

  // Reading keys back; nothing if `key` is not of that kind.
  [[nodiscard]] static std::optional<token::TokenId> token_of(std::string_view key) noexcept;
  [[nodiscard]] static std::optional<token::WebhookId> webhook_of(std::string_view key) noexcept;
  [[nodiscard]] static std::optional<token::OwnerId> owner_of(std::string_view key);
  [[nodiscard]] static std::optional<token::TokenDigest> digest_of(std::string_view key) noexcept;
  [[nodiscard]] static std::optional<token::TokenDigest> retired_of(std::string_view key) noexcept;
  [[nodiscard]] static std::optional<token::Position> listed_at(std::string_view key) noexcept;
  [[nodiscard]] static std::optional<token::Position> happened_at(std::string_view key) noexcept;
  [[nodiscard]] static std::optional<std::pair<token::Timestamp, token::CommandAttempt>>
  command_expiry_of(std::string_view key) noexcept;
  /// Of rows by position alone: their position.
  [[nodiscard]] static std::optional<token::Position> position_of(std::string_view key) noexcept;
  /// Of a token's expiry, or the end of its overlap.
  [[nodiscard]] static std::optional<std::pair<token::Timestamp, token::TokenId>> expiring_of(
      std::string_view key) noexcept;
  [[nodiscard]] static std::optional<std::pair<token::Timestamp, token::TokenDigest>>
  retired_expiry_of(std::string_view key) noexcept;
  [[nodiscard]] static std::optional<std::pair<token::Timestamp, token::TokenId>> session_expiry_of(
      std::string_view key) noexcept;
};

}  // namespace ledger::projections

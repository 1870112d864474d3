#pragma once
// A digest of a part of the state that changes with every entity in O(1): the sum mod 2^256 of
// SHA-256 over each logical entity. Two nodes at one position have equal digests, or one of them is
// wrong. There are two: of ledger, owners and tokens, which the accepted events alone determine,
// and of what is forgotten in time, commands, retired digests and sessions. What is hashed has its
// own version (log::state_digest_version) and says nothing of rows: `tokenledger state 1`, a
// letter, then fields in the order of state.hpp (scopes sorted).

#include <array>
#include <optional>
#include <string>

#include "events/token/session.hpp"
#include "events/token/webhook.hpp"

namespace ledger::projections {

class StateDigest {
 public:
  /// Of no entity: zero.
  StateDigest() = default;
  /// Reads 64 hexadecimal digits.
  [[nodiscard]] static std::optional<StateDigest> parse(std::string_view hex);

  template <class Entity>
  void add(const Entity& entity) {
    add_hash(hash_of(entity));
  }
  template <class Entity>
  void subtract(const Entity& entity) {
    subtract_hash(hash_of(entity));
  }
  [[nodiscard]] std::string hex() const;
  friend bool operator==(const StateDigest&, const StateDigest&) = default;

 private:
  using Hash = std::array<std::uint8_t, 32>;
  [[nodiscard]] static Hash hash_of(const token::LedgerState& ledger);
  [[nodiscard]] static Hash hash_of(const token::TokenState& token);
  [[nodiscard]] static Hash hash_of(const token::OwnerState& owner);
  [[nodiscard]] static Hash hash_of(const token::CommandState& command);
  [[nodiscard]] static Hash hash_of(const token::RetiredDigest& retired);
  [[nodiscard]] static Hash hash_of(const token::TokenSessions& sessions);
  [[nodiscard]] static Hash hash_of(const token::WebhookState& webhook);
  void add_hash(const Hash& hash) noexcept;
  void subtract_hash(const Hash& hash) noexcept;

  Hash sum_{};  // a big-endian number
};

}  // namespace ledger::projections

#pragma once
// Is this secret good at this instant? The one place that answers it, for lists and verifications.

#include <optional>

#include "events/token/state.hpp"

namespace ledger::token {

enum class Standing : std::uint8_t { active, expired, suspended, revoked };

/// An owner as a verification sees it.
struct OwnerStanding {
  bool suspended = false;
  std::optional<Position> revoked_through;
};

[[nodiscard]] inline OwnerStanding standing_of(const OwnerState& owner) {
  return {owner.suspended, owner.revoked_through};
}

/// A secret issued at `issued` lives while now < expires_at, unless its owner is suspended or was
/// revoked through a position at or behind `issued`. Revoked outranks suspended outranks expired.
[[nodiscard]] Standing judge(Position issued, Timestamp expires_at, const OwnerStanding& owner,
                             Timestamp now) noexcept;

/// The same for a token's current secret.
[[nodiscard]] Standing judge(const TokenState& token, const OwnerState& owner,
                             Timestamp now) noexcept;

/// Whether the owner's tokens were all revoked when or after a secret was issued: final.
[[nodiscard]] bool is_revoked(Position issued, const OwnerState& owner) noexcept;
/// The same of the token's current secret.
[[nodiscard]] inline bool is_revoked(const TokenState& token, const OwnerState& owner) noexcept {
  return is_revoked(token.issued_position, owner);
}

/// Where the token's secret of that digest was issued, the current one or the old one of an
/// overlap; nothing: it has no such secret.
[[nodiscard]] std::optional<Position> issued_at(const TokenState& token,
                                                const TokenDigest& digest) noexcept;

/// `active`, `expired`, `suspended`, `revoked`.
[[nodiscard]] std::string_view to_text(Standing standing) noexcept;
[[nodiscard]] std::optional<Standing> parse_standing(std::string_view text) noexcept;

}  // namespace ledger::token

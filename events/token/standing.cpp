#include "events/token/standing.hpp"

namespace ledger::token {

Standing judge(Position issued, Timestamp expires_at, const OwnerStanding& owner,
               Timestamp now) noexcept {
  if (owner.revoked_through && issued <= *owner.revoked_through) return Standing::revoked;
  if (owner.suspended) return Standing::suspended;
  return now < expires_at ? Standing::active : Standing::expired;
}

Standing judge(const TokenState& token, const OwnerState& owner, Timestamp now) noexcept {
  return judge(token.issued_position, token.expires_at, standing_of(owner), now);
}

bool is_revoked(Position issued, const OwnerState& owner) noexcept {
  return owner.revoked_through && issued <= *owner.revoked_through;
}

std::optional<Position> issued_at(const TokenState& token, const TokenDigest& digest) noexcept {
  if (token.digest == digest) return token.issued_position;
  if (token.overlap && token.overlap->digest == digest) return token.overlap->issued_position;
  return std::nullopt;
}

std::string_view to_text(Standing standing) noexcept {
  switch (standing) {
    case Standing::active:
      return "active";
    case Standing::expired:
      return "expired";
    case Standing::suspended:
      return "suspended";
    case Standing::revoked:
      return "revoked";
  }
  return "";
}

std::optional<Standing> parse_standing(std::string_view text) noexcept {
  for (const auto standing :
       {Standing::active, Standing::expired, Standing::suspended, Standing::revoked}) {
    if (to_text(standing) == text) return standing;
  }
  return std::nullopt;
}

}  // namespace ledger::token

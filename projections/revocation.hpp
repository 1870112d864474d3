#pragma once
// What stopped secrets from opening anything, or made them open less: one row of the read model for
// each accepted record that did, so that any of it can be told of again.

#include <optional>
#include <string>
#include <vector>

#include "projections/entity_store.hpp"

namespace ledger::projections {

enum class RevocationReason : std::uint8_t {
  deleted = 1,
  regenerated = 2,
  overlap_ended = 3,  ///< no row has it: the time of an overlap was over by an `expired`
  scopes_narrowed = 4,
  suspended = 5,
  resumed = 6,
  all_revoked = 7,  ///< every secret issued to the owner at or before the position
  expired = 8,
};

struct Revocation {
  token::Position position;
  token::Timestamp log_time;
  RevocationReason reason = RevocationReason::deleted;
  std::string owner;                        ///< empty: a row that stands for many, `expired`
  std::optional<token::TokenId> token;      ///< nothing: about all of the owner's
  std::vector<token::TokenDigest> digests;  ///< that no longer open anything; or less
  std::vector<std::string> scopes;          ///< those that are left, where they were narrowed
  /// Of an `expired` row: whose time was over behind the first (nothing: ever), and by the second.
  std::optional<token::Timestamp> behind{};
  token::Timestamp through{};
  friend bool operator==(const Revocation&, const Revocation&) = default;
};

/// Nothing if the record stopped no secret.
[[nodiscard]] std::optional<Revocation> revocation_of(const AcceptedRecord& accepted);

}  // namespace ledger::projections

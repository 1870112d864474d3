#pragma once
// Why a command is refused. Counters map each to one HTTP problem; the messages are for callers.

#include <boost/system/error_code.hpp>

namespace ledger::token {

enum class errc {
  expiry_in_past = 1,
  expiry_beyond_maximum,
  expiry_given_twice,
  overlap_beyond_maximum,
  owner_required,
  insufficient_scope,
  operator_required,
  other_owner,
  scope_beyond_caller,
  scope_needs_operator,
  expiry_beyond_caller,
  not_found,
  owner_suspended,
  token_revoked,
  revision_mismatch,
  operator_stays,
  secret_in_overlap,
  rules_unknown,
  webhook_unknown,
  webhooks_full,
  position_ahead,
};

[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

}  // namespace ledger::token

template <>
struct boost::system::is_error_code_enum<ledger::token::errc> : std::true_type {};

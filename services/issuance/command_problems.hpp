#pragma once
// What commands alone are answered with: lost against others, key reused, outcome unknown, too
// many.

#include "services/issuance/command_runner.hpp"
#include "services/runtime/quota_settings.hpp"

namespace ledger::issuance {

/// 504. Never said of a command that did not reach the log.
[[nodiscard]] http::Problem outcome_unknown(const token::CommandId& id);

/// 422: the same Idempotency-Key, another request.
[[nodiscard]] http::Problem key_reused(const token::CommandId& id);

/// 409: every attempt lost.
[[nodiscard]] http::Problem lost_too_often();

/// 421: this node follows another's log, and takes no commands.
[[nodiscard]] http::Problem commands_elsewhere(const std::string& server);

/// 429: the caller sends more than its rate. `wait`: until it may send one.
[[nodiscard]] http::Problem rate_limited(const runtime::QuotaLimits& limits,
                                         std::chrono::seconds wait);

/// 429: one more token would be more than the owner may have; it has `living`.
[[nodiscard]] http::Problem token_quota(const std::string& owner, std::uint64_t tokens_max,
                                        std::uint64_t living);

/// 429: the owner has made as many as it may on one day. `wait`: until the next.
[[nodiscard]] http::Problem token_day_quota(const std::string& owner, std::uint64_t tokens_max,
                                            std::chrono::seconds wait);

/// The refusal of a fate that is no success: its own problem; 409 or, with If-Match, 412 where the
/// one attempt lost. Nothing for a success.
[[nodiscard]] std::optional<http::Problem> failure_of(const CommandRequest& request,
                                                      const CommandFate& fate);

}  // namespace ledger::issuance

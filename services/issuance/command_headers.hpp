#pragma once
// The header fields that commands understand: Idempotency-Key and If-Match.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "events/token/ids.hpp"
#include "services/http/problem.hpp"
#include "services/http/request.hpp"
#include "services/issuance/command_runner.hpp"

namespace ledger::issuance {

inline constexpr std::size_t idempotency_key_size_max = 128;

struct CommandHeaders {
  std::optional<std::string> idempotency_key;  ///< 1–128 visible ASCII characters
  std::optional<std::uint64_t>
      if_match;  ///< a revision; an entity tag of no revision is one that no token has
};

/// A problem names the header and says what it must be.
[[nodiscard]] std::variant<CommandHeaders, http::Problem> read_command_headers(
    const http::Request& request);

/// 400 if If-Match names a revision, where nothing has one.
[[nodiscard]] std::optional<http::Problem> no_if_match(const CommandHeaders& headers);

/// Knows the command by its key, or makes a random id. `canonical` is the request in canonical
/// form.
[[nodiscard]] CommandRequest identify(const CommandHeaders& headers, const token::TokenId& caller,
                                      token::Timestamp now, std::string_view canonical);

}  // namespace ledger::issuance

#pragma once
// The header fields that commands understand, Idempotency-Key and If-Match, and their query.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "events/token/command.hpp"
#include "services/access/entity_tag.hpp"
#include "services/http/problem.hpp"
#include "services/http/request.hpp"
#include "services/issuance/command_runner.hpp"

namespace ledger::issuance {

inline constexpr std::size_t idempotency_key_size_max = 128;

struct CommandHeaders {
  std::optional<std::string> idempotency_key;  ///< 1–128 visible ASCII characters
  token::IfMatch if_match;    ///< what its tags mean; those of none of our revisions mean none
  std::string if_match_sent;  ///< the tags themselves, with commas between
  bool receipt = false;       ///< the query says `wait=followers`
};

/// A problem names the header or parameter and says what it must be.
[[nodiscard]] std::variant<CommandHeaders, http::Problem> read_command_headers(
    const http::Request& request, const access::EntityTags& entity_tags);

/// Knows the command by its key, or makes a random id. `canonical` is the request in canonical
/// form.
[[nodiscard]] CommandRequest identify(const CommandHeaders& headers, const token::TokenId& caller,
                                      token::Timestamp now, std::string_view canonical);

}  // namespace ledger::issuance

#pragma once
// The one table from `errc` to problem details: what the sender did and what to send instead.

#include "services/http/errc.hpp"
#include "services/http/problem.hpp"

namespace ledger::http {

/// What the parser reports, as our own code: `beast` errors are mapped, ours pass through.
[[nodiscard]] errc refusal_code(boost::system::error_code ec) noexcept;

/// The problem without the details of one request; the caller adds Allow and the like.
[[nodiscard]] Problem refusal(errc code);

}  // namespace ledger::http

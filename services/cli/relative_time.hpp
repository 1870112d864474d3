#pragma once
// Times as people say them: `in 29 days`, `3 hours ago`.

#include <string>
#include <string_view>

#include "events/token/timestamp.hpp"

namespace ledger::cli {

/// In the largest unit that fits, cut and never rounded up: what is still to come is never said to
/// be farther away than it is. Less than a second either way is `now`.
[[nodiscard]] std::string relative_time(token::Timestamp time, token::Timestamp now);

/// The same for a time as the server writes it; the text itself where it is no time.
[[nodiscard]] std::string relative_time(std::string_view rfc3339, token::Timestamp now);

}  // namespace ledger::cli

#pragma once
// Is all that a request says text? What is no UTF-8 (RFC 3629) is refused by name, and never copied
// into an answer: that could be no JSON then.

#include <optional>

#include "services/http/problem.hpp"
#include "services/http/request.hpp"

namespace ledger::http {

/// 400 naming the path, the query or the field; of path and query it is what their escapes stand
/// for that counts. A bad escape is not this one's to refuse.
[[nodiscard]] std::optional<Problem> text_problem(const Request& request);

}  // namespace ledger::http

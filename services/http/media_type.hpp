#pragma once
// Is a Content-Type one of those a route takes, and does Accept leave room for its answer? Names in
// any case; the one parameter that is known is `charset`, and it has to be UTF-8 (RFC 9110 §8.3).

#include <string>
#include <string_view>
#include <vector>

#include "services/http/request.hpp"

namespace ledger::http {

[[nodiscard]] bool media_type_is_one_of(std::string_view content_type,
                                        const std::vector<std::string>& taken);

/// False if the request's Accept excludes `type` (RFC 9110 §12.5.1): no range covers it, or the
/// most specific that does has q=0. Without Accept, or with an empty one, everything is fine.
[[nodiscard]] bool is_acceptable(const Request& request, std::string_view type);

/// Whether the request's `header`, one of those that begin with Accept, has `element` by name (in
/// any case, `*` does not count) and wants it: the last word on it is not q=0.
[[nodiscard]] bool names(const Request& request, std::string_view header, std::string_view element);

}  // namespace ledger::http

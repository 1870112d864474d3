#pragma once
// Is a Content-Type one of those a route takes? Names in any case; the one parameter that is known
// is `charset`, and it has to be UTF-8 (RFC 9110 §8.3).

#include <string>
#include <string_view>
#include <vector>

namespace ledger::http {

[[nodiscard]] bool media_type_is_one_of(std::string_view content_type,
                                        const std::vector<std::string>& taken);

}  // namespace ledger::http

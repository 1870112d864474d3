#pragma once
// Percent-encoding and query strings (RFC 3986 §2.1; WHATWG form encoding for queries). Strict: a
// `%` that is not followed by two hexadecimal digits is a failure, never passed through.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::http {

/// Decodes into `out` (cleared first); false if `text` has a bad escape.
[[nodiscard]] bool percent_decode(std::string_view text, std::string& out);

/// A path without the escapes that stand for what needs none (RFC 3986 §6.2.2.2): two that differ
/// in these alone are one path. `path` itself where it has no escape, else in `buffer`.
[[nodiscard]] std::string_view normal_path(std::string_view path, std::string& buffer);

/// Name and value of each parameter, decoded, in order. A name may stand several times.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

/// Reads what is behind `?`: `a=1&b=x+y`, `+` is a space; a name without `=` has an empty value;
/// empty parts are passed over. Nothing if there is a bad escape.
[[nodiscard]] std::optional<QueryParameters> parse_query(std::string_view query);

}  // namespace ledger::http

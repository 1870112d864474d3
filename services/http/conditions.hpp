#pragma once
// Conditional requests (RFC 9110 §13): what If-Match and If-None-Match say, and whether a route
// takes them at all. A condition that nobody holds against anything is refused, never ignored: its
// sender relies on it.

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "services/http/problem.hpp"
#include "services/http/request.hpp"

namespace ledger::http {

/// Which conditions a route's handler honours.
enum class Conditions : std::uint8_t {
  none,    ///< what it answers has no entity tag
  read,    ///< If-Match and If-None-Match, against the tag of what it answers
  change,  ///< If-Match, against the tag of what it changes
};

/// `*`, or entity tags as they were sent: `"3"`, `W/"x"`.
struct TagList {
  bool any = false;
  std::vector<std::string_view> tags;
};

/// All lines of that name as one list (RFC 9110 §5.3); nothing where there is none. A problem (400)
/// says what it must be.
[[nodiscard]] std::variant<std::optional<TagList>, Problem> read_tags(const Request& request,
                                                                      std::string_view name);

/// Whether one of them is `tag`, weak or not (RFC 9110 §8.8.3.2).
[[nodiscard]] bool matches_weakly(const TagList& list, std::string_view tag) noexcept;

/// 400 for a condition that `taken` does not have, or that is malformed. Dates: nothing here has a
/// modification date, so reads pass over them, as RFC 9110 §13.1.3 and §13.1.4 want it; a change is
/// refused.
[[nodiscard]] std::optional<Problem> conditions_problem(const Request& request, Conditions taken);

}  // namespace ledger::http

#pragma once
// What a query about one thing begins with: a view as its headers demand, no parameters, and who is
// calling.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

struct QueryOpening {
  token::Actor actor;
  token::Position position;  ///< taken before anything was read: the answer is at least this new
};

/// Nothing: the refusal is written.
[[nodiscard]] http::Task<std::optional<QueryOpening>> open_query(const Desk& desk,
                                                                 http::Exchange& exchange);

}  // namespace ledger::issuance

#pragma once
// The one table from refusals to HTTP: status, stable type, and what the caller can do.

#include <boost/system/error_code.hpp>

#include "services/access/token_check.hpp"
#include "services/http/json_body.hpp"
#include "services/http/problem.hpp"
#include "services/http/request.hpp"

namespace ledger::access {

/// For the rejections of events/token (token::errc) and the failures of a log (log::errc).
[[nodiscard]] http::Problem problem_of(const boost::system::error_code& code);

/// 401 with its RFC 6750 challenge; `finding` absent: no credentials were sent.
[[nodiscard]] http::Problem unauthorized(std::optional<Finding> finding);

/// 401: the cookie's session is none, or none any more.
[[nodiscard]] http::Problem session_ended();

/// 429: so many tokens that are not good came from one peer (FailedCredentials) that the next one
/// that is not good is not told more.
[[nodiscard]] http::Problem too_many_failures(std::chrono::seconds wait);

/// 429 with Retry-After.
[[nodiscard]] http::Problem too_many(std::string type, std::string title, std::string detail,
                                     std::chrono::seconds wait);

/// 403 `insufficient_scope` with the scopes that are needed (RFC 6750 §3.1); none: No Access.
[[nodiscard]] http::Problem insufficient_scope(std::string_view scope);

/// 400 about one header, query parameter or member that is not of a body.
[[nodiscard]] http::Problem bad_request(std::string type, std::string detail);

/// 400 if the request has query parameters, where none mean anything.
[[nodiscard]] std::optional<http::Problem> no_query(const http::Request& request);

/// What was noted while reading a body; its type names the member where only one is at fault:
/// `invalid-name`.
[[nodiscard]] http::Problem body_problem(const http::JsonBody& body);

/// 503 with Retry-After (seconds).
[[nodiscard]] http::Problem unavailable(std::string type, std::string detail,
                                        unsigned retry_after = 1);

/// 503: the read model cannot be read (projections::ViewFailure).
[[nodiscard]] http::Problem view_unreadable();

/// 503: the view is older than the node's bound, or than the caller takes.
[[nodiscard]] http::Problem view_too_old();

/// 503: the node's clock and the log's differ (runtime::LogClock), so nothing is decided.
[[nodiscard]] http::Problem clock_off();

/// 503: the disk has too little room (runtime::DiskWatch), so nothing is decided.
[[nodiscard]] http::Problem read_only();

/// 503: too many lists are being read (runtime::ScanPool).
[[nodiscard]] http::Problem too_many_lists();

[[nodiscard]] http::Problem not_found(std::string_view what);

}  // namespace ledger::access

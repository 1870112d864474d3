#include "services/access/problems.hpp"

#include <algorithm>

#include "events/log/errc.hpp"
#include "events/token/errc.hpp"

namespace ledger::access {
namespace {

struct Row {
  token::errc code;
  unsigned status;
  const char* type;
  const char* title;
  const char* detail;
};

constexpr Row rows[] = {
    {token::errc::expiry_in_past, 400, "invalid-expiry", "Invalid expiry",
     "The expiry is not in the future. Give a later expires_at, or expires_in of at least 1 "
     "second."},
    {token::errc::expiry_beyond_maximum, 400, "invalid-expiry", "Invalid expiry",
     "The expiry is beyond the maximum lifetime. Ask for less."},
    {token::errc::expiry_given_twice, 400, "invalid-expiry", "Invalid expiry",
     "Give expires_in or expires_at, not both."},
    {token::errc::overlap_beyond_maximum, 400, "invalid-overlap", "Invalid overlap",
     "The overlap is longer than this server allows. Ask for less."},
    {token::errc::owner_required, 400, "owner-required", "Owner required",
     "An operator creates tokens for others: name the \"owner\"."},
    {token::errc::insufficient_scope, 403, "insufficient-scope", "Insufficient scope",
     "The calling token lacks the scope ledger:tokens."},
    {token::errc::operator_required, 403, "insufficient-scope", "Operator required",
     "Only a token with the scope ledger:operate may do this."},
    {token::errc::other_owner, 403, "other-owner", "Another owner",
     "Only an operator may act for another owner. Leave \"owner\" out to act for your own."},
    {token::errc::scope_beyond_caller, 403, "scope-beyond-caller", "Scope beyond the caller",
     "A token can only make, update and regenerate tokens whose scopes it has itself."},
    {token::errc::scope_needs_operator, 403, "scope-needs-operator", "Scope needs an operator",
     "ledger:verify, ledger:audit and ledger:operate are given by operators alone."},
    {token::errc::expiry_beyond_caller, 403, "expiry-beyond-caller", "Expiry beyond the caller",
     "A token can only make, update and regenerate tokens that expire no later than itself."},
    {token::errc::not_found, 404, "not-found", "Not found",
     "There is no such token, or it is not yours."},
    {token::errc::owner_suspended, 409, "owner-suspended", "Owner suspended",
     "The owner is suspended. An operator can resume it."},
    {token::errc::token_revoked, 409, "token-revoked", "Token revoked",
     "The token was revoked for ever with all of its owner's. Create a new one."},
    {token::errc::revision_mismatch, 412, "revision-mismatch", "Revision mismatch",
     "The token has changed since the revision in If-Match. Get it again and decide anew."},
    {token::errc::operator_stays, 409, "operator-stays", "The operator stays",
     "The owner \"operator\" cannot be suspended, for nobody could resume it. Delete single tokens "
     "of it, or revoke all of them; tokenledger operator-token makes a new one."},
    {token::errc::rules_unknown, 409, "rules-unknown", "Rules unknown",
     "This node's program does not know these rules, or the ledger has left them behind. Upgrade "
     "the node to the version that brought them; GET /v1/rules says which it knows."},
    {token::errc::webhook_unknown, 404, "not-found", "Not found", "There is no such webhook."},
    {token::errc::webhooks_full, 409, "webhooks-full", "Too many webhooks",
     "The ledger has 100 webhooks, as many as it may. Delete one that is not needed."},
    {token::errc::position_ahead, 400, "invalid-after", "Bad request",
     "The log does not reach the position in \"after\" yet. Give one that there is."},
    {token::errc::secret_in_overlap, 403, "secret-in-overlap", "Secret in overlap",
     "This is the old secret of a regenerated token. Until its overlap ends it verifies, reads and "
     "deletes, and changes neither its own token nor an owner nor a webhook. Use the new secret."},
};

http::Problem problem_of_log(log::errc code) {
  switch (code) {
    case log::errc::overloaded:
      return unavailable("overloaded",
                         "Too many commands are under way. Nothing was done; try again.");
    case log::errc::record_too_large:
      return http::make_problem(400, "too-large", "Too large",
                                "The command is larger than an event may be.");
    case log::errc::closed:
      return unavailable("shutting-down",
                         "The server is shutting down. Nothing was done; try again.");
    default:
      return unavailable("log-unavailable",
                         "The log does not answer. Nothing was done; try again.");
  }
}

}  // namespace

http::Problem problem_of(const boost::system::error_code& code) {
  for (const auto& row : rows) {
    if (code != row.code) continue;
    if (row.code == token::errc::insufficient_scope) return insufficient_scope(token::scope_tokens);
    if (row.code == token::errc::operator_required) return insufficient_scope(token::scope_operate);
    return http::make_problem(row.status, row.type, row.title, row.detail);
  }
  return problem_of_log(static_cast<log::errc>(code.value()));
}

http::Problem unauthorized(std::optional<Finding> finding) {
  if (!finding) {
    auto problem = http::make_problem(401, "unauthorized", "Unauthorized",
                                      "Send a token in the header: Authorization: Bearer tl_…");
    problem.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tokenledger\"");
    return problem;
  }
  auto problem = http::make_problem(
      401, "invalid-token", "Invalid token",
      "The token is not valid: it is mistyped, unknown, expired, revoked, or its "
      "owner is suspended. Use another one.");
  problem.headers.emplace_back("WWW-Authenticate",
                               "Bearer realm=\"tokenledger\", error=\"invalid_token\", "
                               "error_description=\"The token is not valid\"");
  return problem;
}

http::Problem session_ended() {
  auto problem = http::make_problem(
      401, "session-ended", "Session ended",
      "There is no such session, or it has ended: signed out, its time is over, or the token that "
      "signed in is not what it was. Sign in again.");
  problem.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tokenledger\"");
  return problem;
}

http::Problem too_many(std::string type, std::string title, std::string detail,
                       std::chrono::seconds wait) {
  auto problem = http::make_problem(429, std::move(type), std::move(title), std::move(detail));
  problem.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return problem;
}

http::Problem too_many_failures(std::chrono::seconds wait) {
  return too_many("too-many-failures", "Too many failures",
                  "Too many tokens that are not valid came from this address, this one among "
                  "them. Wait, and use another one.",
                  wait);
}

http::Problem insufficient_scope(std::string_view scope) {
  std::string detail = "The token has no scope at all: No Access.";
  if (scope.find(' ') != scope.npos) {
    detail = "The token does not cover all of these scopes: " + std::string(scope) + ".";
  } else if (!scope.empty()) {
    detail = "The token lacks the scope " + std::string(scope) + ".";
  }
  auto problem =
      http::make_problem(403, "insufficient-scope", "Insufficient scope", std::move(detail));
  std::string challenge = "Bearer realm=\"tokenledger\", error=\"insufficient_scope\"";
  if (!scope.empty()) challenge += ", scope=\"" + std::string(scope) + "\"";
  problem.headers.emplace_back("WWW-Authenticate", std::move(challenge));
  return problem;
}

http::Problem bad_request(std::string type, std::string detail) {
  return http::make_problem(400, std::move(type), "Bad request", std::move(detail));
}

std::optional<http::Problem> no_query(const http::Request& request) {
  if (request.query.empty()) return std::nullopt;
  const auto name = request.query.substr(0, request.query.find_first_of("=&"));
  return bad_request("unknown-parameter",
                     "There is no query parameter \"" + std::string(name) + "\" here.");
}

http::Problem body_problem(const http::JsonBody& body) {
  auto problem = body.problem();
  std::string member;
  for (const auto& error : problem.errors) {
    const auto name = error.pointer.substr(0, error.pointer.find('/', 1));
    if (!member.empty() && member != name) return problem;
    member = name;
  }
  if (member.size() < 2) return problem;
  std::replace(member.begin(), member.end(), '_', '-');
  problem.type = "invalid-" + member.substr(1);
  // The credentials have the plain name: 401.
  if (problem.type == "invalid-token") problem.type = "invalid-token-member";
  return problem;
}

http::Problem unavailable(std::string type, std::string detail, unsigned retry_after) {
  auto problem = http::make_problem(503, std::move(type), "Unavailable", std::move(detail));
  problem.headers.emplace_back("Retry-After", std::to_string(retry_after));
  return problem;
}

http::Problem view_unreadable() {
  return unavailable(
      "view-unreadable",
      "This node cannot read its view. If this was a command, it is not known whether it was done: "
      "send it again with the same Idempotency-Key, or get what it was about.");
}

http::Problem view_too_old() {
  return unavailable(
      "view-too-old",
      "This node cannot show that its view is fresh enough. Try again, or another node.");
}

http::Problem clock_off() {
  return unavailable("clock-off",
                     "This node's clock is more than 5 s off the log's, or was set by that much "
                     "while the node ran. It takes no commands until the two agree again. Nothing "
                     "was done; try another node.",
                     10);
}

http::Problem too_many_lists() {
  return unavailable("overloaded", "Too many lists are being read at once; try again.");
}

http::Problem read_only() {
  return unavailable("read-only",
                     "This node's disk is almost full or cannot be written. It takes no commands "
                     "until there is room; verification goes on. Nothing was done; try again "
                     "later, or another node.",
                     10);
}

http::Problem not_found(std::string_view what) {
  return http::make_problem(404, "not-found", "Not found",
                            "There is no such " + std::string(what) + ", or it is not yours.");
}

}  // namespace ledger::access

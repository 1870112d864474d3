#include "services/access/access.hpp"

#include <utility>

#include <boost/beast/core/string.hpp>

#include "services/http/decimal.hpp"

namespace ledger::access {
namespace {

using boost::beast::iequals;

http::Problem position_not_reached() {
  return unavailable("position-not-reached",
                     "This node has not reached the position in Ledger-Min-Position. Try again.");
}

http::Problem other_epoch() {
  return {412,
          "other-epoch",
          "Other epoch",
          "This ledger was restored from a backup since, or is another one: positions from that "
          "epoch mean nothing here. Forget them and go on with Ledger-Epoch of this answer.",
          {},
          {},
          {}};
}

}  // namespace

Credentials credentials_of(const http::Request& request) noexcept {
  Credentials credentials;
  bool seen = false;
  for (const auto& field : request.headers()) {
    if (field.name.size() != 13 || !iequals(field.name, "Authorization")) continue;
    // Of any scheme: which of two is meant is not this reader's to guess.
    if (std::exchange(seen, true)) return {Credentials::Kind::repeated, {}};
    constexpr std::string_view scheme = "Bearer ";
    if (field.value.size() < scheme.size() || !iequals(field.value.substr(0, 7), scheme)) continue;
    auto secret = field.value.substr(scheme.size());
    while (secret.starts_with(' ')) secret.remove_prefix(1);
    credentials = {Credentials::Kind::bearer, secret};
  }
  return credentials;
}

std::optional<Demand> demand_of(const http::Request& request) noexcept {
  Demand demand;
  for (const auto& field : request.headers()) {
    if (field.name.size() == 19 && iequals(field.name, "Ledger-Min-Position")) {
      const auto value = http::parse_decimal(field.value);
      if (!value || demand.position) return std::nullopt;
      demand.position = token::Position(*value);
    } else if (field.name.size() == 14 && iequals(field.name, "Ledger-Max-Age")) {
      const auto value = http::parse_decimal(field.value, 9);
      if (!value || demand.age_max) return std::nullopt;
      demand.age_max = std::chrono::seconds(*value);
    } else if (field.name.size() == epoch_header.size() && iequals(field.name, epoch_header)) {
      if (demand.epoch) return std::nullopt;
      demand.epoch = field.value;
    }
  }
  return demand;
}

Access::Access(TokenCheck check, const projections::TokenView& view, runtime::PositionGate& gate,
               const runtime::ViewAge& age, usage::LastUse& uses, Options options)
    : check_(check),
      site_(options.public_url),
      sessions_(check_, view),
      failures_(options.failures),
      view_(view),
      gate_(gate),
      age_(age),
      uses_(uses),
      options_(std::move(options)) {}

bool Access::view_meets(const Demand& demand, log::BootTime now) const noexcept {
  if (demand.epoch && *demand.epoch != epoch_) return false;
  const auto applied = gate_.applied();
  if (!applied || (demand.position && *applied < *demand.position)) return false;
  const auto age = age_.age_of(*applied, now);
  return age && *age <= age_.bound() && (!demand.age_max || *age <= *demand.age_max);
}

http::Task<std::optional<http::Problem>> Access::await_view(http::Request& request,
                                                            http::Executor executor) const {
  const auto demand = demand_of(request);
  if (!demand) {
    co_return bad_request("invalid-header",
                          "Ledger-Min-Position and Ledger-Max-Age are one decimal number each, "
                          "Ledger-Epoch is there once.");
  }
  if (demand->epoch && *demand->epoch != epoch_) co_return other_epoch();
  if (demand->position) {
    const bool reached =
        co_await gate_.wait_for(*demand->position, executor, options_.position_wait);
    if (!reached) co_return position_not_reached();
  }
  if (!view_meets(*demand)) co_return view_too_old();
  co_return std::nullopt;
}

bool Access::admit(http::Exchange& exchange, std::string_view scope, const OrElse& or_else) const {
  const auto credentials = credentials_of(exchange.request);
  if (credentials.kind == Credentials::Kind::repeated) {
    refuse(exchange.response, bad_request("invalid-header", "Send one Authorization header."));
    return false;
  }
  if (credentials.kind == Credentials::Kind::none) {
    refuse(exchange.response, unauthorized(std::nullopt));
    return false;
  }
  // A view that may be old must not call a token good, nor a good one bad.
  if (!view_meets({})) {
    refuse(exchange.response, view_too_old());
    return false;
  }
  const auto view_position = position();
  const auto digest = token::digest_of_secret(credentials.secret);
  bool has_scope = scope.empty();
  const auto judge = [&](const projections::HotToken& found, token::Timestamp now) {
    has_scope = has_scope || token::any_scope_covers(found.scopes, scope);
    exchange.admitted.keep(caller_of_token(found, *digest));
    note_use(found, now, exchange.request);
  };
  auto finding = digest ? Finding::unknown : Finding::malformed;
  if (digest && or_else) {
    finding = check_.untold().check(*digest, judge);
    // Only now: what ended the secret is in the rows before the secret is gone from the hot set.
    if (finding != Finding::active) {
      if (const auto caller = or_else(*digest, nullptr)) {
        exchange.admitted.keep(*caller);
        return true;
      }
    }
  }
  if (digest && finding != Finding::active) finding = check_.check(*digest, judge);
  if (finding == Finding::active && has_scope) return true;
  refuse_caller(exchange, finding,
                finding == Finding::active ? insufficient_scope(scope) : unauthorized(finding),
                view_position);
  return false;
}

void Access::refuse_caller(http::Exchange& exchange, Finding finding, http::Problem refusal,
                           token::Position position) const {
  const auto demand = demand_of(exchange.request);
  const bool behind = demand && demand->position && position < *demand->position;
  if (behind && finding != Finding::malformed) {
    // Another node may have made it good: a caller that says so must not throw it away.
    refusal = position_not_reached();
  } else if (finding != Finding::active) {
    refusal = refusal_of_failure(std::move(refusal), exchange.request);
  }
  refuse(exchange.response, std::move(refusal), position);
}

http::Problem Access::refusal_of_failure(http::Problem refusal, const http::Request& request,
                                         FailedCredentials::At at) const {
  auto limited = failures_.note(peer_of(request, options_.trusted_peers),
                                std::chrono::steady_clock::now(), at);
  return limited ? *std::move(limited) : std::move(refusal);
}

bool Access::admit_page(http::Exchange& exchange, std::string_view scope,
                        const OrElse& or_else) const {
  const auto& request = exchange.request;
  std::string_view cookie;
  // Who sends credentials of his own means them, whatever his browser adds.
  const auto sent =
      request.header("Authorization") ? PageSite::Sent::no : site_.find_cookie(request, cookie);
  switch (sent) {
    case PageSite::Sent::no:
      return admit(exchange, scope, or_else);
    case PageSite::Sent::repeatedly:
      refuse(exchange.response,
             bad_request("invalid-header", "Send one cookie " + std::string(site_.cookie_name()) +
                                               ", in one Cookie header."));
      return false;
    case PageSite::Sent::once:
      break;
  }
  return admit_session(exchange, cookie, scope, or_else);
}

bool Access::admit_session(http::Exchange& exchange, std::string_view cookie,
                           std::string_view scope, const OrElse& or_else) const {
  if (auto foreign = site_.refusal_of(exchange.request)) {
    refuse(exchange.response, *std::move(foreign));
    return false;
  }
  if (!view_meets({})) {
    refuse(exchange.response, view_too_old());
    return false;
  }
  const auto view_position = position();
  const auto read = PageSite::read_cookie(cookie);
  const auto found = read ? sessions_.find(*read) : std::nullopt;
  if (found && found->finding != Finding::active && or_else) {
    if (const auto caller = or_else(found->session.signed_in_with, &found->session)) {
      exchange.admitted.keep(*caller);
      return true;
    }
  }
  if (!found || found->finding != Finding::active) {
    refuse_caller(exchange, read ? Finding::unknown : Finding::malformed, session_ended(),
                  view_position);
    return false;
  }
  if (!scope.empty() && !found->token.scopes.covers(scope)) {
    refuse_caller(exchange, Finding::active, insufficient_scope(scope), view_position);
    return false;
  }
  if (!is_poll(exchange.request)) sessions_.note_use(*found);
  exchange.admitted.keep(caller_of_session(found->token, found->session));
  return true;
}

std::optional<http::Problem> Access::refusal_of_session(const Caller& caller) const {
  const auto found = sessions_.find({caller.id, caller.session});
  if (found && found->finding == Finding::active) return std::nullopt;
  return session_ended();
}

std::optional<http::Problem> Access::refusal_of(const Caller& caller) const {
  if (caller.is_session) return refusal_of_session(caller);
  const auto finding =
      check_.check(caller.digest, [](const projections::HotToken&, token::Timestamp) {});
  if (finding == Finding::active) return std::nullopt;
  return unauthorized(finding);
}

std::variant<token::Actor, http::Problem> Access::actor(const Caller& caller) const {
  if (caller.is_session) {
    if (auto ended = refusal_of_session(caller)) return *std::move(ended);
  }
  auto known = known_caller(caller.digest);
  if (!known) return unauthorized(Finding::revoked);
  auto& [token, owner] = *known;
  const auto finding = check_.judge_row(token, owner, caller.digest);
  if (finding != Finding::active) return unauthorized(finding);
  std::optional<token::Timestamp> overlap_until;
  if (projections::is_in_overlap(token, caller.digest)) overlap_until = token.overlap->until;
  return token::Actor{std::move(token), std::move(owner), overlap_until};
}

http::Problem Access::refusal_of(const boost::system::error_code& decided,
                                 const Caller& caller) const {
  if (caller.is_session) return refusal_of_session(caller).value_or(problem_of(decided));
  const auto token = view_.find(caller.digest);
  if (!token) return unauthorized(Finding::revoked);
  const auto finding = check_.judge_row(*token, view_.owner(token->owner), caller.digest);
  return finding == Finding::active ? problem_of(decided) : unauthorized(finding);
}

/// From a row, or as it was read from one that had the revision of now: digest and revision are of
/// one moment, so that relying on the revision is relying on the secret.
std::optional<KnownCaller> Access::known_caller(const token::TokenDigest& digest) const {
  if (const auto now = check_.revisions(digest)) {
    if (auto known = actors_.find(digest, now->token, now->owner)) return known;
  }
  auto token = view_.find(digest);
  if (!token) return std::nullopt;
  auto owner = view_.owner(token->owner);
  KnownCaller known{*std::move(token), std::move(owner)};
  actors_.keep(digest, known);
  return known;
}

token::Position Access::position() const noexcept {
  return gate_.applied().value_or(token::Position(0));
}

void Access::write_position(http::Problem& problem, token::Position position) const {
  problem.headers.emplace_back(position_header, std::to_string(position.value()));
  problem.headers.emplace_back(epoch_header, epoch_);
}

void Access::refuse(http::Response& response, http::Problem problem) const {
  refuse(response, std::move(problem), position());
}

void Access::refuse(http::Response& response, http::Problem problem,
                    token::Position position) const {
  write_position(problem, position);
  http::write_problem(response, problem);
}

}  // namespace ledger::access

#pragma once
// Who is calling, and may the view be used for an answer: what every counter asks before it begins.

#include <chrono>
#include <functional>
#include <optional>
#include <variant>

#include "events/token/decide.hpp"
#include "services/access/actor_cache.hpp"
#include "services/access/caller.hpp"
#include "services/access/entity_tag.hpp"
#include "services/access/failed_credentials.hpp"
#include "services/access/page_site.hpp"
#include "services/access/problems.hpp"
#include "services/access/session_check.hpp"
#include "services/access/token_check.hpp"
#include "services/http/router.hpp"
#include "services/http/trusted_peers.hpp"
#include "services/runtime/view_age.hpp"
#include "services/usage/last_use.hpp"

namespace ledger::access {

/// The credentials of a request: the text behind `Bearer `, or why there is none.
struct Credentials {
  enum class Kind { none, bearer, repeated } kind = Kind::none;
  std::string_view secret;
};
/// From the Authorization header alone, never from the query.
[[nodiscard]] Credentials credentials_of(const http::Request& request) noexcept;

inline constexpr std::string_view position_header = "Ledger-Position";
inline constexpr std::string_view epoch_header = "Ledger-Epoch";

/// What a query demands of the view by its headers.
struct Demand {
  std::optional<token::Position> position;      ///< Ledger-Min-Position
  std::optional<std::chrono::seconds> age_max;  ///< Ledger-Max-Age
  std::optional<std::string_view> epoch;        ///< Ledger-Epoch
};
/// Nothing if a header is there twice, or one of the first two is no decimal number.
[[nodiscard]] std::optional<Demand> demand_of(const http::Request& request) noexcept;

/// An answer about a token is not given later than that after its view was found new enough: the
/// process may have been stopped in between, and what it saw may hold no more.
inline constexpr std::chrono::milliseconds answer_time_max{500};

class Access {
 public:
  struct Options {
    std::chrono::milliseconds position_wait{2'000};  ///< for Ledger-Min-Position
    http::TrustedPeers trusted_peers;                ///< who may say where a use came from
    runtime::FailureLimits failures;                 ///< of one peer
    std::optional<http::Origin> public_url{};        ///< where people reach the server
  };

  /// All must outlive it.
  Access(TokenCheck check, const projections::TokenView& view, runtime::PositionGate& gate,
         const runtime::ViewAge& age, usage::LastUse& uses, Options options);

  /// Who a secret that is not good stands for all the same; nobody. `digest`: its own, or of the
  /// secret that signed in for the session.
  using OrElse = std::function<std::optional<Caller>(const token::TokenDigest& digest,
                                                     const token::Session* session)>;

  /// For Route::admission: true if the caller's token is good and has `scope` (empty: any token);
  /// caller_of() then knows it. Else the refusal is written. `or_else`: asked before that is said
  /// of a token that is not good. A peer that presents too many of those is answered 429.
  [[nodiscard]] bool admit(http::Exchange& exchange, std::string_view scope,
                           const OrElse& or_else = {}) const;

  /// The same for what the web page calls: without an Authorization header the session of the
  /// cookie counts, which may what the token behind it may. What may change something must show
  /// that the page sends it.
  [[nodiscard]] bool admit_page(http::Exchange& exchange, std::string_view scope,
                                const OrElse& or_else = {}) const;

  /// What somebody is answered who presented a secret that is not good: `refusal`, or that too many
  /// of them came from there.
  [[nodiscard]] http::Problem refusal_of_failure(
      http::Problem refusal, const http::Request& request,
      FailedCredentials::At at = FailedCredentials::At::request) const;

  /// Its refusal, if the caller's token is no more good than when it was admitted: a body may have
  /// taken its time.
  [[nodiscard]] std::optional<http::Problem> refusal_of(const Caller& caller) const;

  /// The calling token and its owner as the rows have them now, for deciding. Its own refusal (the
  /// token may have died since it was admitted) is the other alternative.
  [[nodiscard]] std::variant<token::Actor, http::Problem> actor(const Caller& caller) const;

  /// What a command is refused with that was decided so for this caller; first of all that the
  /// caller is no more good, for the decision may have read rows that are newer than actor().
  [[nodiscard]] http::Problem refusal_of(const boost::system::error_code& decided,
                                         const Caller& caller) const;

  /// Waits until the view is as the request's headers demand; a problem if it cannot be.
  [[nodiscard]] http::Task<std::optional<http::Problem>> await_view(http::Request& request,
                                                                    http::Executor executor) const;
  /// The same without waiting: true if the view is already good enough for `demand`. `now`:
  /// log::boot_time_now() as the caller has just read it.
  [[nodiscard]] bool view_meets(const Demand& demand, log::BootTime now) const noexcept;
  [[nodiscard]] bool view_meets(const Demand& demand) const noexcept {
    return view_meets(demand, log::boot_time_now());
  }

  [[nodiscard]] const TokenCheck& tokens() const noexcept { return check_; }
  [[nodiscard]] const PageSite& site() const noexcept { return site_; }
  [[nodiscard]] SessionCheck& sessions() const noexcept { return sessions_; }
  [[nodiscard]] const FailedCredentials& failures() const noexcept { return failures_; }
  [[nodiscard]] const usage::LastUse& uses() const noexcept { return uses_; }
  /// The token was presented in `request` and is good.
  void note_use(const projections::HotToken& token, token::Timestamp now,
                const http::Request& request) const {
    const auto& peers = options_.trusted_peers;
    uses_.note(
        token.id, token.used_minute, now, [&] { return peers.client_of(request); },
        peers.trace_of(request));
  }
  /// The token is good, and was presented to somebody who asks about it.
  void note_use(const projections::HotToken& token, token::Timestamp now) const {
    uses_.note(token.id, token.used_minute, now, [] { return std::string_view(); });
  }
  /// Before the first request: which life of the log this is. Positions and entity tags are of it.
  void set_epoch(const token::LedgerState& ledger) {
    epoch_ = ledger.epoch;
    entity_tags_ = EntityTags(ledger);
  }
  [[nodiscard]] const EntityTags& entity_tags() const noexcept { return entity_tags_; }
  /// Writes Ledger-Position and Ledger-Epoch: the view that answers is at least this new.
  void write_position(http::Response& response, token::Position position) const {
    response.header(position_header, position.value()).header(epoch_header, epoch_);
  }
  void write_position(http::Response& response) const { write_position(response, position()); }
  void write_position(http::Problem& problem, token::Position position) const;
  /// Writes the problem with Ledger-Position; `position`: as taken before the look-up that refuses.
  void refuse(http::Response& response, http::Problem problem) const;
  void refuse(http::Response& response, http::Problem problem, token::Position position) const;
  [[nodiscard]] token::Position position() const noexcept;
  [[nodiscard]] const runtime::ViewAge& age() const noexcept { return age_; }

 private:
  [[nodiscard]] bool admit_session(http::Exchange& exchange, std::string_view cookie,
                                   std::string_view scope, const OrElse& or_else) const;
  /// `position`: of the view before it was asked.
  void refuse_caller(http::Exchange& exchange, Finding finding, http::Problem refusal,
                     token::Position position) const;
  [[nodiscard]] std::optional<http::Problem> refusal_of_session(const Caller& caller) const;
  [[nodiscard]] std::optional<KnownCaller> known_caller(const token::TokenDigest& digest) const;

  TokenCheck check_;
  PageSite site_;
  mutable SessionCheck sessions_;
  mutable ActorCache actors_;
  mutable FailedCredentials failures_;
  const projections::TokenView& view_;
  runtime::PositionGate& gate_;
  const runtime::ViewAge& age_;
  usage::LastUse& uses_;
  std::string epoch_;
  EntityTags entity_tags_;
  Options options_;
};

}  // namespace ledger::access

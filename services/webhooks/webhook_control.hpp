#pragma once
// `/v1/webhooks`: an operator registers webhooks, looks at them, pauses, resumes and deletes them,
// and has another secret made.

#include "services/issuance/command_counts.hpp"
#include "services/issuance/command_headers.hpp"
#include "services/issuance/desk.hpp"
#include "services/webhooks/delivery_board.hpp"
#include "services/webhooks/sender.hpp"

namespace ledger::webhooks {

/// So long a repeated command shows the secret again that the first one made.
inline constexpr std::chrono::minutes secret_shown_again{10};

class WebhookControl {
 public:
  /// All must outlive it.
  /// `delivers`: whether this node does; else none is registered.
  WebhookControl(issuance::Desk desk, const Sender& sender, const DeliveryBoard& board,
                 bool delivers);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  /// What one command asks for, as it was read.
  using Change = std::function<Result<std::optional<token::Decision>>(
      const token::Actor& actor, const token::WebhookState& webhook)>;
  struct Asked {
    token::WebhookId webhook;
    Change change;
    std::string canonical;
    bool shows_secret = false;
  };
  [[nodiscard]] http::Task<void> list(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> show(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> enrol(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> pause(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> resume(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> rotate(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> remove(http::Exchange& exchange);

  /// Runs a change of the webhook in the path; nothing: refused, and that is written.
  [[nodiscard]] http::Task<void> run(http::Exchange& exchange,
                                     const issuance::CommandCounts& counts,
                                     const issuance::CommandHeaders& headers,
                                     token::Timestamp received, Asked asked);
  [[nodiscard]] std::variant<http::Problem, std::optional<token::Decision>> decide(
      const access::Caller& caller, const Asked& asked) const;
  void answer(http::Response& response, const issuance::CommandRequest& request,
              const issuance::CommandFate& fate, unsigned status, bool shows_secret) const;
  [[nodiscard]] std::variant<http::Problem, token::WebhookKey> fresh_key(
      const token::WebhookId& webhook, bool is_ed25519) const;
  [[nodiscard]] std::string json_of(const token::WebhookState& webhook,
                                    const std::optional<SigningSecret>& secret) const;

  issuance::Desk desk_;
  const Sender& sender_;
  const DeliveryBoard& board_;
  const bool delivers_;
  issuance::CommandCounts registrations_;
  issuance::CommandCounts pauses_;
  issuance::CommandCounts resumptions_;
  issuance::CommandCounts rotations_;
  issuance::CommandCounts deletions_;
};

/// 404.
[[nodiscard]] http::Problem no_such_webhook();
/// The webhook that the first `{}` of the path names, if it is not deleted.
[[nodiscard]] std::optional<token::WebhookState> webhook_in_path(const projections::TokenView& view,
                                                                 const http::Exchange& exchange);
/// 503: this node does not have the key under which secrets are sealed, or not the one of this.
[[nodiscard]] http::Problem key_missing();

}  // namespace ledger::webhooks

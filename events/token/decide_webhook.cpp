// Decisions about webhooks: an operator's alone.

#include "events/token/decide.hpp"

namespace ledger::token {
namespace {

using boost::system::error_code;

error_code may_register(const Actor& actor) {
  if (!actor.is_operator()) return errc::operator_required;
  // Who kept a leaked secret must not have everything sent to a place of theirs.
  if (actor.overlap_until) return errc::secret_in_overlap;
  return {};
}

error_code may_change(const Actor& actor, const WebhookState& webhook) {
  if (const auto refused = may_register(actor)) return refused;
  if (webhook.status == WebhookStatus::deleted) return errc::webhook_unknown;
  return {};
}

Decision decided(const Actor& actor, const WebhookId& id, std::uint64_t revision, Payload payload) {
  return {id,
          revision,
          {{actor.token.id, actor.token.revision}, {actor.owner.id, actor.owner.revision}},
          std::move(payload)};
}

}  // namespace

Result<Decision> decide(const RegisterWebhook& command, const Actor& actor, std::size_t registered,
                        Position end) {
  if (const auto refused = may_register(actor)) return refused;
  if (registered >= webhooks_max) return errc::webhooks_full;
  if (command.after && *command.after > end) return errc::position_ahead;
  return decided(actor, command.id, 1,
                 WebhookRegistered{command.url, command.choice, command.key, command.after});
}

Result<std::optional<Decision>> decide(const PauseWebhook&, const Actor& actor,
                                       const WebhookState& webhook) {
  if (const auto refused = may_change(actor, webhook)) return refused;
  if (webhook.status == WebhookStatus::paused) return std::optional<Decision>();
  return std::optional(decided(actor, webhook.id, webhook.revision + 1, WebhookPaused{}));
}

Result<std::optional<Decision>> decide(const ResumeWebhook& command, const Actor& actor,
                                       const WebhookState& webhook, Position end) {
  if (const auto refused = may_change(actor, webhook)) return refused;
  if (command.after && *command.after > end) return errc::position_ahead;
  if (webhook.status == WebhookStatus::active && !command.after) return std::optional<Decision>();
  return std::optional(
      decided(actor, webhook.id, webhook.revision + 1, WebhookResumed{command.after}));
}

Result<Decision> decide(const RotateWebhookSecret& command, const Actor& actor,
                        const WebhookState& webhook, const Policy& policy, Timestamp now) {
  if (const auto refused = may_change(actor, webhook)) return refused;
  if (command.overlap > policy.overlap_max) return errc::overlap_beyond_maximum;
  WebhookSecretRotated rotated{command.key, std::nullopt};
  if (command.overlap > std::chrono::seconds(0)) rotated.overlap_until = now + command.overlap;
  return decided(actor, webhook.id, webhook.revision + 1, rotated);
}

Result<Decision> decide(const DeleteWebhook&, const Actor& actor, const WebhookState& webhook) {
  if (const auto refused = may_change(actor, webhook)) return refused;
  return decided(actor, webhook.id, webhook.revision + 1, WebhookDeleted{});
}

}  // namespace ledger::token

#include "events/token/webhook_fold.hpp"

namespace ledger::token {
namespace {

using Maybe = std::optional<WebhookState>;

bool is_there(const Maybe& webhook) { return webhook && webhook->status != WebhookStatus::deleted; }

Maybe with_status(const Maybe& before, WebhookStatus status) {
  if (!is_there(before) || before->status == status) return std::nullopt;
  Maybe after = before;
  after->status = status;
  return after;
}

}  // namespace

Maybe webhook_after(const Maybe& before, const WebhookRegistered& registered, Position at) {
  if (before) return std::nullopt;
  WebhookState after;
  after.url = registered.url;
  after.choice = registered.choice;
  after.key = registered.key;
  // Of what is to come there is nothing to begin behind.
  if (registered.after && *registered.after > at) return std::nullopt;
  after.begin_after = registered.after.value_or(at);
  after.begin_set_at = at;
  return after;
}

/// Also of one that its receiver disabled: it says that somebody knows.
Maybe webhook_after(const Maybe& before, const WebhookPaused&, Position) {
  return with_status(before, WebhookStatus::paused);
}

Maybe webhook_after(const Maybe& before, const WebhookResumed& resumed, Position at) {
  if (!is_there(before) || (resumed.after && *resumed.after > at)) return std::nullopt;
  if (before->status == WebhookStatus::active && !resumed.after) return std::nullopt;
  Maybe after = before;
  after->status = WebhookStatus::active;
  if (resumed.after) {
    after->begin_after = *resumed.after;
    after->begin_set_at = at;
  }
  return after;
}

/// One old key at a time. What it is for cannot change: the receiver would not know.
Maybe webhook_after(const Maybe& before, const WebhookSecretRotated& rotated, Position) {
  if (!is_there(before)) return std::nullopt;
  if (before->key.public_key.has_value() != rotated.key.public_key.has_value()) return std::nullopt;
  Maybe after = before;
  after->old_key.reset();
  if (rotated.overlap_until) after->old_key = {before->key, *rotated.overlap_until};
  after->key = rotated.key;
  return after;
}

Maybe webhook_after(const Maybe& before, const WebhookDisabled&, Position) {
  if (!before || before->status != WebhookStatus::active) return std::nullopt;
  return with_status(before, WebhookStatus::disabled);
}

/// The row stays, so that the id is never another one's, without what could be opened.
Maybe webhook_after(const Maybe& before, const WebhookDeleted&, Position) {
  auto after = with_status(before, WebhookStatus::deleted);
  if (!after) return after;
  after->key = {};
  after->old_key.reset();
  return after;
}

}  // namespace ledger::token

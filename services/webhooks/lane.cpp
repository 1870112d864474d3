#include "services/webhooks/lane.hpp"

#include <algorithm>

namespace ledger::webhooks {

using token::Position;
using token::Timestamp;

namespace {

/// A cursor that moves past what nobody waits for is written now and then: what is read again
/// makes the same messages.
constexpr std::uint64_t unwritten_positions_max = 1000;

}  // namespace

Lane::Lane(DeliveryStore& store, DeliveryBoard& board, token::WebhookState webhook,
           Position applied)
    : store_(store), board_(board), webhook_(std::move(webhook)) {
  store_.for_each_given_up(webhook_.id, std::nullopt, [&](const MessageKey&, const Attempted&) {
    ++status_.given_up;
    return true;
  });
  const auto cursor = store_.cursor(webhook_.id);
  if (!cursor || cursor->begin_set_at != webhook_.begin_set_at) {
    begin(applied);
    return;
  }
  cursor_ = *cursor;
  // A log that was brought back from a backup may be shorter than what was told.
  cursor_.after = std::min(cursor_.after, applied);
  store_.for_each_waiting(webhook_.id, [&](const MessageKey& key, const Attempted& message) {
    due_.emplace(message.next_try, key);
    return true;
  });
  publish();
}

void Lane::update(const token::WebhookState& webhook, Position applied) {
  if (webhook_ == webhook) return;
  if (webhook_.status != webhook.status) held_until_ = {};
  webhook_ = webhook;
  if (cursor_.begin_set_at != webhook_.begin_set_at) begin(applied);
}

/// What waited is behind the new beginning, and told again, or before it, and not asked for.
void Lane::begin(Position applied) {
  cursor_ = {webhook_.begin_set_at, std::min(webhook_.begin_after, applied)};
  due_.clear();
  under_way_.clear();
  DeliveryStore::Batch batch;
  batch.erase_all_waiting(webhook_.id);
  batch.put(webhook_.id, cursor_);
  // Where it is not written, the next start begins there as well.
  static_cast<void>(store_.write(batch));
  publish();
}

bool Lane::take(const feeds::FeedSlice& slice, const feeds::FeedSource& source, Timestamp now) {
  DeliveryStore::Batch batch;
  std::vector<MessageKey> keys;
  MessageKey key;
  bool is_first = true;
  for (const auto& item : slice.items) {
    key.ordinal = !is_first && key.position == item.position
                      ? static_cast<std::uint16_t>(key.ordinal + 1)
                      : std::uint16_t{0};
    key.position = item.position;
    is_first = false;
    const auto type = source.type_name(item.type);
    if (!wants(webhook_.choice, item, type)) continue;
    Attempted message;
    message.message = message_of(webhook_.id, webhook_.choice.feed, item, type);
    message.next_try = now;
    batch.wait(webhook_.id, key, message);
    keys.push_back(key);
  }
  const Cursor cursor{cursor_.begin_set_at, slice.last};
  const bool is_far = slice.last.value() >= status_.through.value() + unwritten_positions_max;
  if (!keys.empty() || is_far) {
    batch.put(webhook_.id, cursor);
    if (!store_.write(batch)) return false;
  }
  cursor_ = cursor;
  for (const auto& each : keys) due_.emplace(now, each);
  if (!keys.empty() || is_far) publish();
  return true;
}

std::optional<std::pair<MessageKey, Attempted>> Lane::next(Timestamp now) {
  while (under_way_.size() < lane_tries_max && now >= held_until_ && !due_.empty()) {
    const auto [at, key] = *due_.begin();
    if (at > now) break;
    due_.erase(due_.begin());
    auto message = store_.waiting(webhook_.id, key);
    if (!message) continue;
    under_way_.insert(key);
    return std::pair(key, *std::move(message));
  }
  return std::nullopt;
}

std::optional<Timestamp> Lane::next_at() const {
  if (due_.empty() || under_way_.size() >= lane_tries_max) return std::nullopt;
  return std::max(due_.begin()->first, held_until_);
}

void Lane::settle(const MessageKey& key, Attempted message, const Verdict& verdict, Timestamp now,
                  std::uint32_t dice) {
  // It began anew meanwhile: what this was is told again, or not wanted any more.
  if (under_way_.erase(key) == 0) return;
  DeliveryStore::Batch batch;
  message.last_status = verdict.status;
  message.why = verdict.why;
  if (verdict.kind == Verdict::Kind::delivered) {
    status_.delivered_at = now;
    batch.erase_waiting(webhook_.id, key);
  } else {
    status_.failed_at = now;
    status_.failed_status = verdict.status;
    status_.failed_why = verdict.why;
    // One that is gone refuses every message alike: this one waits for it.
    if (verdict.kind == Verdict::Kind::failed) ++message.tries;
    if (message.tries == tries.size()) {
      message.next_try = now;
      give_up(key, message, batch);
    } else {
      message.next_try = message.tries == 0 ? now : now + wait_after(message.tries, dice);
      batch.wait(webhook_.id, key, message);
      due_.emplace(message.next_try, key);
    }
  }
  // Where it is not written, the next start tries it once more than it should.
  static_cast<void>(store_.write(batch));
  publish();
}

void Lane::give_up(const MessageKey& key, const Attempted& message, DeliveryStore::Batch& batch) {
  ++board_.given_up;
  batch.erase_waiting(webhook_.id, key);
  batch.give_up(webhook_.id, key, message);
  ++status_.given_up;
  if (status_.given_up <= given_up_max) return;
  store_.for_each_given_up(webhook_.id, std::nullopt, [&](const MessageKey& oldest, const auto&) {
    batch.erase_given_up(webhook_.id, oldest);
    --status_.given_up;
    return false;
  });
}

void Lane::resend(const std::optional<MessageKey>& key, Timestamp now) {
  DeliveryStore::Batch batch;
  std::vector<MessageKey> keys;
  store_.for_each_given_up(webhook_.id, std::nullopt, [&](const MessageKey& each, Attempted found) {
    if (key && each != *key) return true;
    found.tries = 0;
    found.next_try = now;
    batch.erase_given_up(webhook_.id, each);
    batch.wait(webhook_.id, each, found);
    keys.push_back(each);
    return !key;
  });
  if (!store_.write(batch)) return;
  for (const auto& each : keys) due_.emplace(now, each);
  status_.given_up -= std::min(status_.given_up, keys.size());
  publish();
}

void Lane::publish() {
  status_.through = cursor_.after;
  status_.waiting = waiting();
  board_.set(webhook_.id, status_);
}

}  // namespace ledger::webhooks

#pragma once
// One webhook's messages: how far its feed was read, what waits and until when. Each change is in
// the store before it counts. Of the deliveries' thread alone.

#include <functional>
#include <set>

#include "services/webhooks/delivery_board.hpp"
#include "services/webhooks/delivery_store.hpp"
#include "services/webhooks/retry_schedule.hpp"
#include "services/webhooks/sender.hpp"

namespace ledger::webhooks {

/// Messages of one webhook that wait; while there are so many its feed is read no further.
inline constexpr std::size_t waiting_max = 10'000;
/// Of one webhook that are kept when they were given up: the latest.
inline constexpr std::size_t given_up_max = 1000;
/// Tries at one webhook at a time.
inline constexpr std::size_t lane_tries_max = 8;

class Lane {
 public:
  /// Goes on from what the store has; `applied`: the last position that there is. Both outlive it.
  Lane(DeliveryStore& store, DeliveryBoard& board, token::WebhookState webhook,
       token::Position applied);

  /// What is registered now: where it is to begin elsewhere, it does.
  void update(const token::WebhookState& webhook, token::Position applied);
  [[nodiscard]] const token::WebhookState& webhook() const noexcept { return webhook_; }
  [[nodiscard]] token::Position read_through() const noexcept { return cursor_.after; }
  [[nodiscard]] bool is_full() const noexcept { return waiting() >= waiting_max; }

  /// What its feed has behind read_through(): `slice` is taken over as a whole. False: the store
  /// did not take it.
  [[nodiscard]] bool take(const feeds::FeedSlice& slice, const feeds::FeedSource& source,
                          token::Timestamp now);
  /// The next message to be tried by now, which is then under way until it is settled.
  [[nodiscard]] std::optional<std::pair<MessageKey, Attempted>> next(token::Timestamp now);
  /// When next() has one, if nothing else happens; nothing: never.
  [[nodiscard]] std::optional<token::Timestamp> next_at() const;
  /// What became of a try. `dice`: for the jitter of the next.
  void settle(const MessageKey& key, Attempted message, const Verdict& verdict,
              token::Timestamp now, std::uint32_t dice);
  /// Tries again from now on what was given up: one, or all of it.
  void resend(const std::optional<MessageKey>& key, token::Timestamp now);
  /// Nothing is tried before that: the receiver said that it is gone.
  void hold_until(token::Timestamp until) noexcept { held_until_ = until; }

 private:
  [[nodiscard]] std::size_t waiting() const noexcept { return due_.size() + under_way_.size(); }
  void begin(token::Position applied);
  void give_up(const MessageKey& key, const Attempted& message, DeliveryStore::Batch& batch);
  void publish();

  DeliveryStore& store_;
  DeliveryBoard& board_;
  token::WebhookState webhook_;
  Cursor cursor_;
  std::set<std::pair<token::Timestamp, MessageKey>> due_;
  std::set<MessageKey> under_way_;
  token::Timestamp held_until_{};
  DeliveryStatus status_;
};

}  // namespace ledger::webhooks

#pragma once
// How deliveries stand, told by their thread to whoever asks. A mutex around copies.

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "events/token/webhook.hpp"

namespace ledger::webhooks {

/// Of one webhook, as this node knows it.
struct DeliveryStatus {
  token::Position through;  ///< everything at or before it was delivered, waits, or was given up
  std::size_t waiting = 0;
  std::size_t given_up = 0;
  std::optional<token::Timestamp> delivered_at{};  ///< since this node started
  std::optional<token::Timestamp> failed_at{};
  std::uint16_t failed_status = 0;  ///< 0: none came
  std::string failed_why{};
};

class DeliveryBoard {
 public:
  void set(const token::WebhookId& webhook, DeliveryStatus status) {
    const std::lock_guard lock(mutex_);
    lanes_.insert_or_assign(webhook, std::move(status));
  }
  void erase(const token::WebhookId& webhook) {
    const std::lock_guard lock(mutex_);
    lanes_.erase(webhook);
  }
  /// Nothing: this node does not know it yet.
  [[nodiscard]] std::optional<DeliveryStatus> find(const token::WebhookId& webhook) const {
    const std::lock_guard lock(mutex_);
    const auto found = lanes_.find(webhook);
    return found == lanes_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    std::size_t sum = 0;
    for (const auto& [id, status] : lanes_) sum += status.waiting;
    return sum;
  }

  // Since the start.
  std::atomic<std::uint64_t> delivered{0};
  std::atomic<std::uint64_t> failed{0};
  std::atomic<std::uint64_t> given_up{0};

 private:
  mutable std::mutex mutex_;
  std::map<token::WebhookId, DeliveryStatus> lanes_;
};

}  // namespace ledger::webhooks

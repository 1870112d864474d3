#pragma once
// The oldest of what the state forgets after a time, by (log time, name): a window in memory onto
// the expiry rows. Which ones are forgotten at a record is a function of the log alone; the window
// only saves a scan per record. When it runs low, what is pending must be written and the window
// refilled.

#include <chrono>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "events/token/timestamp.hpp"

namespace ledger::projections {

/// At most so many are forgotten at one record.
inline constexpr std::size_t forgotten_per_record_max = 64;

template <class Name>
class ExpiryQueue {
 public:
  using Item = std::pair<token::Timestamp, Name>;

  /// `lifetime`: how long after its log time an item is forgotten.
  ExpiryQueue(std::chrono::milliseconds lifetime, std::size_t window_max)
      : lifetime_(lifetime), window_max_(window_max) {}

  /// Whether the window may be too small for the next record.
  [[nodiscard]] bool low() const noexcept {
    return !whole_ && window_.size() < forgotten_per_record_max;
  }

  /// scan(from, on_item) calls on_item(Item) for the rows from `from` on, until it returns false.
  template <class Scan>
  void refill(Scan scan) {
    window_.clear();
    whole_ = true;
    scan(last_, [&](Item item) {
      whole_ = window_.size() < window_max_;
      if (whole_) window_.insert(window_.end(), std::move(item));
      return whole_;
    });
  }

  void add(token::Timestamp log_time, const Name& name) {
    Item item(log_time, name);
    if (!whole_ && (window_.empty() || *window_.rbegin() < item)) return;
    window_.insert(std::move(item));
    if (window_.size() <= window_max_) return;
    window_.erase(std::prev(window_.end()));
    whole_ = false;
  }

  void remove(token::Timestamp log_time, const Name& name) { window_.erase({log_time, name}); }

  /// The oldest, taken out, if its time is over: log_time + lifetime <= now.
  [[nodiscard]] std::optional<Name> take_expired(token::Timestamp now) {
    if (window_.empty() || now < window_.begin()->first + lifetime_) return std::nullopt;
    last_ = *window_.begin();
    window_.erase(window_.begin());
    return last_->second;
  }

  void set_window(std::size_t window_max) {
    window_max_ = window_max;
    while (window_.size() > window_max_) {
      window_.erase(std::prev(window_.end()));
      whole_ = false;
    }
  }

 private:
  const std::chrono::milliseconds lifetime_;
  std::size_t window_max_;
  std::set<Item> window_;
  bool whole_ = false;  // nothing lies behind the window
  std::optional<Item>
      last_;  // taken last: everything before it is gone, and its rows are tombstones
};

}  // namespace ledger::projections

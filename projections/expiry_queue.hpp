#pragma once
// The oldest of what the state forgets after a time, by (memory time, name): a window in memory
// onto what is stored. Which ones are forgotten at a record is a function of the log alone; the
// window only saves a scan per record. When it runs low, what is pending must be written and the
// window refilled.

#include <algorithm>
#include <chrono>
#include <deque>
#include <limits>
#include <optional>
#include <utility>

#include "events/token/timestamp.hpp"

namespace ledger::projections {

/// At most so many are forgotten at one record.
inline constexpr std::size_t forgotten_per_record_max = 64;
/// At most so many leave the window at one record because they are remembered anew.
inline constexpr std::size_t moved_per_record_max = 4;

template <class Name>
class ExpiryQueue {
 public:
  using Item = std::pair<token::Timestamp, Name>;

  explicit ExpiryQueue(std::size_t window_max) : window_max_(window_max) {}

  /// Whether the window may be too small for the next record.
  [[nodiscard]] bool low() const noexcept {
    return !whole_ && window_.size() < forgotten_per_record_max + moved_per_record_max;
  }

  /// scan(from, on_item) calls on_item(Item) for what is stored from `from` on, until it returns
  /// false.
  template <class Scan>
  void refill(Scan scan) {
    window_.clear();
    whole_ = true;
    scan(last_, [&](Item item) {
      whole_ = window_.size() < window_max_;
      if (whole_) window_.push_back(std::move(item));
      return whole_;
    });
  }

  /// Memory time never goes back, so an item's place is the end or close to it.
  void add(token::Timestamp memory_time, const Name& name) {
    Item item(memory_time, name);
    if (!whole_ && (window_.empty() || window_.back() < item)) return;
    window_.insert(std::upper_bound(window_.begin(), window_.end(), item), std::move(item));
    if (window_.size() <= window_max_) return;
    window_.pop_back();
    whole_ = false;
  }

  void remove(token::Timestamp memory_time, const Name& name) {
    const Item item(memory_time, name);
    const auto place = std::lower_bound(window_.begin(), window_.end(), item);
    if (place != window_.end() && *place == item) window_.erase(place);
  }

  /// The oldest, taken out, if its time is over: its memory time + `lifetime` <= `now`.
  [[nodiscard]] std::optional<Name> take_expired(token::Timestamp now,
                                                 std::chrono::milliseconds lifetime) {
    if (window_.empty() || now < window_.front().first + lifetime) return std::nullopt;
    last_ = std::move(window_.front());
    window_.pop_front();
    return last_->second;
  }

  void set_window(std::size_t window_max) {
    window_max_ = window_max;
    while (window_.size() > window_max_) {
      window_.pop_back();
      whole_ = false;
    }
  }

 private:
  std::size_t window_max_;
  std::deque<Item> window_;
  bool whole_ = false;        // nothing lies behind the window
  std::optional<Item> last_;  // taken last: everything before it is gone
};

}  // namespace ledger::projections

#pragma once
// Where handlers wait for the projector: for the fate of a command they have appended, or for a
// position. The one place where its thread wakes theirs: it posts to a waiter's own executor, under
// the lock, and only that executor touches the waiter's timer. Who waits is struck off, under the
// same lock, when its coroutine ends in whatever way; so nothing is posted to an executor that is
// gone, as at a stop that does not wait for handlers.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>

#include "projections/projector.hpp"
#include "services/http/router.hpp"

namespace ledger::runtime {

/// How waiting for an appended command ended.
enum class CommandEnd {
  applied,      ///< a record of this attempt was accepted (see PositionGate::expect)
  superseded,   ///< it was decided, and lost
  not_written,  ///< the record is certainly not in the log
  deadline,     ///< not known
};

/// One handler that waits. Made and used on the handler's thread; others may keep it longer, for
/// it holds nothing of the executor's.
class Waiter {
 public:
  explicit Waiter(http::Executor executor) : executor_(std::move(executor)) {}

 private:
  friend class PositionGate;
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        http::Executor>;

  http::Executor executor_;
  Timer* timer_ = nullptr;        ///< of the coroutine that waits, while it does
  std::function<void()> called_;  ///< of an Alarm
  bool done_ = false;
  CommandEnd end_ = CommandEnd::deadline;
  token::Position position_;
};

class PositionGate {
 public:
  struct CommandResult {
    CommandEnd end = CommandEnd::deadline;
    token::Position position;  ///< of the deciding record, if there is one
  };

  /// A place among those that wait; given up at its end.
  class Expected {
   public:
    Expected(PositionGate& gate, const token::CommandAttempt& attempt, http::Executor executor);
    ~Expected() { gate_.strike(gate_.commands_, attempt_, waiter_); }
    Expected(const Expected&) = delete;
    Expected& operator=(const Expected&) = delete;
    [[nodiscard]] const std::shared_ptr<Waiter>& waiter() const noexcept { return waiter_; }

   private:
    friend class PositionGate;
    PositionGate& gate_;
    token::CommandAttempt attempt_;
    std::shared_ptr<Waiter> waiter_;
  };
  /// Before the append, so that no fold is missed. The first record of the attempt in the log wakes
  /// it, whoever wrote that: the caller checks that the outcome is its own.
  [[nodiscard]] Expected expect(const token::CommandAttempt& attempt, http::Executor executor) {
    return {*this, attempt, std::move(executor)};
  }
  /// From the log's threads: the record of this waiter will never be in the log.
  void not_written(const token::CommandAttempt& attempt, const std::shared_ptr<Waiter>& waiter);
  /// `expected` stays until this ends.
  [[nodiscard]] static http::Task<CommandResult> wait(const Expected& expected,
                                                      std::chrono::milliseconds at_most);

  /// True once everything through `position` is applied; false if that took longer than `at_most`.
  [[nodiscard]] http::Task<bool> wait_for(token::Position position, http::Executor executor,
                                          std::chrono::milliseconds at_most);

  /// Calls `call` once, on the executor's thread, when everything through `position` is applied;
  /// not after its end, which is on that thread too.
  class Alarm {
   public:
    Alarm(PositionGate& gate, token::Position position, http::Executor executor,
          std::function<void()> call);
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

   private:
    PositionGate& gate_;
    token::Position position_;
    std::shared_ptr<Waiter> waiter_;
  };

  /// The projector's side.
  void publish(std::span<const projections::Folded> folded, token::Position through);

  /// Everything through here is applied and visible. Nothing before the first record.
  [[nodiscard]] std::optional<token::Position> applied() const noexcept;

 private:
  struct AttemptHash {
    std::size_t operator()(const token::CommandAttempt& attempt) const noexcept;
  };
  struct Wake {
    std::shared_ptr<Waiter> waiter;
    CommandEnd end;
    token::Position position;
  };
  /// Under the lock.
  static void wake(std::vector<Wake> wakes);
  /// Until it is woken, or the time. On the waiter's thread.
  [[nodiscard]] static http::Task<void> sleep(std::shared_ptr<Waiter> waiter,
                                              std::chrono::milliseconds at_most);
  template <class Waiting, class Key>
  void strike(Waiting& waiting, const Key& key, const std::shared_ptr<Waiter>& waiter);

  std::atomic<std::uint64_t> applied_plus_one_{0};
  std::mutex mutex_;
  std::unordered_multimap<token::CommandAttempt, std::shared_ptr<Waiter>, AttemptHash> commands_;
  std::multimap<token::Position, std::shared_ptr<Waiter>> positions_;
};

template <class Waiting, class Key>
void PositionGate::strike(Waiting& waiting, const Key& key, const std::shared_ptr<Waiter>& waiter) {
  const std::lock_guard lock(mutex_);
  const auto [begin, end] = waiting.equal_range(key);
  for (auto it = begin; it != end; ++it) {
    if (it->second != waiter) continue;
    waiting.erase(it);
    return;
  }
}

}  // namespace ledger::runtime

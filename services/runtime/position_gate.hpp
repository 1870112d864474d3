#pragma once
// Where handlers wait for the projector: for the fate of a command they have appended, or for a
// position. The one place where its thread wakes theirs: it posts to a waiter's own executor, and
// only that touches the waiter's timer.

#include <chrono>
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

/// One handler that waits. Made and used on the handler's thread.
class Waiter {
 public:
  explicit Waiter(http::Executor executor) : executor_(executor), timer_(executor) {}

 private:
  friend class PositionGate;
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        http::Executor>;

  http::Executor executor_;
  Timer timer_;
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

  /// Registers before the append, so that no fold is missed. The first record of the attempt in the
  /// log wakes it, whoever wrote that: the caller checks that the outcome is its own.
  [[nodiscard]] std::shared_ptr<Waiter> expect(const token::CommandAttempt& attempt,
                                               http::Executor executor);
  /// From the log's threads: the record of this waiter will never be in the log.
  void not_written(const token::CommandAttempt& attempt, const std::shared_ptr<Waiter>& waiter);
  [[nodiscard]] http::Task<CommandResult> wait(token::CommandAttempt attempt,
                                               std::shared_ptr<Waiter> waiter,
                                               std::chrono::milliseconds at_most);

  /// True once everything through `position` is applied; false if that took longer than `at_most`.
  [[nodiscard]] http::Task<bool> wait_for(token::Position position, http::Executor executor,
                                          std::chrono::milliseconds at_most);

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
  static void wake(std::vector<Wake> wakes);

  std::atomic<std::uint64_t> applied_plus_one_{0};
  std::mutex mutex_;
  std::unordered_multimap<token::CommandAttempt, std::shared_ptr<Waiter>, AttemptHash> commands_;
  std::multimap<token::Position, std::shared_ptr<Waiter>> positions_;
};

}  // namespace ledger::runtime

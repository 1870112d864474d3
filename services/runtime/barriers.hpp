#pragma once
// Writes this node's barriers, in a thread of its own: one at once and then one every interval, and
// never while the one before is not reported. Each carries what the projector last told of this
// node's state. Those that come back are held against the node's clock (LogClock).

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "events/log/event_log.hpp"
#include "projections/barrier_digests.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/log_clock.hpp"

namespace ledger::runtime {

class Barriers {
 public:
  struct Options {
    std::string node;       ///< 32 hexadecimal digits, random at each start
    std::string node_name;  ///< empty: not said
    std::chrono::milliseconds interval{10'000};
    /// What is to be said of those that follow this node; empty: nothing.
    std::function<std::optional<log::Barrier::Followers>()> followers{};
  };

  /// All must outlive it.
  Barriers(log::EventLog& event_log, const Clock& clock, LogClock& log_clock, Options options);
  ~Barriers();
  Barriers(const Barriers&) = delete;
  Barriers& operator=(const Barriers&) = delete;

  /// Goes on in a thread of its own, with a first barrier at once.
  void start(std::string ledger_id);
  /// Ends and joins the thread, and says in a last barrier that the node leaves; waits for no
  /// report of the log's. Idempotent.
  void stop();

  /// The projector's side, also before start().
  void on_folded(const projections::FoldedBarrier& folded);

  [[nodiscard]] const std::string& node() const noexcept { return options_.node; }
  /// Handed to the log since the start.
  [[nodiscard]] std::uint64_t appended() const noexcept { return appended_; }
  /// Not written when they were due, for the one before was not reported. One is written as soon as
  /// it is.
  [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }

 private:
  struct Shared;
  void run();
  void append(std::optional<log::Barrier::Compared> compared, bool leaving);

  log::EventLog& log_;
  const Clock& clock_;
  LogClock& log_clock_;
  const Options options_;
  std::string ledger_id_;
  std::shared_ptr<Shared> shared_;
  std::uint64_t number_ = 0;  // the thread's
  std::atomic<std::uint64_t> appended_{0};
  std::atomic<std::uint64_t> skipped_{0};
  std::thread thread_;
};

/// The host's name as a barrier may carry it; empty where it may not.
[[nodiscard]] std::string host_name();

}  // namespace ledger::runtime

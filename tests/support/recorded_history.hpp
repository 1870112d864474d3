#pragma once
// Runs clients against the nodes of a ledger and records their history. Afterwards each token is
// read once more behind everything, and the nodes are asked what became of every command, so that
// the history is settled. Whether it may stand is for linearize() and broken_facts() to say.

#include <atomic>
#include <functional>

#include "tests/support/history_client.hpp"

namespace ledger::support {

/// How far the clients are, for who makes faults meanwhile.
class HistoryProgress {
 public:
  /// Returns once so many operations were begun; all of them are, whatever becomes of the nodes.
  void wait(std::size_t operations) const;

 private:
  friend class HistoryRun;
  std::atomic<std::size_t> begun_{0};
};

struct HistoryPlan : HistoryClientOptions {
  std::size_t clients = 8;
  std::size_t lanes = 4;
  std::size_t operations = 10'000;
  std::uint64_t seed = 0;
  Moment view_age_max{0};
  bool settles = true;  ///< else the history is what the clients saw: it needs no history or key
  /// Called on this thread while the clients run. All nodes must answer again when it returns.
  std::function<void(const HistoryProgress&)> meanwhile;
};

/// Throws where the nodes do not answer at the beginning or the end.
[[nodiscard]] History record_history(const HistoryPlan& plan);

}  // namespace ledger::support

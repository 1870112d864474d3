#pragma once
// How far others have applied the log, by their own word: nodes say it in their barriers, and for
// their followers too; a follower says it when it asks for the log. Who waits for all of them asks
// by it (`wait=followers`). Any thread; a mutex that nothing is waited for under.

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "events/log/barrier.hpp"
#include "events/log/event_log.hpp"

namespace ledger::runtime {

class AppliedReports {
 public:
  /// Of each kind; of nodes more than that are not heard of.
  static constexpr std::size_t reporters_max = 256;

  /// `bound`: who has said nothing for so long is waited for no more.
  explicit AppliedReports(std::chrono::nanoseconds bound) : bound_(bound) {}

  /// A follower of this node, which is heard of until `until`. False: there are too many.
  [[nodiscard]] bool note_follower(const std::string& name, std::optional<log::Position> applied,
                                   log::BootTime until);
  /// Another node's barrier.
  void note_barrier(const log::Barrier& barrier, log::BootTime now);

  /// What this node's own barriers say of its followers; nothing: it has none.
  [[nodiscard]] std::optional<log::Barrier::Followers> followers(log::BootTime now) const;

  /// Who is heard of now.
  [[nodiscard]] std::vector<std::string> heard_of(log::BootTime now) const;
  struct Account {
    std::size_t applied = 0;
    std::vector<std::string> missing;  ///< by the names that people know
  };
  /// Which of `who` have applied everything through `position`; those that left count nowhere.
  [[nodiscard]] Account account(const std::vector<std::string>& who, log::Position position) const;

 private:
  struct Reporter {
    std::string name;
    std::optional<log::Position> applied;
    log::BootTime heard{};
    std::size_t count = 1;
    bool is_follower = false;  ///< of this node
  };
  bool note(const std::string& key, Reporter reporter);

  const std::chrono::nanoseconds bound_;
  mutable std::mutex mutex_;
  std::map<std::string, Reporter> reporters_;
};

}  // namespace ledger::runtime

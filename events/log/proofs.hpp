#pragma once
// Proofs of how new a view is: "who has applied through this position has seen everything that was
// in the log at that time". The latest ones, in rising order. Added by readers, asked at every
// answer: asking takes no lock and nearly always looks at one or two of them.

#include <array>
#include <atomic>
#include <mutex>
#include <optional>

#include "events/log/event_log.hpp"

namespace ledger::log {

class Proofs {
 public:
  /// How many are kept. A read adds one, however many records it brings, and the projector reads
  /// on only when it has applied them: the one it needs is among the last few.
  static constexpr std::size_t kept = 64;

  /// One that is no newer than the last is not added: false.
  bool add(Position position, BootTime complete_at) noexcept;

  /// The time of the newest one at or before `applied`.
  [[nodiscard]] std::optional<BootTime> at(Position applied) const noexcept;

 private:
  /// While it is written, `position_plus_one` is 0.
  struct Slot {
    std::atomic<std::uint64_t> position_plus_one{0};
    std::atomic<BootTime::rep> time{0};
  };

  std::mutex adding_;
  std::array<Slot, kept> slots_;
  std::atomic<std::uint64_t> added_{0};
};

}  // namespace ledger::log

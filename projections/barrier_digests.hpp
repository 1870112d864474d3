#pragma once
// What this node's state was at the barriers it folded last, to hold against what other nodes'
// barriers say of theirs. The projector's; one thread.

#include <deque>
#include <optional>
#include <string>

#include "events/log/barrier.hpp"

namespace ledger::projections {

enum class DigestComparison : std::uint8_t {
  none,     ///< the barrier carries no digest, or is this node's own
  unknown,  ///< this node does not know its own of that version at that position, or no more
  equal,
  differs,  ///< one of the two nodes is wrong
};

/// A barrier that was folded, for who writes this node's and for who counts.
struct FoldedBarrier {
  log::Barrier barrier;
  token::Position position;
  token::Timestamp log_time;  ///< of this record, as the log gave it: no running maximum
  std::string state_digest;   ///< this node's, after it
  std::string memory_digest;
  DigestComparison comparison = DigestComparison::none;
};

class BarrierDigests {
 public:
  /// The positions that it remembers: a barrier speaks of the last one that its writer had folded.
  static constexpr std::size_t positions_max = 256;

  /// `own_node`: barriers of it are not compared.
  explicit BarrierDigests(std::string own_node) : own_node_(std::move(own_node)) {}

  [[nodiscard]] DigestComparison compare(const log::Barrier& barrier) const;
  /// `own`: this node's, at a position behind all before.
  void remember(log::Barrier::Compared own);

 private:
  const std::string own_node_;
  std::deque<log::Barrier::Compared> known_;
};

}  // namespace ledger::projections

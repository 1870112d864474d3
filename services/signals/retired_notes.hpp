#pragma once
// What the doors noted of retired secrets, until the thread of signals takes it: a bounded queue
// without locks. Full, or noted in this hour already: the note is dropped, never waited for.

#include <array>
#include <atomic>
#include <optional>

#include <boost/lockfree/queue.hpp>

#include "projections/retired_filter.hpp"
#include "services/access/retired_watch.hpp"

namespace ledger::signals {

class RetiredNotes final : public access::RetiredWatch {
 public:
  static constexpr std::size_t notes_max = 1024;

  /// `filter` must outlive it.
  explicit RetiredNotes(const projections::RetiredFilter& filter) : filter_(filter) {}

  void note_unknown(const token::TokenDigest& digest) const noexcept override;
  void note_ended(const token::TokenDigest& digest) const noexcept override;

  // The side of the one thread that takes.
  [[nodiscard]] std::optional<token::TokenDigest> take();
  /// What was noted may be noted again.
  void begin_again() noexcept;
  [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

 private:
  const projections::RetiredFilter& filter_;
  mutable boost::lockfree::queue<token::TokenDigest, boost::lockfree::capacity<notes_max>> queue_;
  /// Parts of digests noted lately: a secret that comes a thousand times a second is noted once.
  mutable std::array<std::atomic<std::uint64_t>, 4096> lately_{};
  mutable std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace ledger::signals

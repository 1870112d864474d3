#pragma once
// Makes signals of what was noted: one per token and hour, within a limit. Used by the thread of
// signals alone.

#include "projections/token_view.hpp"
#include "services/signals/retired_notes.hpp"

namespace ledger::signals {

class RetiredSignals {
 public:
  /// All must outlive it. `per_hour_max`: events of this node in one hour of its clock.
  RetiredSignals(const projections::TokenView& view, RetiredNotes& notes, std::size_t per_hour_max);

  /// Takes what is noted; what is to be appended. Everything given before is applied.
  [[nodiscard]] std::vector<token::Event> due(token::Timestamp now);
  /// What was given before was not appended.
  void begin_again() noexcept;
  [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_ + notes_.dropped(); }

 private:
  /// The token whose dead secret this is; nothing if it is none.
  [[nodiscard]] std::optional<token::TokenId> token_of(const token::TokenDigest& digest,
                                                       token::Timestamp now) const;

  const projections::TokenView& view_;
  RetiredNotes& notes_;
  const std::size_t per_hour_max_;
  std::optional<token::Timestamp> hour_;
  std::size_t told_in_hour_ = 0;
  std::size_t given_ = 0;  // of those, by the last due()
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace ledger::signals

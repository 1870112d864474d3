#pragma once
// Brings the hot set and the retired filter from the rows at a start, and keeps the hot set to what
// may be active afterwards: lets it sweep out the dead, and fetches what is missing where there is
// room again, a little at a time. The projector's; its thread alone.

#include <chrono>

#include "projections/hot_set.hpp"
#include "projections/token_view.hpp"

namespace ledger::projections {

class HotKeeper {
 public:
  /// What one tend() does at most: about a millisecond of slots, and a few of rows.
  static constexpr std::size_t slots_per_round = 32'768;
  static constexpr std::size_t rows_per_round = 2'048;

  /// All must outlive it; `retired` may be nullptr.
  HotKeeper(const TokenView& view, HotSet& hot, RetiredFilter* retired);

  /// `now`: what expired by then is left out. Nothing: nobody tells the time, and nothing is.
  void load(const std::optional<token::Timestamp>& now);
  /// To be called about once a second, between batches.
  void tend(token::Timestamp now);

 private:
  void load_tokens();
  bool put_all(bool newest_first);
  void fetch_missing();

  const TokenView& view_;
  HotSet& hot_;
  RetiredFilter* retired_;
  bool walking_ = false;
  std::uint64_t missing_noted_ = 0;          // when the walk began
  std::optional<token::TokenId> walked_to_;  // newest first
};

}  // namespace ledger::projections

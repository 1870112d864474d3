#include "projections/hot_keeper.hpp"

#include "projections/token_batches.hpp"

namespace ledger::projections {

using namespace token;

HotKeeper::HotKeeper(const TokenView& view, HotSet& hot, RetiredFilter* retired)
    : view_(view), hot_(hot), retired_(retired) {
  hot_.tell_of_ended(retired);
  hot_.begin_load();
}

void HotKeeper::load(const std::optional<Timestamp>& now) {
  if (now) hot_.pass_expired(*now);
  hot_.bytes_max() == 0 ? hot_.end_load(false) : load_tokens();
  if (retired_ == nullptr) return;
  view_.for_each_retired([&](const TokenDigest& digest) { retired_->add(digest); });
}

void HotKeeper::load_tokens() {
  std::size_t count = 0;
  view_.for_each_owner([&](const OwnerState& owner) {
    hot_.put_owner(owner);
    count += owner.tokens;
  });
  hot_.reserve(count);
  // Reading forward is faster. Where not all will fit, the newest are worth more than the oldest.
  hot_.end_load(put_all(HotTable::bytes_of(HotTable::capacity_for(count)) > hot_.bytes_max()));
}

/// False: one was refused, and those behind it were not looked at.
bool HotKeeper::put_all(bool newest_first) {
  TokenBatches batches(view_, newest_first);
  bool taken = true;
  while (taken && batches.next()) {
    batches.for_each([&](const LivingToken& token) { taken = taken && hot_.put(token); });
  }
  return taken;
}

void HotKeeper::tend(Timestamp now) {
  hot_.sweep(now, slots_per_round);
  if (!hot_.whole()) fetch_missing();
}

void HotKeeper::fetch_missing() {
  if (!walking_) {
    if (!hot_.has_space()) return;
    walking_ = true;
    walked_to_.reset();
    missing_noted_ = hot_.missing_noted();
  }
  bool taken = true;
  walked_to_ = view_.for_each_living_before(
      walked_to_, rows_per_round,
      [&](const LivingToken& token) { return taken = hot_.put(token); });
  if (taken && walked_to_) return;
  walking_ = false;
  if (taken) hot_.made_whole(missing_noted_);
}

}  // namespace ledger::projections

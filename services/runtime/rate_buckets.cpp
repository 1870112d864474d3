#include "services/runtime/rate_buckets.hpp"

#include <algorithm>
#include <utility>

namespace ledger::runtime {

RateBuckets::RateBuckets(std::size_t remembered_max)
    : per_shard_max_(std::max<std::size_t>(1, remembered_max / shard_count)) {}

/// A bucket that is told by one time: each that is taken moves it on by the interval of the rate,
/// and a whole burst may be ahead of now (the generic cell rate algorithm). Whole numbers, no
/// drift.
std::optional<std::chrono::nanoseconds> RateBuckets::take(std::string key, const Rate& rate,
                                                          Time now) {
  const auto ahead_max = rate.interval * (rate.burst - 1);
  auto& shard = shards_[std::hash<std::string>()(key) % shard_count];
  const std::lock_guard lock(shard.mutex);
  auto found = shard.levels.find(key);
  if (found == shard.levels.end()) {
    make_room(shard, now);
    found = shard.levels.emplace(std::move(key), now).first;
  }
  const auto level = std::max(found->second, now);
  if (level - now > ahead_max) return level - now - ahead_max;
  found->second = level + rate.interval;
  return std::nullopt;
}

/// Who is level has a whole burst, remembered or not. If nobody is, who has most is forgotten.
void RateBuckets::make_room(Shard& shard, Time now) const {
  if (shard.levels.size() < per_shard_max_) return;
  std::erase_if(shard.levels, [&](const auto& entry) { return entry.second <= now; });
  if (shard.levels.size() < per_shard_max_) return;
  shard.levels.erase(
      std::ranges::min_element(shard.levels, {}, [](const auto& entry) { return entry.second; }));
}

std::size_t RateBuckets::remembered() const {
  std::size_t count = 0;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += shard.levels.size();
  }
  return count;
}

}  // namespace ledger::runtime

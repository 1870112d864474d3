#pragma once
// How often each of many may do something: a burst at once, and a rate in the long run. Any thread.
// Remembers a bounded number, each no longer than until it would be level with its rate.

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace ledger::runtime {

class RateBuckets {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t shard_count = 64;
  static constexpr std::size_t remembered_default = 65'536;

  struct Rate {
    std::chrono::nanoseconds interval;  ///< between two in the long run
    std::uint32_t burst;                ///< at once, after a silence; at least 1
  };

  /// Who is beyond `remembered_max` begins anew: whoever used least.
  explicit RateBuckets(std::size_t remembered_max = remembered_default);

  /// Takes one from what `key` has. Has it none: how long until it does, and nothing is taken.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> take(std::string key, const Rate& rate,
                                                             Time now);

  /// Those that something is remembered of.
  [[nodiscard]] std::size_t remembered() const;

 private:
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Time> levels;  ///< when what was taken is level with the rate
  };
  void make_room(Shard& shard, Time now) const;

  std::size_t per_shard_max_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace ledger::runtime

#pragma once
// How much one owner may have and one caller may send (settings, [quota]), as this node counts it.
// Any thread. Remembers a bounded number of callers and owners: of a caller no more than when its
// commands would be level with its rate, of an owner what it made on this day and has under way.

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "events/token/timestamp.hpp"
#include "services/access/access.hpp"
#include "services/http/problem.hpp"
#include "services/runtime/quota_settings.hpp"
#include "services/runtime/rate_buckets.hpp"

namespace ledger::issuance {

class Quotas {
 public:
  using Time = runtime::RateBuckets::Time;
  static constexpr std::size_t shard_count = runtime::RateBuckets::shard_count;

  /// A create between its decision and its fate. What is under way counts as made, so that creates
  /// that race cannot pass a limit together. Take it before the owner's row is read: then each of
  /// two is in the row, or in the other's count.
  class Seat {
   public:
    Seat(Seat&& other) noexcept;
    Seat& operator=(Seat&&) = delete;
    ~Seat();
    /// The token is there, or may be: it counts for the day.
    void made() noexcept { made_ = true; }

   private:
    friend class Quotas;
    Seat(Quotas& quotas, std::string owner) : quotas_(&quotas), owner_(std::move(owner)) {}

    Quotas* quotas_;
    std::string owner_;
    std::uint64_t under_way_ = 0;  ///< of the owner, with this one
    std::uint64_t made_today_ = 0;
    bool made_ = false;
  };

  /// `remembered_max`: of callers, and of owners.
  explicit Quotas(runtime::QuotaSettings settings,
                  std::size_t remembered_max = runtime::RateBuckets::remembered_default);

  /// One command of the caller: takes one from what it has, or is 429.
  [[nodiscard]] std::optional<http::Problem> take(const access::Caller& caller, Time now);

  /// Nothing where no limit holds for what this caller makes for that owner.
  [[nodiscard]] std::optional<Seat> take_seat(const std::string& owner, bool by_operator,
                                              token::Timestamp now);
  /// 429 if the create would pass a limit of the owner. `living`: its tokens, as read since.
  [[nodiscard]] std::optional<http::Problem> refusal_of(const Seat& seat, std::uint64_t living,
                                                        token::Timestamp now) const;

  /// Callers and owners that something is remembered of.
  [[nodiscard]] std::size_t remembered() const;

 private:
  struct Maker {
    std::chrono::sys_days day;
    std::uint64_t made = 0;  ///< on that day
    std::uint64_t under_way = 0;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Maker> makers;
  };

  [[nodiscard]] Shard& shard_of(const std::string& key);
  void leave(const Seat& seat) noexcept;
  void make_room(Shard& shard, std::chrono::sys_days today) const;

  runtime::QuotaSettings settings_;
  runtime::RateBuckets callers_;  ///< by the calling token's id
  std::size_t per_shard_max_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace ledger::issuance

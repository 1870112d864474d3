#include "services/issuance/quotas.hpp"

#include <algorithm>
#include <utility>

#include "services/issuance/command_problems.hpp"

namespace ledger::issuance {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

std::chrono::sys_days day_of(token::Timestamp now) {
  return std::chrono::floor<std::chrono::days>(now);
}

}  // namespace

Quotas::Seat::Seat(Seat&& other) noexcept
    : quotas_(std::exchange(other.quotas_, nullptr)),
      owner_(std::move(other.owner_)),
      under_way_(other.under_way_),
      made_today_(other.made_today_),
      made_(other.made_) {}

Quotas::Seat::~Seat() {
  if (quotas_ != nullptr) quotas_->leave(*this);
}

Quotas::Quotas(runtime::QuotaSettings settings, std::size_t remembered_max)
    : settings_(std::move(settings)),
      callers_(remembered_max),
      per_shard_max_(std::max<std::size_t>(1, remembered_max / shard_count)) {}

Quotas::Shard& Quotas::shard_of(const std::string& key) {
  return shards_[std::hash<std::string>()(key) % shard_count];
}

std::optional<http::Problem> Quotas::take(const access::Caller& caller, Time now) {
  if (caller.is_operator && settings_.operators_exempt) return std::nullopt;
  const auto& limits = settings_.limits_of(caller.owner());
  if (limits.commands_per_caller_s == 0) return std::nullopt;
  const auto wait = callers_.take(
      to_text(caller.id),
      {nanoseconds(seconds(1)) / limits.commands_per_caller_s, limits.commands_burst_per_caller},
      now);
  if (!wait) return std::nullopt;
  return rate_limited(limits, std::chrono::ceil<seconds>(*wait));
}

std::optional<Quotas::Seat> Quotas::take_seat(const std::string& owner, bool by_operator,
                                              token::Timestamp now) {
  if (by_operator && settings_.operators_exempt) return std::nullopt;
  const auto& limits = settings_.limits_of(owner);
  if (limits.tokens_per_owner_max == 0 && limits.tokens_per_owner_day_max == 0) return std::nullopt;

  const auto today = day_of(now);
  Seat seat(*this, owner);
  auto& shard = shard_of(owner);
  const std::lock_guard lock(shard.mutex);
  auto found = shard.makers.find(owner);
  if (found == shard.makers.end()) {
    make_room(shard, today);
    found = shard.makers.emplace(owner, Maker{today, 0, 0}).first;
  }
  auto& maker = found->second;
  if (maker.day != today) maker = {today, 0, maker.under_way};
  seat.under_way_ = ++maker.under_way;
  seat.made_today_ = maker.made;
  return seat;
}

/// Who has a create under way is never forgotten: those are bounded by the commands under way. Of
/// the others whoever made nothing today, then whoever made least.
void Quotas::make_room(Shard& shard, std::chrono::sys_days today) const {
  if (shard.makers.size() < per_shard_max_) return;
  std::erase_if(shard.makers, [&](const auto& entry) {
    const auto& maker = entry.second;
    return maker.under_way == 0 && (maker.made == 0 || maker.day != today);
  });
  if (shard.makers.size() < per_shard_max_) return;
  const auto least = std::ranges::min_element(shard.makers, {}, [](const auto& entry) {
    return std::pair(entry.second.under_way != 0, entry.second.made);
  });
  if (least->second.under_way == 0) shard.makers.erase(least);
}

void Quotas::leave(const Seat& seat) noexcept {
  auto& shard = shard_of(seat.owner_);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.makers.find(seat.owner_);
  if (found == shard.makers.end()) return;
  --found->second.under_way;
  if (seat.made_) ++found->second.made;
}

std::optional<http::Problem> Quotas::refusal_of(const Seat& seat, std::uint64_t living,
                                                token::Timestamp now) const {
  const auto& limits = settings_.limits_of(seat.owner_);
  const auto tokens_max = limits.tokens_per_owner_max;
  if (tokens_max != 0 && living + seat.under_way_ > tokens_max) {
    return token_quota(seat.owner_, tokens_max, living);
  }
  const auto day_max = limits.tokens_per_owner_day_max;
  if (day_max != 0 && seat.made_today_ + seat.under_way_ > day_max) {
    const auto day_end = day_of(now) + std::chrono::days(1);
    return token_day_quota(seat.owner_, day_max, std::chrono::ceil<seconds>(day_end - now));
  }
  return std::nullopt;
}

std::size_t Quotas::remembered() const {
  std::size_t count = callers_.remembered();
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += shard.makers.size();
  }
  return count;
}

}  // namespace ledger::issuance

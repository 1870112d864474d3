#include "services/runtime/position_gate.hpp"

#include <algorithm>
#include <cstring>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ledger::runtime {
namespace {

constexpr auto use_task = boost::asio::as_tuple(boost::asio::use_awaitable_t<http::Executor>());

CommandEnd end_of(token::Verdict verdict) {
  return verdict == token::Verdict::applied ? CommandEnd::applied : CommandEnd::superseded;
}

}  // namespace

std::size_t PositionGate::AttemptHash::operator()(
    const token::CommandAttempt& attempt) const noexcept {
  std::size_t hash = 0;
  std::memcpy(&hash, attempt.id.value.data() + attempt.id.size - sizeof hash, sizeof hash);
  return hash ^ attempt.number;
}

std::optional<token::Position> PositionGate::applied() const noexcept {
  const auto plus_one = applied_plus_one_.load(std::memory_order_acquire);
  if (plus_one == 0) return std::nullopt;
  return token::Position(plus_one - 1);
}

std::shared_ptr<Waiter> PositionGate::expect(const token::CommandAttempt& attempt,
                                             http::Executor executor) {
  auto waiter = std::make_shared<Waiter>(executor);
  const std::lock_guard lock(mutex_);
  commands_.emplace(attempt, waiter);
  return waiter;
}

void PositionGate::not_written(const token::CommandAttempt& attempt,
                               const std::shared_ptr<Waiter>& waiter) {
  std::vector<Wake> wakes;
  {
    const std::lock_guard lock(mutex_);
    auto [it, end] = commands_.equal_range(attempt);
    it = std::find_if(it, end, [&](const auto& entry) { return entry.second == waiter; });
    if (it == end) return;
    wakes.push_back({waiter, CommandEnd::not_written, {}});
    commands_.erase(it);
  }
  wake(std::move(wakes));
}

http::Task<PositionGate::CommandResult> PositionGate::wait(token::CommandAttempt attempt,
                                                           std::shared_ptr<Waiter> waiter,
                                                           std::chrono::milliseconds at_most) {
  if (!waiter->done_) {
    waiter->timer_.expires_after(at_most);
    co_await waiter->timer_.async_wait(use_task);
  }
  if (!waiter->done_) {
    const std::lock_guard lock(mutex_);
    auto [it, end] = commands_.equal_range(attempt);
    it = std::find_if(it, end, [&](const auto& entry) { return entry.second == waiter; });
    if (it != end) commands_.erase(it);
  }
  co_return CommandResult{waiter->end_, waiter->position_};
}

http::Task<bool> PositionGate::wait_for(token::Position position, http::Executor executor,
                                        std::chrono::milliseconds at_most) {
  auto waiter = std::make_shared<Waiter>(executor);
  {
    const std::lock_guard lock(mutex_);
    if (applied_plus_one_.load(std::memory_order_acquire) > position.value()) co_return true;
    positions_.emplace(position, waiter);
  }
  waiter->timer_.expires_after(at_most);
  co_await waiter->timer_.async_wait(use_task);
  if (waiter->done_) co_return true;
  const std::lock_guard lock(mutex_);
  auto [it, end] = positions_.equal_range(position);
  it = std::find_if(it, end, [&](const auto& entry) { return entry.second == waiter; });
  if (it != end) positions_.erase(it);
  co_return false;
}

void PositionGate::publish(std::span<const projections::Folded> folded, token::Position through) {
  std::vector<Wake> wakes;
  {
    const std::lock_guard lock(mutex_);
    applied_plus_one_.store(through.value() + 1, std::memory_order_release);
    for (const auto& record : folded) {
      if (commands_.empty()) break;
      // A duplicate's waiter came after the deciding record; it looks into the command table.
      auto [it, end] = commands_.equal_range(record.command);
      for (auto waiter = it; waiter != end; ++waiter) {
        wakes.push_back({waiter->second, end_of(record.verdict), record.position});
      }
      commands_.erase(it, end);
    }
    const auto reached = positions_.upper_bound(through);
    for (auto it = positions_.begin(); it != reached; ++it) {
      wakes.push_back({it->second, CommandEnd::applied, through});
    }
    positions_.erase(positions_.begin(), reached);
  }
  wake(std::move(wakes));
}

void PositionGate::wake(std::vector<Wake> wakes) {
  // One post per thread, not per waiter: a wake-up is a system call.
  while (!wakes.empty()) {
    const http::Executor executor = wakes.front().waiter->executor_;
    const auto others = std::stable_partition(wakes.begin(), wakes.end(), [&](const Wake& entry) {
      return entry.waiter->executor_ == executor;
    });
    std::vector<Wake> mine(std::make_move_iterator(wakes.begin()), std::make_move_iterator(others));
    wakes.erase(wakes.begin(), others);
    boost::asio::post(executor, [batch = std::move(mine)] {
      for (const auto& entry : batch) {
        entry.waiter->done_ = true;
        entry.waiter->end_ = entry.end;
        entry.waiter->position_ = entry.position;
        entry.waiter->timer_.cancel();
      }
    });
  }
}

}  // namespace ledger::runtime

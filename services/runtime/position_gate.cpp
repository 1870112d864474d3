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

PositionGate::Expected::Expected(PositionGate& gate, const token::CommandAttempt& attempt,
                                 http::Executor executor)
    : gate_(gate), attempt_(attempt), waiter_(std::make_shared<Waiter>(std::move(executor))) {
  const std::lock_guard lock(gate_.mutex_);
  gate_.commands_.emplace(attempt, waiter_);
}

void PositionGate::not_written(const token::CommandAttempt& attempt,
                               const std::shared_ptr<Waiter>& waiter) {
  const std::lock_guard lock(mutex_);
  auto [it, end] = commands_.equal_range(attempt);
  it = std::find_if(it, end, [&](const auto& entry) { return entry.second == waiter; });
  if (it == end) return;
  commands_.erase(it);
  std::vector<Wake> wakes;
  wakes.push_back({waiter, CommandEnd::not_written, {}});
  wake(std::move(wakes));
}

http::Task<void> PositionGate::sleep(std::shared_ptr<Waiter> waiter,
                                     std::chrono::milliseconds at_most) {
  if (waiter->done_) co_return;
  Waiter::Timer timer(waiter->executor_, at_most);
  waiter->timer_ = &timer;
  co_await timer.async_wait(use_task);
  waiter->timer_ = nullptr;
}

http::Task<PositionGate::CommandResult> PositionGate::wait(const Expected& expected,
                                                           std::chrono::milliseconds at_most) {
  co_await sleep(expected.waiter_, at_most);
  co_return CommandResult{expected.waiter_->end_, expected.waiter_->position_};
}

http::Task<bool> PositionGate::wait_for(token::Position position, http::Executor executor,
                                        std::chrono::milliseconds at_most) {
  /// Gives its place up at the end of the coroutine, also where that is never resumed.
  struct Place {
    PositionGate& gate;
    token::Position position;
    std::shared_ptr<Waiter> waiter;
    ~Place() { gate.strike(gate.positions_, position, waiter); }
  };
  const Place place{*this, position, std::make_shared<Waiter>(executor)};
  {
    const std::lock_guard lock(mutex_);
    if (applied_plus_one_.load(std::memory_order_acquire) > position.value()) co_return true;
    positions_.emplace(position, place.waiter);
  }
  co_await sleep(place.waiter, at_most);
  co_return place.waiter->done_;
}

PositionGate::Alarm::Alarm(PositionGate& gate, token::Position position, http::Executor executor,
                           std::function<void()> call)
    : gate_(gate), position_(position), waiter_(std::make_shared<Waiter>(std::move(executor))) {
  {
    const std::lock_guard lock(gate_.mutex_);
    if (gate_.applied_plus_one_.load(std::memory_order_acquire) <= position.value()) {
      waiter_->called_ = std::move(call);
      gate_.positions_.emplace(position, waiter_);
      return;
    }
  }
  call();
}

PositionGate::Alarm::~Alarm() {
  waiter_->called_ = nullptr;
  gate_.strike(gate_.positions_, position_, waiter_);
}

void PositionGate::publish(std::span<const projections::Folded> folded, token::Position through) {
  const std::lock_guard lock(mutex_);
  std::vector<Wake> wakes;
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
        if (entry.waiter->timer_ != nullptr) entry.waiter->timer_->cancel();
        if (entry.waiter->called_) entry.waiter->called_();
      }
    });
  }
}

}  // namespace ledger::runtime

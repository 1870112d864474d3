#include "tests/support/scripted_log.hpp"

#include <algorithm>
#include <utility>

#include "events/token/invariant.hpp"

namespace ledger::support {

class ScriptedLog::Reader final : public log::EventReader {
 public:
  Reader(ScriptedLog& log, std::size_t next) : log_(log), next_(next) {}

  Result<void> read(std::vector<log::Record>& out, std::size_t records_max,
                    std::chrono::milliseconds wait) override {
    constexpr std::chrono::milliseconds wait_max = std::chrono::hours(1);
    out.clear();
    std::unique_lock lock(log_.mutex_);
    bool missed = false;
    log_.changed_.wait_for(lock, std::min(wait, wait_max), [&] {
      missed = log_.late_ && next_ < log_.visible() && next_ >= log_.shown_late_;
      return interrupted_ || missed || log_.unavailable_ || next_ < log_.visible();
    });
    if (std::exchange(interrupted_, false)) return {};
    if (log_.unavailable_) return log::make_error_code(log::errc::unavailable);
    if (missed) {
      log_.shown_late_ = next_ + 1;
      return {};
    }
    const auto seen = log_.late_ ? std::min(log_.visible(), log_.shown_late_) : log_.visible();
    for (; next_ < seen && out.size() < records_max; ++next_) {
      out.push_back(log_.stored_[next_].record);
    }
    return {};
  }

  void interrupt() override {
    {
      const std::lock_guard lock(log_.mutex_);
      interrupted_ = true;
    }
    log_.changed_.notify_all();
  }

 private:
  ScriptedLog& log_;
  std::size_t next_;
  bool interrupted_ = false;  ///< guarded by the log's mutex
};

ScriptedLog::ScriptedLog() : reporter_([this] { report(); }) {}

ScriptedLog::~ScriptedLog() { close(); }

void ScriptedLog::close() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  reporting_.notify_all();
  if (reporter_.joinable()) reporter_.join();
}

Result<void> ScriptedLog::append(std::string key, std::string value, log::OnAppended on_appended) {
  if (value.size() > log::record_bytes_max || key.size() > log::record_bytes_max) {
    return log::make_error_code(log::errc::record_too_large);
  }
  const std::lock_guard lock(mutex_);
  if (stopping_) return log::make_error_code(log::errc::closed);
  const auto fate = take_fate();
  if (fate == Fate::refused) return log::make_error_code(log::errc::overloaded);
  Pending pending{std::move(key), std::move(value), std::move(on_appended), log::boot_time_now(),
                  fate};
  if (holding_) {
    held_.push_back(std::move(pending));
    changed_.notify_all();
  } else {
    settle(std::move(pending));
  }
  return {};
}

Result<std::unique_ptr<log::EventReader>> ScriptedLog::read_after(
    std::optional<log::Position> after) {
  const std::lock_guard lock(mutex_);
  if (after && after->value() >= stored_.size()) {
    return log::make_error_code(log::errc::out_of_range);
  }
  return std::make_unique<Reader>(*this, after ? after->value() + 1 : 0);
}

Result<std::optional<log::Position>> ScriptedLog::end() const {
  const std::lock_guard lock(mutex_);
  if (unavailable_) return log::make_error_code(log::errc::unavailable);
  if (stored_.empty()) return std::optional<log::Position>();
  return std::optional(stored_.back().record.position);
}

std::optional<log::Position> ScriptedLog::known_end() const noexcept {
  const std::lock_guard lock(mutex_);
  if (stored_.empty()) return std::nullopt;
  return stored_.back().record.position;
}

bool ScriptedLog::has_other_writers() const noexcept {
  const std::lock_guard lock(mutex_);
  return shared_;
}

std::optional<log::BootTime> ScriptedLog::complete_at(log::Position applied,
                                                      log::BootTime now) const noexcept {
  const std::lock_guard lock(mutex_);
  if (complete_at_) return complete_at_(applied);
  const auto unread = applied.value() + 1;
  if (shared_) {
    std::optional<log::BootTime> latest;
    for (std::size_t i = 0; i < std::min(unread, stored_.size()); ++i) {
      if (stored_[i].own)
        latest = std::max(latest.value_or(log::BootTime{}), stored_[i].handed_over);
    }
    return latest;
  }
  if (unread >= stored_.size()) return now;
  return stored_[unread].handed_over;
}

void ScriptedLog::next(Fate fate) {
  const std::lock_guard lock(mutex_);
  fates_.push_back(fate);
}

void ScriptedLog::always(Fate fate) {
  const std::lock_guard lock(mutex_);
  usual_ = fate;
}

void ScriptedLog::hold() {
  const std::lock_guard lock(mutex_);
  holding_ = true;
}

std::size_t ScriptedLog::held() const {
  const std::lock_guard lock(mutex_);
  return held_.size();
}

bool ScriptedLog::wait_held(std::size_t count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return held_.size() >= count; });
}

void ScriptedLog::release(std::size_t index, std::optional<Fate> fate) {
  const std::lock_guard lock(mutex_);
  token::invariant(index < held_.size() && fate != Fate::refused);
  auto pending = std::move(held_[index]);
  held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(index));
  pending.fate = fate.value_or(pending.fate);
  settle(std::move(pending));
}

void ScriptedLog::release() {
  const std::lock_guard lock(mutex_);
  holding_ = false;
  for (auto& pending : std::exchange(held_, {})) settle(std::move(pending));
}

log::Position ScriptedLog::inject(std::string key, std::string value) {
  const std::lock_guard lock(mutex_);
  return store(std::move(key), std::move(value), log::boot_time_now(), false);
}

log::Position ScriptedLog::repeat(log::Position position) {
  const std::lock_guard lock(mutex_);
  token::invariant(position.value() < stored_.size());
  const auto record = stored_[position.value()].record;
  return store(record.key, record.value, log::boot_time_now(), false);
}

void ScriptedLog::set_log_time(log::Timestamp time) {
  const std::lock_guard lock(mutex_);
  log_time_ = time;
}

void ScriptedLog::hide() {
  const std::lock_guard lock(mutex_);
  visible_ = visible();
}

void ScriptedLog::show(std::size_t count) {
  const std::lock_guard lock(mutex_);
  visible_ = std::min(visible() + count, stored_.size());
  changed_.notify_all();
}

void ScriptedLog::show() {
  const std::lock_guard lock(mutex_);
  visible_.reset();
  changed_.notify_all();
}

void ScriptedLog::show_late() {
  const std::lock_guard lock(mutex_);
  late_ = true;
  shown_late_ = stored_.size();
}

void ScriptedLog::share() {
  const std::lock_guard lock(mutex_);
  shared_ = true;
  for (auto& stored : stored_) stored.own = false;
}

void ScriptedLog::set_unavailable(bool unavailable) {
  const std::lock_guard lock(mutex_);
  unavailable_ = unavailable;
  changed_.notify_all();
}

void ScriptedLog::set_complete_at(
    std::function<std::optional<log::BootTime>(log::Position)> complete_at) {
  const std::lock_guard lock(mutex_);
  complete_at_ = std::move(complete_at);
}

std::vector<log::Record> ScriptedLog::records() const {
  const std::lock_guard lock(mutex_);
  std::vector<log::Record> records;
  for (const auto& stored : stored_) records.push_back(stored.record);
  return records;
}

void ScriptedLog::settle(Pending pending) {
  const auto fate = pending.fate;
  const bool written = fate != Fate::not_written && fate != Fate::unknown_lost;
  if (written) store(pending.key, pending.value, pending.handed_over, true);
  if (fate == Fate::twice) store(pending.key, pending.value, pending.handed_over, true);
  if (!pending.on_appended) return;
  auto outcome = log::AppendOutcome::durable;
  if (fate == Fate::not_written) outcome = log::AppendOutcome::not_written;
  if (fate == Fate::unknown_written || fate == Fate::unknown_lost) {
    outcome = log::AppendOutcome::unknown;
  }
  reports_.push_back(
      [on_appended = std::move(pending.on_appended), outcome] { on_appended(outcome); });
  reporting_.notify_one();
}

log::Position ScriptedLog::store(std::string key, std::string value, log::BootTime handed_over,
                                 bool own) {
  const log::Position position(stored_.size());
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  stored_.push_back(
      {{position, log_time_.value_or(now), std::move(key), std::move(value)}, handed_over, own});
  changed_.notify_all();
  return position;
}

Fate ScriptedLog::take_fate() {
  if (fates_.empty()) return usual_;
  const auto fate = fates_.front();
  fates_.pop_front();
  return fate;
}

void ScriptedLog::report() {
  std::unique_lock lock(mutex_);
  for (;;) {
    reporting_.wait(lock, [this] { return stopping_ || !reports_.empty(); });
    if (reports_.empty()) return;
    const auto next_report = std::move(reports_.front());
    reports_.pop_front();
    lock.unlock();
    next_report();
    lock.lock();
  }
}

}  // namespace ledger::support

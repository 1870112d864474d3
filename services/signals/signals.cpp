#include "services/signals/signals.hpp"

#include <algorithm>

#include "events/log/envelope.hpp"
#include "events/token/own_event.hpp"
#include "services/runtime/log_line.hpp"
#include "services/signals/expiry_sweep.hpp"

namespace ledger::signals {
namespace {

/// Records of one round: few beside what the log takes in one batch, so that commands go first.
constexpr std::size_t round_events_max = 500;
/// Tokens that one round looks at: few enough that a stop need not wait for the rest.
constexpr std::size_t round_places_max = 5000;
/// Between rounds while there is more to do.
constexpr std::chrono::milliseconds pause_in_backlog{100};
/// Until what the doors noted is looked at.
constexpr std::chrono::milliseconds pause_between_notes{500};

}  // namespace

/// What the log has not reported on; shared with its thread, which may report after the end.
struct Signals::UnderWay {
  std::atomic<std::size_t> count{0};
  std::atomic<bool> failed{false};
};

Signals::Signals(log::EventLog& event_log, const projections::TokenView& view,
                 const runtime::Clock& clock, const runtime::LogClock& log_clock,
                 RetiredNotes& notes, SignalsOptions options)
    : log_(event_log),
      view_(view),
      clock_(clock),
      log_clock_(log_clock),
      options_(std::move(options)),
      notices_(view, options_.expiry_thresholds),
      retired_(view, notes, options_.retired_per_hour_max),
      under_way_(std::make_shared<UnderWay>()) {}

Signals::~Signals() { stop(); }

void Signals::start() {
  thread_ = std::thread([this] { run(); });
}

void Signals::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Signals::run() {
  using Clock = std::chrono::steady_clock;
  auto next_round = Clock::now();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    try {
      if (Clock::now() >= next_round) {
        // Before it, for it may fail: then not again at once, and dead secrets are told of.
        next_round = Clock::now() + options_.interval;
        if (may_look() && !round()) next_round = Clock::now() + pause_in_backlog;
      }
      tell_retired();
      tell_sessions();
    } catch (const std::exception& error) {
      runtime::log_line(runtime::Level::error, "signals failed", {{"reason", error.what()}});
    }
    lock.lock();
    const auto until = std::min(next_round, Clock::now() + pause_between_notes);
    wake_.wait_until(lock, until, [&] { return stopping_; });
  }
}

bool Signals::may_look() {
  const auto verdict = clock_watch_.look(clock_.now(), log::boot_time_now());
  if (verdict == ClockWatch::Verdict::jumped) {
    runtime::log_line(runtime::Level::warning,
                      "the clock jumped ahead: nothing is told of expiry until it was steady",
                      {{"minutes", std::uint64_t{clock_doubt.count()}}});
  }
  return verdict == ClockWatch::Verdict::steady && log_clock_.agrees();
}

bool Signals::read_only() const noexcept {
  return options_.disk != nullptr && options_.disk->read_only();
}

bool Signals::settled() {
  if (settled_) return true;
  if (under_way_->count.load() > 0) return false;
  if (under_way_->failed.exchange(false)) begin_again();
  if (!settled_at_) {
    const auto end = log_.end();
    if (!end) return false;
    settled_at_ = *end;
  }
  const auto applied = view_.checkpoint().position;
  settled_ = !settled_at_ || (applied && *applied >= *settled_at_);
  return settled_;
}

void Signals::begin_again() {
  notices_.begin_again();
  retired_.begin_again();
}

bool Signals::round() {
  try {
    return tell_expiry();
  } catch (...) {
    begin_again();
    throw;
  }
}

void Signals::tell_retired() {
  if (read_only() || !settled()) return;
  try {
    for (const auto& event : retired_.due(clock_.now())) append(event);
  } catch (...) {
    begin_again();
    throw;
  }
}

void Signals::tell_sessions() {
  if (options_.sessions == nullptr || read_only() || !log_clock_.agrees() || !settled()) return;
  for (const auto& use : options_.sessions->take_uses()) {
    const auto token = view_.token(use.token);
    if (!token) continue;
    const auto purpose = "session " + to_text(use.session) + " of " + to_text(use.token) +
                         " used " + token::to_text(use.time);
    append(token::own_event(purpose, use.time, use.token, token->revision,
                            token::SessionContinued{use.session}));
  }
}

bool Signals::tell_expiry() {
  if (read_only()) return true;
  if (!settled()) return false;
  const auto now = clock_.now();
  const auto due = notices_.due(now, {round_events_max, round_places_max});
  for (const auto& event : due.events) append(event);
  // First the log has told that a token expires, and then that it expired: what was told of as
  // expired is not looked at again.
  if (!due.events.empty() || !due.complete) return false;
  const auto event = sweep_expired(view_, now, options_.interval);
  if (!event) return true;
  append(*event);
  return false;
}

void Signals::append(const token::Event& event) {
  settled_ = false;
  settled_at_.reset();
  ++under_way_->count;
  const auto handed_over =
      log_.append(log::key_of(event, options_.ledger_id), log::encode(event, options_.ledger_id),
                  [under_way = under_way_](log::AppendOutcome outcome) {
                    if (outcome != log::AppendOutcome::durable) {
                      under_way->failed = true;
                    }
                    --under_way->count;
                  });
  if (handed_over) {
    ++appended_;
    return;
  }
  under_way_->failed = true;
  --under_way_->count;
}

}  // namespace ledger::signals

#include "services/runtime/barriers.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <unistd.h>

#include "events/token/rules.hpp"

namespace ledger::runtime {
namespace {

std::vector<std::uint32_t> rules_known() {
  std::vector<std::uint32_t> numbers;
  for (const auto& rules : token::known_rules()) numbers.push_back(rules.number);
  return numbers;
}

}  // namespace

/// Shared with the log's thread, which may report after the end.
struct Barriers::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  bool under_way = false;  // handed over, not reported
  std::optional<log::Barrier::Compared> latest;
};

Barriers::Barriers(log::EventLog& event_log, const Clock& clock, LogClock& log_clock,
                   Options options)
    : log_(event_log),
      clock_(clock),
      log_clock_(log_clock),
      options_(std::move(options)),
      shared_(std::make_shared<Shared>()) {}

Barriers::~Barriers() { stop(); }

void Barriers::start(std::string ledger_id) {
  ledger_id_ = std::move(ledger_id);
  thread_ = std::thread([this] { run(); });
}

void Barriers::stop() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stopping = true;
  }
  shared_->changed.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  // So that nobody waits for this node where new rules are to be adopted. Lost, it is forgotten
  // some hours later.
  append(std::nullopt, true);
}

void Barriers::on_folded(const projections::FoldedBarrier& folded) {
  if (folded.barrier.node == options_.node) {
    log_clock_.compare(folded.log_time, folded.barrier.time, clock_.now());
  }
  const std::lock_guard lock(shared_->mutex);
  shared_->latest = {folded.position, folded.state_digest, folded.memory_digest};
}

void Barriers::run() {
  using Steady = std::chrono::steady_clock;
  auto next = Steady::now();
  bool due = false;
  std::unique_lock lock(shared_->mutex);
  while (!shared_->stopping) {
    if (const auto now = Steady::now(); now >= next) {
      next = now + options_.interval;
      due = true;
      if (shared_->under_way) ++skipped_;
    }
    if (due && !shared_->under_way) {
      due = false;
      shared_->under_way = true;
      auto compared = shared_->latest;
      lock.unlock();  // the log may report at once
      append(std::move(compared), false);
      lock.lock();
    }
    shared_->changed.wait_until(lock, next,
                                [&] { return shared_->stopping || (due && !shared_->under_way); });
  }
}

void Barriers::append(std::optional<log::Barrier::Compared> compared, bool leaving) {
  log::Barrier barrier{options_.node,       ++number_,     clock_.now(), options_.node_name,
                       std::move(compared), rules_known(), leaving,      {},
                       options_.interval};
  if (options_.followers) barrier.followers = options_.followers();
  const auto reported = [shared = shared_](log::AppendOutcome) {
    {
      const std::lock_guard lock(shared->mutex);
      shared->under_way = false;
    }
    shared->changed.notify_all();
  };
  // Whatever becomes of it: only its coming back proves anything, and the next one follows.
  if (log_.append(ledger_id_, log::encode_barrier(barrier, ledger_id_), reported)) {
    ++appended_;
  } else {
    reported(log::AppendOutcome::not_written);
  }
}

std::string host_name() {
  std::array<char, log::node_name_size_max + 1> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  std::string text(name.data());
  const bool visible =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
  return visible ? text : std::string();
}

}  // namespace ledger::runtime

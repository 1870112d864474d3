#include "projections/projector.hpp"

#include <algorithm>

#include "events/log/envelope.hpp"
#include "events/token/invariant.hpp"

namespace ledger::projections {
namespace {

using namespace token;

enum Counter : std::size_t {
  count_applied,
  count_superseded,
  count_duplicate,
  count_foreign,
  count_malformed,
  count_barriers,
  count_digests_equal,
  count_digests_different,
  count_digests_unknown,
};

Counter counter_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::applied:
      return count_applied;
    case Verdict::superseded:
      return count_superseded;
    case Verdict::duplicate:
      return count_duplicate;
  }
  return count_superseded;
}

std::string at(Position position) { return "position " + std::to_string(position.value()); }

}  // namespace

/// Tells the observer about once a second how far catching up is.
class Projector::Progress {
 public:
  Progress(ProjectorObserver& observer, Position end) : observer_(observer), end_(end) {}

  void add(std::size_t records, Position through) {
    total_ += records;
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < std::chrono::seconds(1)) return;
    told_ = now;
    tell(through);
  }
  void tell(Position through) const {
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start_;
    observer_.on_progress(through, end_,
                          static_cast<double>(total_) / std::max(time.count(), 1e-3));
  }

 private:
  ProjectorObserver& observer_;
  const Position end_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point told_ = start_;
  std::uint64_t total_ = 0;
};

Projector::Projector(log::EventLog& log, TokenView& view, HotSet& hot_set,
                     ProjectorObserver& observer, ProjectorOptions options)
    : log_(log),
      view_(view),
      hot_set_(hot_set),
      observer_(observer),
      options_(std::move(options)),
      keeper_(view, hot_set, options_.retired),
      fold_(view),
      barrier_digests_(options_.node) {
  if (const auto ledger = view_.ledger()) ledger_id_ = ledger->ledger_id;
  if (const auto position = fold_.checkpoint().position) applied_count_ = position->value() + 1;
}

Projector::~Projector() { stop(); }

std::optional<Position> Projector::applied() const noexcept {
  const auto count = applied_count_.load(std::memory_order_acquire);
  return count == 0 ? std::nullopt : std::optional(Position(count - 1));
}

ProjectorCounters Projector::counters() const noexcept {
  return {counters_[count_applied],        counters_[count_superseded],
          counters_[count_duplicate],      counters_[count_foreign],
          counters_[count_malformed],      counters_[count_barriers],
          counters_[count_digests_equal],  counters_[count_digests_different],
          counters_[count_digests_unknown]};
}

void Projector::catch_up() {
  open();
  const auto end = end_of_log();
  if (!end || (fold_.checkpoint().position && *fold_.checkpoint().position >= *end)) return;
  if (!fold_.checkpoint().position && options_.rebuild_bytes_max > 0) {
    fold_.begin_rebuild();
    rebuilding_ = true;
  }
  Progress progress(observer_, *end);
  while (!stopping()) {
    read(options_.catch_up_records);
    const auto count = records_.size();
    fold_batch(!rebuilding_);
    if (rebuilding_ && fold_.bytes() >= options_.rebuild_bytes_max) finish_rebuild();
    const auto through = fold_.checkpoint().position;
    if (!through) continue;
    progress.add(count, *through);
    if (*through >= *end) break;
  }
  finish_rebuild();
  if (const auto through = applied()) progress.tell(*through);
}

void Projector::finish_rebuild() {
  if (last_ != nullptr) commit();
  rebuilding_ = false;
}

void Projector::start() {
  const std::lock_guard lock(thread_mutex_);
  invariant(!thread_.joinable());
  thread_ = std::thread([this] { run(); });
}

void Projector::stop() {
  stopping_.store(true, std::memory_order_release);
  {
    const std::lock_guard lock(reader_mutex_);
    if (reader_) reader_->interrupt();
  }
  wake_.notify_all();
  const std::lock_guard lock(thread_mutex_);
  if (thread_.joinable()) thread_.join();
}

void Projector::run() {
  try {
    serving_ = true;
    open();
    while (!stopping()) {
      read(options_.live_records);
      tend_hot_set();
      if (records_.empty()) continue;
      const auto begun = std::chrono::steady_clock::now();
      fold_batch(true);
      if (options_.on_batch) options_.on_batch(std::chrono::steady_clock::now() - begun);
    }
  } catch (const std::exception& failure) {
    observer_.on_stopped(failure.what());
  }
}

void Projector::tend_hot_set() {
  const auto now = std::chrono::steady_clock::now();
  if (!options_.now || now - tended_ < options_.tend_interval) return;
  tended_ = now;
  keeper_.tend(options_.now());
}

void Projector::fold_batch(bool commit_at_end) {
  std::optional<std::string> obstacle;
  for (const auto& record : records_) {
    if (fold_.full() && last_ != nullptr) commit();
    obstacle = fold_record(record);
    if (obstacle) break;
    last_ = &record;
    if (barrier_) commit();
  }
  if (last_ != nullptr) {
    if (commit_at_end || obstacle) {
      commit();
    } else if (last_ != &last_kept_) {
      last_kept_ = *last_;
      last_ = &last_kept_;
    }
  }
  if (obstacle) throw ProjectorFailure(*obstacle);
}

/// Something: what stands in the way, and the record is not applied.
std::optional<std::string> Projector::fold_record(const log::Record& record) {
  const auto through = fold_.checkpoint().position;
  const Position expected = through ? through->next() : Position(0);
  if (record.position != expected) {
    return "the log goes on at " + at(record.position) + " where " + at(expected) +
           " is due: records are missing. Restore the log from a backup.";
  }
  if (record.position == Position(0)) {
    if (auto obstacle = accept_genesis(record)) return obstacle;
  }
  auto decoded = log::decode(record.value, ledger_id_);
  if (const auto* event = std::get_if<Event>(&decoded)) {
    const auto verdict = fold_.apply(*event, record);
    ++counters_[counter_of(verdict)];
    if (!rebuilding_) folded_.push_back({event->command, verdict, record.position});
  } else if (auto* barrier = std::get_if<log::Barrier>(&decoded)) {
    fold_barrier(record, std::move(*barrier));
  } else if (const auto* unknown = std::get_if<log::UnknownRecord>(&decoded)) {
    return "the record at " + at(record.position) + " is of type " + unknown->type +
           ", which this version does not know. Upgrade this node to the version that wrote it.";
  } else if (const auto* malformed = std::get_if<log::MalformedRecord>(&decoded)) {
    pass(record, count_malformed, "malformed: " + malformed->reason);
  } else {
    pass(record, count_foreign, "not of this ledger");
  }
  return std::nullopt;
}

std::optional<std::string> Projector::accept_genesis(const log::Record& record) {
  const auto decoded = log::decode(record.value, {});
  const auto* event = std::get_if<Event>(&decoded);
  const auto* opened = event != nullptr ? std::get_if<LedgerOpened>(&event->payload) : nullptr;
  if (opened == nullptr) {
    return "the log does not begin with the opening of a ledger: it is not tokenledger's, or its "
           "first records were removed. Point this node at the ledger's own log.";
  }
  if (opened->fold_version != fold_version) {
    return "the ledger was opened with fold version " + std::to_string(opened->fold_version) +
           ", this program folds version " + std::to_string(fold_version) +
           ". Run the version of tokenledger that matches.";
  }
  ledger_id_ = opened->ledger_id;
  return std::nullopt;
}

void Projector::pass(const log::Record& record, std::size_t counter, const std::string& why) {
  fold_.pass(record);
  ++counters_[counter];
  observer_.on_passed(record.position, why);
}

/// Changes no state. The commit is cut behind it, so that every node knows its state there; a
/// rebuild, whose rows are not written yet, is not cut.
void Projector::fold_barrier(const log::Record& record, log::Barrier barrier) {
  fold_.pass(record);
  ++counters_[count_barriers];
  if (rebuilding_) return;
  barrier_.emplace();
  barrier_->comparison = barrier_digests_.compare(barrier);
  barrier_->barrier = std::move(barrier);
  barrier_->position = record.position;
  barrier_->log_time = record.log_time;
}

void Projector::tell_of_barrier() {
  barrier_->state_digest = fold_.checkpoint().state_digest;
  barrier_digests_.remember(barrier_->position, barrier_->state_digest);
  switch (barrier_->comparison) {
    case DigestComparison::none:
      break;
    case DigestComparison::unknown:
      ++counters_[count_digests_unknown];
      break;
    case DigestComparison::equal:
      ++counters_[count_digests_equal];
      break;
    case DigestComparison::differs:
      ++counters_[count_digests_different];
      break;
  }
  observer_.on_barrier(*barrier_);
  barrier_.reset();
}

void Projector::commit() {
  const Position through = last_->position;
  fold_.commit(*last_);
  last_ = nullptr;
  fold_.for_each_changed([&](const std::optional<TokenState>& before,
                             const TokenState& after) { hot_set_.replace(before, after); },
                         [&](const OwnerState& owner) { hot_set_.put_owner(owner); });
  if (options_.retired != nullptr) {
    fold_.for_each_retired_changed([&](const TokenDigest& digest, bool retired) {
      retired ? options_.retired->add(digest) : options_.retired->remove(digest);
    });
  }
  if (barrier_) tell_of_barrier();
  applied_count_.store(through.value() + 1, std::memory_order_release);
  observer_.on_folded(folded_, through);
  folded_.clear();
}

}  // namespace ledger::projections

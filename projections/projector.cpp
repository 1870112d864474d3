#include "projections/projector.hpp"

#include <algorithm>

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
      entities_(view),
      fold_(entities_),
      barrier_digests_(options_.node) {
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
    entities_.begin_rebuild(end->value() + 1);
    fold_.open_window();
    rebuilding_ = true;
  }
  Progress progress(observer_, *end);
  while (!stopping()) {
    read(options_.catch_up_records);
    const auto count = records_.size();
    const bool is_last = !records_.empty() && records_.back().position >= *end;
    decode_ahead();
    if (is_last) fold_ahead();
    if (rebuilding_ && last_ != nullptr && fold_.bytes() >= options_.rebuild_bytes_max) hand_over();
    const auto through = fold_.checkpoint().position;
    if (!through) continue;
    progress.add(count, *through);
    if (*through >= *end) break;
  }
  ahead_.reset();
  finish_rebuild();
  if (const auto through = applied()) progress.tell(*through);
}

/// What was read is decoded by a thread beside this one, which folds what was read before.
void Projector::decode_ahead() {
  // Which records are the ledger's, its first one says.
  if (fold_.ledger_id().empty()) {
    fold_batch(records_, {}, !rebuilding_);
    return;
  }
  Ahead next{std::exchange(records_, {}), {}};
  next.decoded = std::async(std::launch::async,
                            [records = std::span(next.records), ledger_id = fold_.ledger_id()] {
                              std::vector<log::Decoded> decoded;
                              decoded.reserve(records.size());
                              for (const auto& record : records) {
                                decoded.push_back(log::decode(record.value, ledger_id));
                              }
                              return decoded;
                            });
  fold_ahead();
  ahead_ = std::move(next);
}

void Projector::fold_ahead() {
  if (!ahead_) return;
  auto decoded = ahead_->decoded.get();
  fold_batch(ahead_->records, decoded, !rebuilding_);
  ahead_.reset();
}

void Projector::finish_rebuild() {
  if (!rebuilding_) return;
  finish_writing();
  if (last_ != nullptr) commit();
  fold_.close_window();
  entities_.end_rebuild();
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
      fold_batch(records_, {}, true);
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

void Projector::fold_batch(std::span<const log::Record> records, std::span<log::Decoded> decoded,
                           bool commit_at_end) {
  std::optional<std::string> obstacle;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& record = records[i];
    if (fold_.full() && last_ != nullptr) commit();
    obstacle = fold_record(record, decoded.empty() ? log::decode(record.value, fold_.ledger_id())
                                                   : std::move(decoded[i]));
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
std::optional<std::string> Projector::fold_record(const log::Record& record, log::Decoded decoded) {
  auto fate = fold_.apply(record, std::move(decoded));
  if (const auto* event = std::get_if<FoldedEvent>(&fate)) {
    ++counters_[counter_of(event->verdict)];
    if (!rebuilding_) folded_.push_back({event->command, event->verdict, record.position});
  } else if (auto* barrier = std::get_if<log::Barrier>(&fate)) {
    fold_barrier(record, std::move(*barrier));
  } else if (auto* obstacle = std::get_if<Obstacle>(&fate)) {
    return std::move(obstacle->reason);
  } else if (const auto* malformed = std::get_if<log::MalformedRecord>(&fate)) {
    pass(record, count_malformed, "malformed: " + malformed->reason);
  } else {
    pass(record, count_foreign, "not of this ledger");
  }
  return std::nullopt;
}

void Projector::pass(const log::Record& record, std::size_t counter, const std::string& why) {
  ++counters_[counter];
  observer_.on_passed(record.position, why);
}

/// Changes no state. The commit is cut behind it, so that every node knows its state there; a
/// rebuild, whose rows are not written yet, is not cut.
void Projector::fold_barrier(const log::Record& record, log::Barrier barrier) {
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
  barrier_->memory_digest = fold_.checkpoint().memory_digest;
  barrier_digests_.remember({barrier_->position, barrier_->state_digest, barrier_->memory_digest});
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
  finish_writing();
  publish(fold_.commit(*last_));
  last_ = nullptr;
}

/// Written and published in a thread beside this one; nobody reads the hot set yet.
void Projector::hand_over() {
  finish_writing();
  writing_ = std::async(std::launch::async, [this, batch = fold_.hand_over(*last_)]() mutable {
    fold_.write(batch);
    publish(batch);
  });
  last_ = nullptr;
}

void Projector::finish_writing() {
  if (writing_.valid()) writing_.get();
}

void Projector::publish(const FoldedBatch& batch) {
  batch.for_each_changed([&](const std::optional<TokenState>& before,
                             const TokenState& after) { hot_set_.replace(before, after); },
                         [&](const OwnerState& owner) { hot_set_.put_owner(owner); });
  if (options_.retired != nullptr) {
    batch.for_each_retired_changed([&](const TokenDigest& digest, bool retired) {
      retired ? options_.retired->add(digest) : options_.retired->remove(digest);
    });
  }
  if (barrier_) tell_of_barrier();
  applied_count_.store(batch.position().value() + 1, std::memory_order_release);
  observer_.on_folded(folded_, batch.position());
  folded_.clear();
}

}  // namespace ledger::projections

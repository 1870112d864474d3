#pragma once
// The projector: one thread that reads the log, folds, writes rows and checkpoint in one batch,
// changes the hot set, and only then publishes the position. catch_up() runs it on the caller's
// thread up to the present end, before start(). What it must not pass, it stops before.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>

#include "events/log/event_log.hpp"
#include "projections/barrier_digests.hpp"
#include "projections/hot_keeper.hpp"
#include "projections/ledger_fold.hpp"
#include "projections/retired_filter.hpp"
#include "projections/token_view.hpp"
#include "projections/view_entities.hpp"

namespace ledger::projections {

/// What became of one record, for those who wait for it.
struct Folded {
  token::CommandAttempt command;
  token::Verdict verdict = token::Verdict::superseded;
  token::Position position;
};

/// Told by the projector's thread, after the rows and the hot set have the change.
class ProjectorObserver {
 public:
  virtual ~ProjectorObserver() = default;
  /// `folded`: the events of this batch, in order. `through`: everything up to it is applied. While
  /// a read model is rebuilt from nothing, `folded` is empty: nobody waits yet.
  virtual void on_folded(std::span<const Folded> folded, token::Position through) = 0;
  /// While catching up, about once a second: applied, end of the log, events per second.
  virtual void on_progress(token::Position applied, token::Position end, double per_second) = 0;
  /// The projector cannot go on (an unknown event type, a truncated log, a failing disk). `reason`
  /// says what to do. Called once; nothing is applied any more.
  virtual void on_stopped(const std::string& reason) = 0;
  /// A record was passed that is no event of this ledger. To be logged.
  virtual void on_passed(token::Position, const std::string& /*why*/) {}
  /// A barrier was folded, this node's own ones too; on_folded() of its position comes next. Not
  /// told while a read model is rebuilt from nothing.
  virtual void on_barrier(const FoldedBarrier& /*folded*/) {}
};

struct ProjectorOptions {
  std::size_t catch_up_records = 4096;  ///< per batch
  std::size_t live_records = 512;
  std::chrono::milliseconds wait{1000};               ///< for records, in one read
  std::chrono::milliseconds retry{200};               ///< between tries when the log is unavailable
  std::chrono::milliseconds unavailable_max{60'000};  ///< how long start-up bears that
  /// How long a log is asked again that says it lacks what was applied: on a log of several brokers
  /// one that was cut off from the others may say so. Meanwhile the view only ages.
  std::chrono::milliseconds doubt{0};
  /// About the memory for a batch of a rebuild from nothing, of which there are two: one is written
  /// while the next is folded. 0: ordinary batches.
  std::size_t rebuild_bytes_max = std::size_t{256} << 20;
  /// Told, while it runs in its thread, how long each batch took from having been read to being
  /// visible.
  std::function<void(std::chrono::nanoseconds)> on_batch;
  /// Kept like the hot set, where there is one; must outlive the projector.
  RetiredFilter* retired = nullptr;
  /// The node's clock, by which what expired leaves the hot set. Nothing: it stays there.
  std::function<token::Timestamp()> now;
  std::chrono::milliseconds tend_interval{1000};  ///< between looks at a part of the hot set
  std::string node;  ///< as this node's barriers name it; empty: it writes none
};

/// Records since the start, by what became of them.
struct ProjectorCounters {
  std::uint64_t applied = 0;
  std::uint64_t superseded = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t foreign = 0;
  std::uint64_t malformed = 0;
  std::uint64_t barriers = 0;
  // State digests that barriers of other nodes carried, by what came of comparing them.
  std::uint64_t digests_equal = 0;
  std::uint64_t digests_different = 0;
  std::uint64_t digests_unknown = 0;
};

/// The projector cannot go on; what() says what to do.
class ProjectorFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Projector {
 public:
  /// All of them must outlive the projector. The hot set is loaded by catch_up() or start().
  Projector(log::EventLog& log, TokenView& view, HotSet& hot_set, ProjectorObserver& observer,
            ProjectorOptions options = {});
  ~Projector();
  Projector(const Projector&) = delete;
  Projector& operator=(const Projector&) = delete;

  /// Applies everything that is in the log now. Throws ProjectorFailure or ViewFailure. Returns
  /// early after stop().
  void catch_up();
  /// Goes on in a thread of its own. on_stopped() tells of failures.
  void start();
  /// Ends and joins the thread. May be called more than once, from any thread but its own.
  void stop();

  /// Everything up to it is applied, to the rows and to the hot set.
  [[nodiscard]] std::optional<token::Position> applied() const noexcept;
  [[nodiscard]] ProjectorCounters counters() const noexcept;

 private:
  class Progress;
  void open();
  void tend_hot_set();
  void check_same_ledger();
  // Reading: an unavailable log is waited for, a shorter or another one is a ProjectorFailure.
  void read(std::size_t records_max);
  [[nodiscard]] Result<void> connect();
  [[nodiscard]] Result<void> try_read(std::size_t records_max);
  [[nodiscard]] std::optional<token::Position> end_of_log();
  template <class Attempt>
  void until_available(Attempt attempt);
  void pause(std::chrono::milliseconds time);
  // Folding.
  void decode_ahead();
  void fold_ahead();
  /// `decoded`: of each record; empty: they are decoded one by one.
  void fold_batch(std::span<const log::Record> records, std::span<log::Decoded> decoded,
                  bool commit_at_end);
  [[nodiscard]] std::optional<std::string> fold_record(const log::Record& record,
                                                       log::Decoded decoded);
  void pass(const log::Record& record, std::size_t counter, const std::string& why);
  void fold_barrier(const log::Record& record, log::Barrier barrier);
  void tell_of_barrier();
  void commit();
  void hand_over();
  void finish_writing();
  void publish(const FoldedBatch& batch);
  void finish_rebuild();
  void run();
  [[nodiscard]] bool stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }

  log::EventLog& log_;
  TokenView& view_;
  HotSet& hot_set_;
  ProjectorObserver& observer_;
  const ProjectorOptions options_;
  HotKeeper keeper_;
  std::chrono::steady_clock::time_point tended_;
  ViewEntities entities_;
  LedgerFold fold_;
  bool opened_ = false;
  bool rebuilding_ = false;
  bool serving_ = false;  // in the thread: an unavailable log is then waited for without an end
  std::vector<log::Record> records_;
  /// Read, and being decoded.
  struct Ahead {
    std::vector<log::Record> records;
    std::future<std::vector<log::Decoded>> decoded;  // ends before the records do
  };
  std::optional<Ahead> ahead_;
  std::vector<Folded> folded_;
  BarrierDigests barrier_digests_;
  std::optional<FoldedBarrier> barrier_;  // the next commit is cut behind it
  const log::Record* last_ = nullptr;     // applied and not committed yet
  log::Record last_kept_;                 // the same, when its batch is gone
  std::future<void> writing_;             // the batch that was handed over; ends before the rest

  std::mutex reader_mutex_;  // reader_ as a pointer: stop() interrupts it from another thread
  std::unique_ptr<log::EventReader> reader_;
  std::condition_variable wake_;  // with reader_mutex_
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> applied_count_{0};  // applied position + 1
  std::array<std::atomic<std::uint64_t>, 9> counters_{};
  std::mutex thread_mutex_;
  std::thread thread_;
};

}  // namespace ledger::projections

#pragma once
// What a node notices by itself and says in the log, in a thread of its own: that tokens expired,
// that they are about to, that dead secrets turn up, and that sessions are in use. Appends like
// anybody else, and never more than it has seen folded: a round begins when the records of the one
// before are applied.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "events/log/event_log.hpp"
#include "projections/token_view.hpp"
#include "services/access/session_check.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/disk_watch.hpp"
#include "services/runtime/log_clock.hpp"
#include "services/signals/clock_watch.hpp"
#include "services/signals/expiry_notices.hpp"
#include "services/signals/retired_signals.hpp"

namespace ledger::signals {

struct SignalsOptions {
  std::string ledger_id;
  std::chrono::milliseconds interval{60'000};  ///< between looks at what expires
  std::vector<std::chrono::seconds> expiry_thresholds;
  std::size_t retired_per_hour_max = 1000;   ///< events on dead secrets, of this node
  const runtime::DiskWatch* disk = nullptr;  ///< none: always room
  access::SessionCheck* sessions = nullptr;  ///< none: nobody signs in
};

class Signals {
 public:
  /// All must outlive it.
  Signals(log::EventLog& event_log, const projections::TokenView& view, const runtime::Clock& clock,
          const runtime::LogClock& log_clock, RetiredNotes& notes, SignalsOptions options);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Goes on in a thread of its own, with a first round at once.
  void start();
  /// Ends and joins the thread. Idempotent.
  void stop();

  /// One round, on the caller's thread: appends what is due. False: there is more to do, as soon as
  /// what was appended is applied. ViewFailure: what it had gathered is gathered again by the next.
  bool round();
  /// Appends what was noted of dead secrets; nothing while the records before are not applied.
  /// ViewFailure: what it had taken may be noted again.
  void tell_retired();
  /// The same of the sessions in use that the log has to know of.
  void tell_sessions();

  /// Notes of dead secrets that were not told of: too many at once, or in an hour.
  [[nodiscard]] std::uint64_t dropped() const noexcept { return retired_.dropped(); }
  /// Records handed to the log since the start.
  [[nodiscard]] std::uint64_t appended() const noexcept { return appended_; }

 private:
  struct UnderWay;
  void run();
  bool tell_expiry();
  /// Nothing is appended: it waits, as what expires does, and dead secrets in the queue of notes.
  [[nodiscard]] bool read_only() const noexcept;
  /// Whether the clock is one to tell of expiry by.
  [[nodiscard]] bool may_look();
  /// What was gathered was not appended.
  void begin_again();
  /// Whether everything that was appended is applied.
  [[nodiscard]] bool settled();
  void append(const token::Event& event);

  log::EventLog& log_;
  const projections::TokenView& view_;
  const runtime::Clock& clock_;
  const runtime::LogClock& log_clock_;
  const SignalsOptions options_;
  ClockWatch clock_watch_;
  ExpiryNotices notices_;
  RetiredSignals retired_;
  std::shared_ptr<UnderWay> under_way_;
  bool settled_ = true;
  std::optional<token::Position> settled_at_;  // when this is applied; nothing: not known yet
  std::atomic<std::uint64_t> appended_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ledger::signals

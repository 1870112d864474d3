#pragma once
// ScriptedLog: a log in memory on which a test orders what befalls appends and readers: everything
// that the harder log may do, and nothing that no log may. Any thread; one thread of its own
// reports appends, as a real log's does.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "events/log/event_log.hpp"

namespace ledger::support {

/// What becomes of one append.
enum class Fate {
  durable,
  not_written,      ///< reported so; not in the log
  unknown_written,  ///< reported as unknown; in the log
  unknown_lost,     ///< reported as unknown; not in the log
  twice,            ///< reported as durable; in the log two times
  refused,          ///< append() answers errc::overloaded
};

class ScriptedLog final : public log::EventLog {
 public:
  ScriptedLog();
  /// Drops what is held, reports what is not yet reported, then stops.
  ~ScriptedLog() override;

  [[nodiscard]] Result<void> append(std::string key, std::string value,
                                    log::OnAppended on_appended) override;
  [[nodiscard]] Result<std::unique_ptr<log::EventReader>> read_after(
      std::optional<log::Position> after) override;
  [[nodiscard]] Result<std::optional<log::Position>> end() const override;
  [[nodiscard]] std::optional<log::Position> known_end() const noexcept override;
  [[nodiscard]] bool has_other_writers() const noexcept override;
  [[nodiscard]] std::optional<log::BootTime> complete_at(log::Position applied,
                                                         log::BootTime now) const noexcept override;
  void close() override;

  // Appends. Fates are used up in order, one by each append; without any, appends are durable.
  void next(Fate fate);
  void always(Fate fate);
  /// From now on appends wait, neither in the log nor reported, until they are released.
  void hold();
  [[nodiscard]] std::size_t held() const;
  /// Returns once `count` appends are held; false if that takes longer than 10 s.
  [[nodiscard]] bool wait_held(std::size_t count) const;
  /// Lets go of the held append at `index`, counted from the oldest; `fate` takes the place of the
  /// one that it got when it came. In any order: that of their release is the log's.
  void release(std::size_t index, std::optional<Fate> fate = std::nullopt);
  /// Lets go of all in the order they came, and holds no more.
  void release();

  // Records.
  /// Puts a record of somebody else's into the log.
  log::Position inject(std::string key, std::string value);
  /// Puts the record into the log once more.
  log::Position repeat(log::Position position);
  /// Log time of the records from now on: stands still until set again. May go back.
  void set_log_time(log::Timestamp time);

  // Visibility. end() counts what is in the log, also while no reader sees it.
  /// Readers see nothing that is appended from now on.
  void hide();
  /// Readers see `count` records more; from all on, everything.
  void show(std::size_t count);
  void show();
  /// Every record is missed by one read before it is seen.
  void show_late();

  // Other writers.
  /// From now on the log is one that others write to as well. All that is in it is theirs, as what
  /// inject() and repeat() put there: for a proof, complete_at() takes only what append() is given
  /// from now on, as the harder log does.
  void share();

  // Failure.
  /// read() and end() answer errc::unavailable until told otherwise.
  void set_unavailable(bool unavailable);
  /// Replaces what complete_at() answers; an empty function: the truth.
  void set_complete_at(
      std::function<std::optional<log::BootTime>(log::Position applied)> complete_at);

  /// All records, also those that no reader sees.
  [[nodiscard]] std::vector<log::Record> records() const;

 private:
  class Reader;
  struct Pending {
    std::string key;
    std::string value;
    log::OnAppended on_appended;
    log::BootTime handed_over;
    Fate fate;
  };
  struct Stored {
    log::Record record;
    log::BootTime handed_over;
    bool own;  ///< handed to append()
  };

  // All of these want the lock held.
  void settle(Pending pending);
  log::Position store(std::string key, std::string value, log::BootTime handed_over, bool own);
  [[nodiscard]] Fate take_fate();
  [[nodiscard]] std::size_t visible() const { return visible_.value_or(stored_.size()); }
  void report();

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<Stored> stored_;
  std::optional<std::size_t> visible_;  ///< nothing: all
  std::size_t shown_late_ = 0;          ///< records that were missed once
  std::deque<Pending> held_;
  std::deque<Fate> fates_;
  Fate usual_ = Fate::durable;
  bool holding_ = false;
  bool late_ = false;
  bool shared_ = false;
  bool unavailable_ = false;
  bool stopping_ = false;
  std::optional<log::Timestamp> log_time_;
  std::function<std::optional<log::BootTime>(log::Position)> complete_at_;
  std::deque<std::function<void()>> reports_;
  std::condition_variable reporting_;
  std::thread reporter_;  ///< last: it uses everything above
};

}  // namespace ledger::support

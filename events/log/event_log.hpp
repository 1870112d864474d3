#pragma once
// EventLog: the port behind which the log lives, shaped by the harder log. Records may become
// visible late, an append's outcome may stay unknown, a record may stand in the log twice, and the
// end may move while it is read. What an append reports is never an answer to a caller: only the
// own projector's having folded the record is (R3).

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/log/errc.hpp"
#include "events/token/position.hpp"
#include "events/token/result.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::log {

using token::Position;
using token::Timestamp;

inline constexpr std::size_t record_bytes_max = 16 * 1024;

struct Record {
  Position position;
  Timestamp log_time;  ///< the log's own clock; a reader takes the running maximum
  std::string key;
  std::string value;
  friend bool operator==(const Record&, const Record&) = default;
};

enum class AppendOutcome {
  durable,      ///< in the log, and survives a crash
  not_written,  ///< certainly not in the log, and never will be
  unknown,      ///< perhaps: look for it
};

/// Called once per append, from a thread of the log's; must not block.
using OnAppended = std::function<void(AppendOutcome)>;

/// Nanoseconds of CLOCK_BOOTTIME: goes on while the machine sleeps.
using BootTime = std::chrono::nanoseconds;
[[nodiscard]] BootTime boot_time_now() noexcept;

/// One pass over the log, forward. Used by one thread; interrupt() may come from any.
class EventReader {
 public:
  virtual ~EventReader() = default;
  /// Replaces `out` by the records after the last one returned, at most `records_max`, waiting up
  /// to `wait` for the first. Empty: none came, or interrupted. errc::out_of_range,
  /// errc::unavailable.
  [[nodiscard]] virtual Result<void> read(std::vector<Record>& out, std::size_t records_max,
                                          std::chrono::milliseconds wait) = 0;
  /// Ends a read that waits, and makes the next one return at once.
  virtual void interrupt() = 0;
};

/// Records that a reader has returned, from `first` on: one at least, at most `records_max`.
using RecordsFrom =
    std::function<Result<std::vector<Record>>(Position first, std::size_t records_max)>;

class EventLog {
 public:
  virtual ~EventLog() = default;

  /// Hands a record over. An error says that it is certainly not appended, and `on_appended` is
  /// then not called: errc::overloaded, errc::record_too_large, errc::closed, errc::unavailable.
  [[nodiscard]] virtual Result<void> append(std::string key, std::string value,
                                            OnAppended on_appended) = 0;

  /// Reads from the record behind `after` (exclusive); absent: from the start.
  [[nodiscard]] virtual Result<std::unique_ptr<EventReader>> read_after(
      std::optional<Position> after) = 0;

  /// Reads records again, where the log lies on this machine; else empty, and who needs them again
  /// keeps them. From any thread, also when the log is closed.
  [[nodiscard]] virtual RecordsFrom records_from() const { return {}; }

  /// The last record's position, nothing in an empty log. May already be behind when it returns.
  [[nodiscard]] virtual Result<std::optional<Position>> end() const = 0;

  /// The last record's position as far as it is known without asking anybody, for metrics: not
  /// before what a reader has returned, not behind end(). Nothing: none is known of.
  [[nodiscard]] virtual std::optional<Position> known_end() const noexcept = 0;

  /// Whether anybody but this object may append. Only records of one's own then prove the age of a
  /// view (complete_at), and who has nothing to append writes barriers.
  [[nodiscard]] virtual bool has_other_writers() const noexcept = 0;

  /// A moment at which everything then in the log lay at or before `applied`: the view of a reader
  /// who has applied through there is at most that old. Nothing: there is no proof.
  /// `now`: boot_time_now() as the caller has just read it.
  [[nodiscard]] virtual std::optional<BootTime> complete_at(Position applied,
                                                            BootTime now) const noexcept = 0;

  /// Takes nothing more, finishes what was taken as far as it can, and returns when all of it is
  /// reported.
  virtual void close() = 0;
};

}  // namespace ledger::log

#pragma once
// The log itself as a feed: every record, losers and barriers too, as the verb `log` prints it. It
// is read again from the log, which may be on brokers and take seconds: by a thread that may wait.
// The newest records are kept for all who follow; who is further behind has a reader, which is kept
// where he will go on. Any thread, one at a time.

#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "events/log/event_log.hpp"
#include "services/feeds/feed_source.hpp"

namespace ledger::feeds {

/// The log does not give what is in it; try again.
class LogUnreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class LogSource final : public FeedSource {
 public:
  static constexpr std::size_t newest_bytes_max = std::size_t{4} << 20;
  /// Who is no further behind than that begins to follow the newest.
  static constexpr std::uint64_t gap_max = 1024;
  /// Of those who are further behind. On Kafka each is a consumer of its own.
  static constexpr std::size_t readers_max = 4;
  /// After which a reader that nobody uses is closed.
  static constexpr std::chrono::seconds idle_max{60};

  /// Both must outlive it.
  LogSource(const projections::TokenView& view, log::EventLog& event_log)
      : FeedSource(view), log_(event_log) {}

  /// Throws LogUnreadable.
  [[nodiscard]] FeedSlice read(std::optional<token::Position> after, token::Position through,
                               std::size_t count_max) const override;
  [[nodiscard]] std::string_view name() const noexcept override { return "log"; }
  /// They are told by none.
  [[nodiscard]] std::string_view type_name(std::size_t) const noexcept override { return "record"; }
  [[nodiscard]] std::string_view item_name() const noexcept override { return "record"; }
  [[nodiscard]] bool reads_the_log() const noexcept override { return true; }

  /// Now and then: closes what was not used for idle_max at `now`.
  void tend(std::chrono::steady_clock::time_point now);

 private:
  struct Place {
    std::uint64_t next = 0;  ///< what its reader gives next
    std::unique_ptr<log::EventReader> reader;
    std::chrono::steady_clock::time_point used;
  };
  [[nodiscard]] Place open(std::uint64_t first) const;
  static std::vector<FeedItem> fetch(Place& place, std::uint64_t through, std::size_t count_max);
  [[nodiscard]] bool follow_newest(std::uint64_t first, std::uint64_t through) const;
  [[nodiscard]] FeedSlice read_older(std::uint64_t first, std::uint64_t through,
                                     std::size_t count_max) const;

  log::EventLog& log_;
  mutable std::mutex mutex_;
  mutable std::optional<Place> end_;     ///< behind the last of newest_
  mutable std::deque<FeedItem> newest_;  ///< without gaps
  mutable std::size_t newest_bytes_ = 0;
  mutable std::vector<Place> older_;
};

}  // namespace ledger::feeds

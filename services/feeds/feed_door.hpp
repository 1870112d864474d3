#pragma once
// One feed over HTTP: by page, by long poll, and as server-sent events (WHATWG HTML §9.2). What it
// tells comes from the read model and the log, so any of the past is there, on every node.

#include "services/access/access.hpp"
#include "services/feeds/feed_tail.hpp"
#include "services/runtime/applied_reports.hpp"
#include "services/runtime/metrics.hpp"
#include "services/runtime/position_gate.hpp"
#include "services/runtime/scan_pool.hpp"

namespace ledger::feeds {

/// Between two events of a stream that say no more than how far it is.
inline constexpr std::chrono::seconds heartbeat_interval{15};

struct FeedOptions {
  /// One of them is needed.
  std::vector<std::string_view> scopes;
  FeedFilters filters = FeedFilters::whom;
  std::chrono::milliseconds position_wait{2'000};
  runtime::AppliedReports* reports = nullptr;  ///< of the log: who follows says it there
};

class FeedDoor {
 public:
  /// All must outlive it.
  FeedDoor(const FeedSource& source, const access::Access& access, runtime::PositionGate& gate,
           runtime::ScanPool& scans, FeedOptions options)
      : source_(source),
        access_(access),
        gate_(gate),
        scans_(scans),
        options_(std::move(options)),
        tail_(source) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

  /// Streams that are open.
  [[nodiscard]] std::uint64_t streams() const noexcept { return streams_; }

 private:
  struct Page {
    std::vector<FeedItem> items;
    token::Position last;
  };
  [[nodiscard]] bool admit(http::Exchange& exchange) const;
  /// Nothing: the caller's token is good and has a scope, now. To ask again is not to present it.
  [[nodiscard]] std::optional<http::Problem> refusal_of(const access::Caller& caller) const;
  /// What a follower says with its question; a problem: too many do.
  [[nodiscard]] std::optional<http::Problem> note_follower(const FeedQuery& query) const;
  [[nodiscard]] http::Task<void> serve(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> page(http::Exchange& exchange, FeedQuery query);
  [[nodiscard]] http::Task<void> stream(http::Exchange& exchange, FeedQuery query);
  /// Whether `after` is a position that there is; else the problem.
  [[nodiscard]] http::Task<std::optional<http::Problem>> await_position(token::Position after,
                                                                        http::Executor executor);
  /// The next items through `through`, of as many records as one turn looks at; nothing: too many
  /// read.
  [[nodiscard]] http::Task<std::optional<Page>> read(const FeedQuery& query,
                                                     token::Position through, std::size_t count_max,
                                                     http::Executor executor);
  [[nodiscard]] std::string_view page_type() const noexcept;
  void write_page(http::Response& response, const Page& page, bool more) const;
  /// Of the log: a line each. `asked`: when.
  void write_lines(http::Response& response, const Page& page, bool more,
                   std::chrono::steady_clock::time_point asked) const;
  void write_items(http::Response& response, const std::vector<FeedItem>& items) const;
  void write_heartbeat(http::Response& response, token::Position last) const;

  const FeedSource& source_;
  const access::Access& access_;
  runtime::PositionGate& gate_;
  runtime::ScanPool& scans_;
  FeedOptions options_;
  FeedTail tail_;
  std::atomic<std::uint64_t> streams_{0};
};

}  // namespace ledger::feeds

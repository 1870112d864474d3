#pragma once
// All feeds of the service.

#include "services/feeds/event_source.hpp"
#include "services/feeds/feed_door.hpp"
#include "services/feeds/log_source.hpp"
#include "services/feeds/revocation_source.hpp"

namespace ledger::feeds {

class Feeds {
 public:
  /// All must outlive it.
  Feeds(const access::Access& access, const projections::TokenView& view, log::EventLog& event_log,
        runtime::AppliedReports& reports, runtime::PositionGate& gate, runtime::ScanPool& scans,
        const std::string& ledger_id, std::chrono::milliseconds position_wait)
      : events_(view, ledger_id),
        revocations_(view),
        log_(view, event_log),
        event_door_(events_, access, gate, scans,
                    {{token::scope_audit}, FeedFilters::whom_and_type, position_wait}),
        revocation_door_(
            revocations_, access, gate, scans,
            {{token::scope_verify, token::scope_audit}, FeedFilters::whom, position_wait}),
        log_door_(log_, access, gate, log_reads_,
                  {{token::scope_audit}, FeedFilters::none, position_wait, &reports}) {}

  /// Must outlive the router.
  void add_routes(http::Router& router) {
    event_door_.add_routes(router);
    revocation_door_.add_routes(router);
    log_door_.add_routes(router);
  }
  /// Streams that are open.
  [[nodiscard]] std::uint64_t streams() const noexcept {
    return event_door_.streams() + revocation_door_.streams() + log_door_.streams();
  }
  /// Now and then.
  void tend(std::chrono::steady_clock::time_point now) { log_.tend(now); }
  /// As ScanPool::stop().
  void stop() { log_reads_.stop(); }

 private:
  EventSource events_;
  RevocationSource revocations_;
  LogSource log_;
  runtime::ScanPool log_reads_{"log reads"};
  FeedDoor event_door_;
  FeedDoor revocation_door_;
  FeedDoor log_door_;
};

}  // namespace ledger::feeds

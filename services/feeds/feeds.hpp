#pragma once
// All feeds of the service.

#include "services/feeds/event_source.hpp"
#include "services/feeds/feed_door.hpp"
#include "services/feeds/revocation_source.hpp"

namespace ledger::feeds {

class Feeds {
 public:
  /// All must outlive it.
  Feeds(const access::Access& access, const projections::TokenView& view,
        runtime::PositionGate& gate, runtime::ScanPool& scans, const std::string& ledger_id,
        std::chrono::milliseconds position_wait)
      : events_(view, ledger_id),
        revocations_(view),
        event_door_(events_, access, gate, scans, {{token::scope_audit}, true, position_wait}),
        revocation_door_(revocations_, access, gate, scans,
                         {{token::scope_verify, token::scope_audit}, false, position_wait}) {}

  /// Must outlive the router.
  void add_routes(http::Router& router) {
    event_door_.add_routes(router);
    revocation_door_.add_routes(router);
  }
  /// Streams that are open.
  [[nodiscard]] std::uint64_t streams() const noexcept {
    return event_door_.streams() + revocation_door_.streams();
  }

 private:
  EventSource events_;
  RevocationSource revocations_;
  FeedDoor event_door_;
  FeedDoor revocation_door_;
};

}  // namespace ledger::feeds

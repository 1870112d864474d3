#pragma once
// `GET /v1/stats`: the last minutes of this node in numbers, for operators.

#include "services/access/access.hpp"
#include "services/runtime/recent_numbers.hpp"

namespace ledger::tokenledger {

class StatsReading {
 public:
  /// All must outlive it.
  StatsReading(const access::Access& access, const log::EventLog& event_log,
               const runtime::Clock& clock, const runtime::Metrics& metrics)
      : access_(access), log_(event_log), clock_(clock), recent_(metrics) {}

  /// Must outlive the router.
  void add_routes(http::Router& router);
  /// Every second or so, from the start on.
  void look() { recent_.look(view_now()); }

 private:
  [[nodiscard]] http::Task<void> get(http::Exchange& exchange);
  [[nodiscard]] runtime::ViewMoment view_now() const;

  const access::Access& access_;
  const log::EventLog& log_;
  const runtime::Clock& clock_;
  runtime::RecentNumbers recent_;
};

}  // namespace ledger::tokenledger

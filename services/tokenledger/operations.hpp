#pragma once
// `/livez`, `/readyz` and `/metrics`: for who runs the service. No credentials: they name nobody.

#include <atomic>

#include "services/access/access.hpp"
#include "services/runtime/disk_watch.hpp"
#include "services/runtime/log_clock.hpp"
#include "services/runtime/metrics.hpp"

namespace ledger::tokenledger {

class Operations {
 public:
  /// All must outlive it. `serving`: false while starting and stopping.
  Operations(const access::Access& access, const runtime::LogClock& log_clock,
             const runtime::DiskWatch& disk, const runtime::Metrics& metrics,
             const std::atomic<bool>& serving)
      : access_(access), log_clock_(log_clock), disk_(disk), metrics_(metrics), serving_(serving) {}

  /// Must outlive the router.
  void add_routes(http::Router& router) const;

 private:
  void live(http::Response& response) const;
  void ready(http::Response& response) const;
  void metrics(http::Response& response) const;

  const access::Access& access_;
  const runtime::LogClock& log_clock_;
  const runtime::DiskWatch& disk_;
  const runtime::Metrics& metrics_;
  const std::atomic<bool>& serving_;
};

}  // namespace ledger::tokenledger

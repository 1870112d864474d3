#pragma once
// The whole service of one node, wired: log, read model, projector, counters, HTTP server. Owns all
// of it and writes down the order of start and shutdown. main runs one; tests run several.

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "services/runtime/clock.hpp"
#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

class LedgerService {
 public:
  /// `clock` decides about expiry and must outlive it.
  LedgerService(runtime::Settings settings, const runtime::Clock& clock);
  ~LedgerService();

  /// Opens, catches up (rebuilds where the read model is gone) and listens. Throws with a text that
  /// says what to do. False, and not listening: request_stop() was called meanwhile.
  [[nodiscard]] bool start();
  /// Waits for request_stop() or for something that ends the service; true: as asked. After a
  /// request /readyz says so, and connections are taken as long as server.drain_ms.
  [[nodiscard]] bool wait();
  /// From any thread, also while it starts. The second time: without draining.
  void request_stop();
  /// From any thread: the certificates are read again, soon.
  void request_reload();
  /// Stops accepting, finishes what was accepted, closes. Idempotent.
  void stop();

  /// A listener's bound port, after start(); 0 for a Unix socket.
  [[nodiscard]] std::uint16_t port(std::size_t listener = 0) const;
  [[nodiscard]] std::string state_digest() const;

 private:
  struct Parts;
  using Clock = std::chrono::steady_clock;
  void fail();
  /// Does what is due about once a second, until `over` (of those under the lock), a failure, or
  /// `until`.
  void tend(std::unique_lock<std::mutex>& lock, const bool& over, Clock::time_point until);

  runtime::Settings settings_;
  const runtime::Clock& clock_;
  std::unique_ptr<Parts> parts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool catching_up_ = true;  // the projector has no thread yet
  bool stop_requested_ = false;
  bool hurry_ = false;  // it was requested twice
  bool reload_requested_ = false;
  int sweeps_ = 0;
  bool failed_ = false;
};

}  // namespace ledger::tokenledger

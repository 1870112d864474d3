#pragma once
// The whole service of one node, wired: log, read model, projector, counters, HTTP server. Owns all
// of it and writes down the order of start and shutdown. main runs one; tests run several.

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
  /// Waits for request_stop() or for something that ends the service; true: as asked.
  [[nodiscard]] bool wait();
  /// From any thread, also while it starts.
  void request_stop();
  /// Stops accepting, finishes what was accepted, closes. Idempotent.
  void stop();

  /// The bound port, after start().
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string state_digest() const;

 private:
  struct Parts;
  class Observer;
  runtime::Settings settings_;
  const runtime::Clock& clock_;
  std::unique_ptr<Parts> parts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool catching_up_ = true;  // the projector has no thread yet
  bool stop_requested_ = false;
  bool failed_ = false;
};

}  // namespace ledger::tokenledger

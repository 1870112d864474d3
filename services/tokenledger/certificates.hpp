#pragma once
// The TLS certificates of all listeners: read at the start, and again when their files change, when
// it is asked for, and daily. Says in the program log what fails and what is about to expire. Of
// the room, not for others.

#include <memory>
#include <vector>

#include "services/http/tls_identities.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/metrics.hpp"
#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

class Certificates {
 public:
  /// Throws std::runtime_error with the file and what is wrong with it.
  Certificates(const std::vector<runtime::ListenSettings>& listeners, token::Timestamp now);
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  /// Null where the listener is plain.
  [[nodiscard]] http::TlsKeeper* of(std::size_t listener) const;
  /// From one thread, about once a second. Reads again what changed, or all if that is asked for.
  /// What cannot be read stays as it was, and is tried again in a minute.
  void look(token::Timestamp now, bool all);
  /// Nothing where no listener speaks TLS.
  void observe(runtime::Metrics& metrics) const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Kept {
    std::unique_ptr<http::TlsKeeper> keeper;  ///< null: plain
    Clock::time_point next_reading{};
  };
  void read_again(Kept& kept);
  void warn(token::Timestamp now) const;
  [[nodiscard]] double first_end() const;

  std::vector<Kept> kept_;
  Clock::time_point next_warning_;
  std::atomic<std::uint64_t> readings_{0};
  std::atomic<std::uint64_t> failures_{0};
};

}  // namespace ledger::tokenledger

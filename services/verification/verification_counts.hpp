#pragma once
// Counts and times what one door answers. Made before the server starts; counting allocates
// nothing, waits for nobody and writes to no line that another worker writes to.

#include <array>
#include <chrono>

#include "events/log/event_log.hpp"
#include "services/access/token_check.hpp"
#include "services/runtime/metrics.hpp"

namespace ledger::verification {

/// The findings of a check, and what a door adds to them.
enum class Outcome : std::uint8_t {
  active,
  malformed,
  unknown,
  expired,
  revoked,
  suspended,
  insufficient_scope,
  no_credentials,
  unavailable,
  invalid_question
};
inline constexpr std::size_t outcomes = 10;

[[nodiscard]] constexpr Outcome outcome_of(access::Finding finding) noexcept {
  return static_cast<Outcome>(finding);
}

class VerificationCounts {
 public:
  VerificationCounts(runtime::Metrics& metrics, std::string_view door);

  void count(Outcome outcome) const { counts_.add(static_cast<std::size_t>(outcome)); }
  void time(std::chrono::nanoseconds took) const { seconds_.add(took); }

 private:
  runtime::ThreadCounts& counts_;
  runtime::ThreadTimes& seconds_;
};

}  // namespace ledger::verification

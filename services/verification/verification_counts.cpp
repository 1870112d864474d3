#include "services/verification/verification_counts.hpp"

namespace ledger::verification {
namespace {

constexpr std::array<std::string_view, outcomes> texts{
    "active",    "malformed",          "unknown",        "expired",     "revoked",
    "suspended", "insufficient_scope", "no_credentials", "unavailable", "invalid_question"};
static_assert(texts[static_cast<std::size_t>(outcome_of(access::Finding::suspended))] ==
              access::to_text(access::Finding::suspended));

}  // namespace

VerificationCounts::VerificationCounts(runtime::Metrics& metrics, std::string_view door)
    : seconds_(metrics.verification_seconds()) {
  for (std::size_t i = 0; i < outcomes; ++i) counters_[i] = &metrics.verifications(door, texts[i]);
}

}  // namespace ledger::verification

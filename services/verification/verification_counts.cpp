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
    : counts_(metrics.verifications(door, texts)), seconds_(metrics.verification_seconds()) {}

}  // namespace ledger::verification

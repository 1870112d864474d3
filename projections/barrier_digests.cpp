#include "projections/barrier_digests.hpp"

#include <algorithm>

#include "events/token/invariant.hpp"

namespace ledger::projections {

DigestComparison BarrierDigests::compare(const log::Barrier& barrier) const {
  if (!barrier.compared || barrier.node == own_node_) return DigestComparison::none;
  const auto known = std::ranges::lower_bound(known_, barrier.compared->at, {},
                                              [](const auto& compared) { return compared.at; });
  const auto& theirs = *barrier.compared;
  const bool is_known = known != known_.end() && known->at == theirs.at &&
                        known->digest_version == theirs.digest_version;
  if (!is_known) return DigestComparison::unknown;
  return *known == theirs ? DigestComparison::equal : DigestComparison::differs;
}

void BarrierDigests::remember(log::Barrier::Compared own) {
  token::invariant(known_.empty() || known_.back().at < own.at);
  if (known_.size() == positions_max) known_.pop_front();
  known_.push_back(std::move(own));
}

}  // namespace ledger::projections

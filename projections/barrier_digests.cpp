#include "projections/barrier_digests.hpp"

#include <algorithm>

#include "events/token/invariant.hpp"

namespace ledger::projections {

DigestComparison BarrierDigests::compare(const log::Barrier& barrier) const {
  if (!barrier.compared || barrier.node == own_node_) return DigestComparison::none;
  const auto known = std::ranges::lower_bound(known_, barrier.compared->at, {},
                                              [](const auto& compared) { return compared.at; });
  if (known == known_.end() || known->at != barrier.compared->at) return DigestComparison::unknown;
  return known->state_digest == barrier.compared->state_digest ? DigestComparison::equal
                                                               : DigestComparison::differs;
}

void BarrierDigests::remember(token::Position position, std::string state_digest) {
  token::invariant(known_.empty() || known_.back().at < position);
  if (known_.size() == positions_max) known_.pop_front();
  known_.push_back({position, std::move(state_digest)});
}

}  // namespace ledger::projections

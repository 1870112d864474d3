#pragma once
// What webhooks are made with: the key of this node, by its settings. Of the room, not for others.

#include "services/runtime/descriptors.hpp"
#include "services/runtime/metrics.hpp"
#include "services/runtime/settings.hpp"
#include "services/webhooks/webhooks.hpp"

namespace ledger::tokenledger {

/// Where no webhook was registered yet, a ledger of one node has its key made. Throws
/// std::runtime_error with what to do where the key cannot be read.
[[nodiscard]] webhooks::WebhookOptions webhook_options(const runtime::Settings& settings,
                                                       const runtime::DescriptorShares& shares,
                                                       const projections::TokenView& view);

void observe_webhooks(runtime::Metrics& metrics, const webhooks::DeliveryBoard& board);

}  // namespace ledger::tokenledger

#pragma once
// What every endpoint of this counter works with. Made by main; all of it outlives the endpoints.

#include "events/token/policy.hpp"
#include "projections/token_view.hpp"
#include "services/access/access.hpp"
#include "services/issuance/command_runner.hpp"
#include "services/issuance/quotas.hpp"
#include "services/issuance/secret_memory.hpp"
#include "services/runtime/metrics.hpp"
#include "services/runtime/scan_pool.hpp"

namespace ledger::issuance {

struct Desk {
  const access::Access& access;
  const projections::TokenView& view;
  CommandRunner& runner;
  SecretMemory& secrets;
  Quotas& quotas;
  const token::Policy& policy;
  const runtime::Clock& clock;
  runtime::Metrics& metrics;
  runtime::ScanPool& scans;
};

}  // namespace ledger::issuance

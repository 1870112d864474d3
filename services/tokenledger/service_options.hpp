#pragma once
// From the settings to what each part of the service is made with. Of the room, not for others.

#include "projections/projector.hpp"
#include "services/http/server.hpp"
#include "services/runtime/applied_reports.hpp"
#include "services/runtime/barriers.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/descriptors.hpp"
#include "services/runtime/disk_watch.hpp"
#include "services/runtime/metrics.hpp"
#include "services/runtime/settings.hpp"
#include "services/tokenledger/certificates.hpp"

namespace ledger::tokenledger {

/// Of the limit as it is now. Throws where it is too small; says so in the program log where fewer
/// connections are taken than the settings allow.
[[nodiscard]] runtime::DescriptorShares descriptor_shares(const runtime::Settings& settings);

[[nodiscard]] runtime::DiskWatch::Options disk_options(const runtime::Settings& settings);

/// A failed write of the read model is tried again while `serving`; `disk` hears of it.
[[nodiscard]] projections::ViewOptions view_options(const runtime::Settings& settings,
                                                    const runtime::DescriptorShares& shares,
                                                    runtime::DiskWatch& disk,
                                                    const std::atomic<bool>& serving,
                                                    const log::EventLog& log);

[[nodiscard]] projections::ProjectorOptions projector_options(const runtime::Settings& settings,
                                                              projections::RetiredFilter& retired,
                                                              const runtime::Clock& clock,
                                                              const std::string& node,
                                                              runtime::Metrics& metrics);

/// `reports` must outlive the barriers.
[[nodiscard]] runtime::Barriers::Options barrier_options(const runtime::Settings& settings,
                                                         const runtime::AppliedReports& reports);

/// Each listener with its own part of the connections that there may be.
[[nodiscard]] http::Server::Options server_options(const runtime::Settings& settings,
                                                   const runtime::DescriptorShares& shares,
                                                   const Certificates& certificates,
                                                   http::Sight& sight);

}  // namespace ledger::tokenledger

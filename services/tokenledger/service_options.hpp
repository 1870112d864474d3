#pragma once
// From the settings to what each part of the service is made with. Of the room, not for others.

#include "projections/projector.hpp"
#include "services/http/server.hpp"
#include "services/runtime/barriers.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/metrics.hpp"
#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

[[nodiscard]] projections::ViewOptions view_options(const runtime::Settings& settings);

[[nodiscard]] projections::ProjectorOptions projector_options(const runtime::Settings& settings,
                                                              projections::RetiredFilter& retired,
                                                              const runtime::Clock& clock,
                                                              const std::string& node,
                                                              runtime::Metrics& metrics);

[[nodiscard]] runtime::Barriers::Options barrier_options(const runtime::Settings& settings);

/// Raises the limit of open files, and warns where it allows fewer connections than the settings.
[[nodiscard]] http::Server::Options server_options(const runtime::Settings& settings);

}  // namespace ledger::tokenledger

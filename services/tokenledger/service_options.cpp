#include "services/tokenledger/service_options.hpp"

#include <algorithm>
#include <sched.h>

#include "services/runtime/descriptors.hpp"
#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"

namespace ledger::tokenledger {
namespace {

/// The cores that this process may run on, which may be fewer than the machine has.
unsigned usable_cores() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
}

}  // namespace

projections::ViewOptions view_options(const runtime::Settings& settings) {
  projections::ViewOptions options;
  options.block_cache_bytes = settings.block_cache_bytes;
  return options;
}

projections::ProjectorOptions projector_options(const runtime::Settings& settings,
                                                projections::RetiredFilter& retired,
                                                const runtime::Clock& clock,
                                                const std::string& node,
                                                runtime::Metrics& metrics) {
  projections::ProjectorOptions options;
  options.on_batch = [&metrics](std::chrono::nanoseconds time) {
    metrics.fold_seconds().Observe(std::chrono::duration<double>(time).count());
  };
  options.retired = &retired;
  options.now = [&clock] { return clock.now(); };
  options.node = node;
  if (settings.kafka) options.doubt = settings.view_age_max;  // by then nobody is served anyway
  return options;
}

runtime::Barriers::Options barrier_options(const runtime::Settings& settings) {
  return {token::to_hex(runtime::random_bytes<16>()), runtime::host_name(),
          runtime::barrier_interval_of(settings)};
}

http::Server::Options server_options(const runtime::Settings& settings) {
  const auto listen = runtime::parse_listen(settings.listen);
  auto limits = settings.http;
  const auto within = runtime::connections_within(runtime::raise_descriptor_limit());
  if (within < limits.connections_max) {
    runtime::log_line(runtime::Level::warning,
                      "fewer connections than http.connections_max: raise `ulimit -n`",
                      {{"connections", within}});
    limits.connections_max = within;
  }
  return {listen.host, listen.port, settings.threads == 0 ? usable_cores() : settings.threads,
          limits};
}

}  // namespace ledger::tokenledger

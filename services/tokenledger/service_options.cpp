#include "services/tokenledger/service_options.hpp"

#include <algorithm>
#include <sched.h>
#include <thread>

#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"

namespace ledger::tokenledger {
namespace {

/// Between tries to write the read model.
constexpr std::chrono::milliseconds write_pause{200};
/// What the write buffers of the three databases become when they are flushed, and once more for a
/// compaction that has its result beside what it came from.
constexpr std::uint64_t flush_bytes = std::uint64_t{64 + 64 + 4} << 20;
constexpr std::uint64_t compaction_bytes = flush_bytes;

/// The cores that this process may run on, which may be fewer than the machine has.
unsigned usable_cores() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
}

unsigned threads_of(const runtime::Settings& settings) {
  return settings.threads == 0 ? usable_cores() : settings.threads;
}

std::size_t connections_wanted(const runtime::Settings& settings,
                               const runtime::ListenSettings& listener) {
  return listener.connections_max.value_or(settings.http.connections_max);
}

std::size_t connections_wanted(const runtime::Settings& settings) {
  std::size_t sum = 0;
  for (const auto& listener : runtime::listeners_of(settings)) {
    sum += connections_wanted(settings, listener);
  }
  return sum;
}

http::Listener listener_of(const runtime::ListenSettings& settings) {
  http::Listener listener;
  if (settings.unix_path.empty()) {
    const auto address = runtime::parse_listen(settings.address);
    listener.host = address.host;
    listener.port = address.port;
  } else {
    listener.unix_socket = {settings.unix_path, settings.mode, settings.owner};
  }
  listener.roles = settings.roles;
  return listener;
}

}  // namespace

runtime::DescriptorShares descriptor_shares(const runtime::Settings& settings) {
  runtime::DescriptorWish wish;
  wish.limit = runtime::descriptor_limit();
  wish.in_use = runtime::descriptors_in_use();
  wish.threads = threads_of(settings);
  wish.kafka = settings.kafka.has_value();
  wish.listeners = runtime::listeners_of(settings).size();
  wish.connections_max = connections_wanted(settings);
  const auto shares = runtime::share_descriptors(wish);
  if (shares.connections_max < wish.connections_max) {
    runtime::log_line(runtime::Level::warning,
                      "fewer connections than connections_max: the limit of open files is low",
                      {{"connections_max", std::uint64_t{shares.connections_max}},
                       {"open_files_max", std::uint64_t{wish.limit}}});
  }
  return shares;
}

runtime::DiskWatch::Options disk_options(const runtime::Settings& settings) {
  runtime::DiskWatch::Options options;
  options.directory = settings.data;
  options.free_bytes_min = settings.disk_free_bytes_min;
  options.needed = flush_bytes + compaction_bytes;
  return options;
}

projections::ViewOptions view_options(const runtime::Settings& settings,
                                      const runtime::DescriptorShares& shares,
                                      runtime::DiskWatch& disk, const std::atomic<bool>& serving,
                                      const log::EventLog& log) {
  projections::ViewOptions options;
  options.records_from = log.records_from();
  options.block_cache_bytes = settings.block_cache_bytes;
  options.files_max = shares.view_files;
  options.on_write_failed = [&disk, &serving](const std::string& reason) {
    // While it starts or stops nobody is verified for whom it would be worth waiting.
    if (!serving) return false;
    disk.view_failed(reason);
    std::this_thread::sleep_for(write_pause);
    return serving.load();
  };
  options.on_written_again = [&disk] { disk.view_written(); };
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
  if (settings.kafka || settings.follow)
    options.doubt = settings.view_age_max;  // by then nobody is served anyway
  return options;
}

runtime::Barriers::Options barrier_options(const runtime::Settings& settings,
                                           const runtime::AppliedReports& reports) {
  return {token::to_hex(runtime::random_bytes<16>()), runtime::host_name(),
          runtime::barrier_interval_of(settings),
          [&reports] { return reports.followers(log::boot_time_now()); }};
}

http::Server::Options server_options(const runtime::Settings& settings,
                                     const runtime::DescriptorShares& shares,
                                     const Certificates& certificates, http::Sight& sight) {
  http::Server::Options options;
  options.sight = &sight;
  options.threads = threads_of(settings);
  options.limits = settings.http;
  options.limits.refused_max = shares.refused_max;
  options.listeners.clear();
  const std::size_t wanted = connections_wanted(settings);
  for (const auto& section : runtime::listeners_of(settings)) {
    auto listener = listener_of(section);
    const std::size_t part = connections_wanted(settings, section);
    listener.connections_max = std::max<std::size_t>(1, part * shares.connections_max / wanted);
    listener.tls = certificates.of(options.listeners.size());
    options.listeners.push_back(std::move(listener));
  }
  return options;
}

}  // namespace ledger::tokenledger

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

}  // namespace

runtime::DescriptorShares descriptor_shares(const runtime::Settings& settings) {
  runtime::DescriptorWish wish;
  wish.limit = runtime::descriptor_limit();
  wish.in_use = runtime::descriptors_in_use();
  wish.threads = threads_of(settings);
  wish.kafka = settings.kafka.has_value();
  wish.connections_max = settings.http.connections_max;
  const auto shares = runtime::share_descriptors(wish);
  if (shares.connections_max < wish.connections_max) {
    runtime::log_line(runtime::Level::warning,
                      "fewer connections than http.connections_max: the limit of open files is low",
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
  options.record_at = log.record_at();
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
  if (settings.kafka) options.doubt = settings.view_age_max;  // by then nobody is served anyway
  return options;
}

runtime::Barriers::Options barrier_options(const runtime::Settings& settings) {
  return {token::to_hex(runtime::random_bytes<16>()), runtime::host_name(),
          runtime::barrier_interval_of(settings)};
}

http::Server::Options server_options(const runtime::Settings& settings,
                                     const runtime::DescriptorShares& shares) {
  const auto listen = runtime::parse_listen(settings.listen);
  auto limits = settings.http;
  limits.connections_max = shares.connections_max;
  limits.refused_max = shares.refused_max;
  return {listen.host, listen.port, threads_of(settings), limits};
}

}  // namespace ledger::tokenledger

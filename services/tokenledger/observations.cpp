#include "services/tokenledger/observations.hpp"

#include "services/runtime/log_sink.hpp"

namespace ledger::tokenledger {

void observe_records(runtime::Metrics& metrics, const projections::Projector& projector) {
  using Counters = projections::ProjectorCounters;
  const auto add = [&](const char* name, const char* help, std::uint64_t Counters::* field) {
    metrics.observe_total(name, help, [&projector, field] {
      return static_cast<double>(projector.counters().*field);
    });
  };
  add("tokenledger_records_applied_total", "Records accepted since start", &Counters::applied);
  add("tokenledger_records_superseded_total", "Records that lost since start",
      &Counters::superseded);
  add("tokenledger_records_duplicate_total", "Records of commands already decided, since start",
      &Counters::duplicate);
  add("tokenledger_records_foreign_total", "Records of others since start", &Counters::foreign);
  add("tokenledger_records_malformed_total", "Malformed records since start", &Counters::malformed);
  add("tokenledger_records_barrier_total", "Barriers of all nodes folded since start",
      &Counters::barriers);
}

void observe_barriers(runtime::Metrics& metrics, const runtime::Barriers& barriers,
                      const runtime::LogClock& log_clock, const projections::Projector& projector) {
  const auto add = [&](const char* name, const char* help, auto value) {
    metrics.observe_total(name, help, [value] { return static_cast<double>(value()); });
  };
  add("tokenledger_barriers_total", "Barriers of this node handed to the log since start",
      [&barriers] { return barriers.appended(); });
  add("tokenledger_barriers_skipped_total",
      "Barriers not written in time, for the one before was not reported, since start",
      [&barriers] { return barriers.skipped(); });
  add("tokenledger_state_digests_compared_total",
      "State digests of other nodes held against this node's since start", [&projector] {
        const auto counters = projector.counters();
        return counters.digests_equal + counters.digests_different;
      });
  add("tokenledger_state_digest_mismatches_total",
      "State digests of other nodes that were not this node's, since start",
      [&projector] { return projector.counters().digests_different; });
  add("tokenledger_state_digests_unknown_total",
      "State digests of other nodes at positions at which this node knows none, since start",
      [&projector] { return projector.counters().digests_unknown; });
  metrics.observe(
      "tokenledger_clock_offset_seconds",
      "This node's clock ahead of the log's, at least; 0 on a log of one node",
      [&log_clock] { return std::chrono::duration<double>(log_clock.offset()).count(); });
}

void observe_kafka(runtime::Metrics& metrics, const kafka::KafkaLog& log) {
  metrics.observe("tokenledger_kafka_queue_records",
                  "Records handed to librdkafka and not yet reported",
                  [&log] { return static_cast<double>(log.producer().queued()); });
  const auto add = [&](const char* name, const char* help, auto value) {
    metrics.observe_total(name, help, [value] { return static_cast<double>(value()); });
  };
  add("tokenledger_kafka_fatal_errors_total", "Producers that were replaced since start",
      [&log] { return log.producer().fatal_errors(); });
  add("tokenledger_kafka_disconnects_total", "Connections to brokers that failed since start",
      [&log] { return log.producer().disconnects(); });
  add("tokenledger_kafka_readers_total",
      "Readers opened since start: some at the start, and one after each lost connection",
      [&log] { return log.readers_opened(); });
}

void observe_disk(runtime::Metrics& metrics, const runtime::DiskWatch& disk) {
  metrics.observe("tokenledger_disk_free_bytes", "Free space on the disk of the data directory",
                  [&disk] { return static_cast<double>(disk.free_bytes()); });
  metrics.observe("tokenledger_disk_free_bytes_min", "Below it commands are refused",
                  [&disk] { return static_cast<double>(disk.mark()); });
  metrics.observe("tokenledger_read_only", "1 while commands are refused for want of disk",
                  [&disk] { return disk.read_only() ? 1.0 : 0.0; });
  metrics.observe_total("tokenledger_view_writes_failed_total",
                        "Writes of the read model that failed and were tried again, since start",
                        [&disk] { return static_cast<double>(disk.view_failures()); });
}

void observe_failures(runtime::Metrics& metrics, const access::FailedCredentials& failures) {
  metrics.observe_total("tokenledger_failed_credentials_total",
                        "Callers whose token was not good, since start",
                        [&failures] { return static_cast<double>(failures.seen()); });
  metrics.observe_total("tokenledger_failed_credentials_limited_total",
                        "Those of them that were answered 429, since start",
                        [&failures] { return static_cast<double>(failures.limited()); });
}

void observe_memory(runtime::Metrics& metrics, const projections::HotSet& hot,
                    const projections::RetiredFilter& retired) {
  metrics.observe("tokenledger_hot_set_digests", "Living digests in memory",
                  [&hot] { return static_cast<double>(hot.size()); });
  metrics.observe("tokenledger_hot_set_bytes", "Memory of the hot set",
                  [&hot] { return static_cast<double>(hot.bytes()); });
  metrics.observe("tokenledger_hot_set_whole", "1: all that may be active is in the hot set",
                  [&hot] { return hot.whole() ? 1.0 : 0.0; });
  metrics.observe("tokenledger_retired_digests", "Retired digests in memory",
                  [&retired] { return static_cast<double>(retired.size()); });
  metrics.observe("tokenledger_retired_bytes", "Memory of the retired digests",
                  [&retired] { return static_cast<double>(retired.bytes()); });
}

void observe_requests(runtime::Metrics& metrics, const runtime::RequestSight& sight) {
  metrics.collect_from([&sight] { return sight.collect(); });
  metrics.observe_total("tokenledger_log_lines_dropped_total",
                        "Lines of the program's log that nobody took, since start",
                        [] { return static_cast<double>(runtime::log_sink().dropped()); });
}

void observe_server(runtime::Metrics& metrics, const http::Server& server) {
  const auto& counts = server.counts();
  const auto add = [&](const char* name, const char* help,
                       const std::atomic<std::uint64_t>& count) {
    metrics.observe_total(name, help, [&count] { return static_cast<double>(count.load()); });
  };
  add("tokenledger_http_connections_accepted_total", "Connections accepted since start",
      counts.connections_accepted);
  add("tokenledger_http_connections_refused_total", "Connections over the limit since start",
      counts.connections_refused);
  add("tokenledger_http_connections_displaced_total",
      "Idle connections closed for new ones since start", counts.connections_displaced);
  add("tokenledger_http_accepts_failed_total",
      "Connections not accepted for want of descriptors or memory, since start",
      counts.accepts_failed);
  add("tokenledger_tls_handshakes_total", "TLS handshakes since start", counts.tls_handshakes);
  add("tokenledger_tls_handshakes_failed_total",
      "TLS handshakes that failed or were given up, since start", counts.tls_handshakes_failed);
  add("tokenledger_http_timeouts_total", "Connections ended by a time limit since start",
      counts.timeouts);
  metrics.observe("tokenledger_http_connections", "Open connections",
                  [&counts] { return static_cast<double>(counts.connections_open.load()); });
}

}  // namespace ledger::tokenledger

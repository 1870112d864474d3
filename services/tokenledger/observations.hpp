#pragma once
// What parts of the service count by themselves, as metrics: read at each scrape.

#include "events/kafka/kafka_log.hpp"
#include "projections/projector.hpp"
#include "services/access/failed_credentials.hpp"
#include "services/http/server.hpp"
#include "services/runtime/barriers.hpp"
#include "services/runtime/disk_watch.hpp"
#include "services/runtime/metrics.hpp"
#include "services/runtime/request_sight.hpp"

namespace ledger::tokenledger {

// What is observed must outlive the metrics' last scrape.
void observe_records(runtime::Metrics& metrics, const projections::Projector& projector);
void observe_barriers(runtime::Metrics& metrics, const runtime::Barriers& barriers,
                      const runtime::LogClock& log_clock, const projections::Projector& projector);
void observe_kafka(runtime::Metrics& metrics, const kafka::KafkaLog& log);
void observe_disk(runtime::Metrics& metrics, const runtime::DiskWatch& disk);
void observe_failures(runtime::Metrics& metrics, const access::FailedCredentials& failures);
void observe_memory(runtime::Metrics& metrics, const projections::HotSet& hot,
                    const projections::RetiredFilter& retired);
/// And what the program's log has dropped.
void observe_requests(runtime::Metrics& metrics, const runtime::RequestSight& sight);
void observe_server(runtime::Metrics& metrics, const http::Server& server);

}  // namespace ledger::tokenledger

#include "events/kafka/topic_writer.hpp"

#include "events/kafka/message_fields.hpp"

namespace ledger::kafka {
namespace {

constexpr int serve_ms = 100;
constexpr int flush_ms = 120'000;

/// Counts what is not acknowledged.
void on_report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto& unacknowledged = *static_cast<std::size_t*>(message->_private);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) --unacknowledged;
}

Conf writer_conf(const ClientOptions& options, Listener& listener) {
  auto conf = make_conf(options, listener,
                        {{"enable.idempotence", "true"}, {"acks", "all"}, {"linger.ms", "5"}});
  rd_kafka_conf_set_dr_msg_cb(conf.get(), on_report);
  return conf;
}

/// False: librdkafka does not take it.
bool hand_over(rd_kafka_t* client, rd_kafka_topic_t* topic, const log::Record& record,
               std::size_t& unacknowledged) {
  const auto names = log::names_of(record.value);
  MessageFields fields{to_topic(topic),
                       to_partition(),
                       copied(),
                       with_opaque(&unacknowledged),
                       with_timestamp(record.log_time),
                       with_bytes(RD_KAFKA_VTYPE_KEY, record.key),
                       with_bytes(RD_KAFKA_VTYPE_VALUE, record.value)};
  add_names(fields, names);
  while (true) {
    rd_kafka_error_t* const error = rd_kafka_produceva(client, fields.data(), fields.size());
    if (error == nullptr) return true;
    const auto code = rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
    rd_kafka_poll(client, serve_ms);
  }
}

}  // namespace

TopicWriter::TopicWriter(const ClientOptions& options)
    : listener_{options.on_note, {}},
      client_(make_client(RD_KAFKA_PRODUCER, writer_conf(options, listener_))),
      topic_(open_topic(client_.get(), options.topic)) {}

Result<void> TopicWriter::append(const std::vector<log::Record>& records) {
  std::size_t unacknowledged = records.size();
  for (const auto& record : records) {
    if (!hand_over(client_.get(), topic_.get(), record, unacknowledged)) break;
  }
  rd_kafka_flush(client_.get(), flush_ms);
  // The reports count in this frame: none may come later.
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(client_.get()) > 0) rd_kafka_poll(client_.get(), serve_ms);
  if (unacknowledged > 0) return log::make_error_code(log::errc::unavailable);
  return {};
}

}  // namespace ledger::kafka

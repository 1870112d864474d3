#include "events/kafka/producer.hpp"

#include <array>

#include "events/kafka/message_fields.hpp"

namespace ledger::kafka {
namespace {

constexpr int serve_ms = 100;
constexpr int ask_ms = 3000;

/// Only what librdkafka itself gave up before it was ever sent is certainly absent: a broker's
/// refusal may be that of a second try, behind a first one that was written.
log::AppendOutcome outcome_of(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) return log::AppendOutcome::durable;
  const bool never_sent = rd_kafka_message_status(&message) == RD_KAFKA_MSG_STATUS_NOT_PERSISTED &&
                          (message.err == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT ||
                           message.err == RD_KAFKA_RESP_ERR__PURGE_QUEUE);
  return never_sent ? log::AppendOutcome::not_written : log::AppendOutcome::unknown;
}

log::errc refusal_of(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
      return log::errc::overloaded;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      return log::errc::record_too_large;
    default:
      return log::errc::unavailable;
  }
}

struct DestroyList {
  void operator()(rd_kafka_topic_partition_list_t* list) const noexcept {
    rd_kafka_topic_partition_list_destroy(list);
  }
};

}  // namespace

Producer::Producer(ProducerOptions options)
    : options_(std::move(options)),
      listener_{options_.client.on_note,
                [this](rd_kafka_resp_err_t error, std::string_view) { on_error(error); }} {
  current_ = make();
  thread_ = std::thread([this] { run(); });
}

Producer::~Producer() { close(); }

std::shared_ptr<Producer::Handle> Producer::make() {
  const auto queue_max = std::to_string(options_.queue_records_max);
  const auto give_up = std::to_string(options_.give_up_after.count());
  auto conf = make_conf(options_.client, listener_,
                        {{"enable.idempotence", "true"},
                         {"acks", "all"},
                         {"linger.ms", "0"},
                         {"request.timeout.ms", "5000"},
                         {"queue.buffering.max.messages", queue_max.c_str()},
                         {"message.timeout.ms", give_up.c_str()}});
  rd_kafka_conf_set_dr_msg_cb(conf.get(), on_report);
  auto handle = std::make_shared<Handle>();
  handle->client = make_client(RD_KAFKA_PRODUCER, std::move(conf));
  handle->topic = open_topic(handle->client.get(), options_.client.topic);
  if (options_.on_made) options_.on_made(handle->client.get());
  return handle;
}

std::shared_ptr<Producer::Handle> Producer::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

Result<void> Producer::append(const std::string& key, const std::string& value,
                              log::OnAppended on_appended) {
  std::shared_ptr<Handle> handle;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return log::make_error_code(log::errc::closed);
    handle = current_;
    ++queued_;  // before closed_ can be set: close() waits for it
  }
  const auto now = log::boot_time_now();
  const auto origin = encode_origin(options_.node, now);
  auto pending = std::make_unique<Pending>(Pending{*this, std::move(on_appended), now});
  const std::array fields{to_topic(handle->topic.get()),
                          to_partition(),
                          copied(),
                          with_opaque(pending.get()),
                          with_bytes(RD_KAFKA_VTYPE_KEY, key),
                          with_bytes(RD_KAFKA_VTYPE_VALUE, value),
                          with_content_type(),
                          with_header(origin_header, origin.data(), origin.size())};
  rd_kafka_error_t* const error =
      rd_kafka_produceva(handle->client.get(), fields.data(), fields.size());
  if (error == nullptr) {
    static_cast<void>(pending.release());  // on_report()'s
    return {};
  }
  const auto refusal = refusal_of(rd_kafka_error_code(error));
  rd_kafka_error_destroy(error);
  --queued_;
  return log::make_error_code(refusal);
}

void Producer::on_report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const std::unique_ptr<Pending> pending(static_cast<Pending*>(message->_private));
  auto& producer = pending->producer;
  const auto outcome = outcome_of(*message);
  if (outcome == log::AppendOutcome::durable && producer.options_.on_acknowledged) {
    producer.options_.on_acknowledged(log::boot_time_now() - pending->handed_over);
  }
  if (pending->on_appended) pending->on_appended(outcome);
  --producer.queued_;
}

void Producer::on_error(rd_kafka_resp_err_t error) {
  if (error == RD_KAFKA_RESP_ERR__FATAL) fatal_ = true;
  if (error == RD_KAFKA_RESP_ERR__TRANSPORT) ++disconnects_;
}

void Producer::run() {
  while (!ending_) {
    rd_kafka_poll(current()->client.get(), serve_ms);
    if (fatal_.exchange(false)) replace();
  }
}

/// The new one first, so that append() finds it while the old one is settled.
void Producer::replace() {
  ++fatal_errors_;
  if (options_.client.on_note) {
    options_.client.on_note(false, "the producer met a fatal error and is replaced");
  }
  auto old = make();
  {
    const std::lock_guard lock(mutex_);
    std::swap(old, current_);
  }
  // An append() that still holds the old one is refused by it.
  settle(*old);
  fatal_ = false;  // the old one may have said it again, and the new one was not served yet
}

/// Reports all that is under way as it stands.
void Producer::settle(Handle& handle) {
  rd_kafka_purge(handle.client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(handle.client.get()) > 0) rd_kafka_poll(handle.client.get(), serve_ms);
}

void Producer::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  if (!thread_.joinable()) return;
  rd_kafka_flush(current()->client.get(), static_cast<int>(options_.close_wait.count()));
  ending_ = true;
  thread_.join();
  while (queued_ > 0) settle(*current_);  // also what an append() under way has yet to add
}

Result<Watermarks> Producer::watermarks() const {
  const auto low = ask(RD_KAFKA_OFFSET_BEGINNING);
  if (!low) return low.error();
  const auto high = ask(RD_KAFKA_OFFSET_END);
  if (!high) return high.error();
  return Watermarks{*low, *high};
}

Result<std::int64_t> Producer::high_watermark() const { return ask(RD_KAFKA_OFFSET_END); }

/// rd_kafka_query_watermark_offsets() waits as long as a hung broker likes; this one keeps its
/// time, and Kafka takes the two ends of a partition for times.
Result<std::int64_t> Producer::ask(std::int64_t which) const {
  const auto handle = current();
  const std::unique_ptr<rd_kafka_topic_partition_list_t, DestroyList> list(
      rd_kafka_topic_partition_list_new(1));
  auto* const asked =
      rd_kafka_topic_partition_list_add(list.get(), options_.client.topic.c_str(), partition);
  asked->offset = which;
  const auto error = rd_kafka_offsets_for_times(handle->client.get(), list.get(), ask_ms);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR || asked->err != RD_KAFKA_RESP_ERR_NO_ERROR ||
      asked->offset < 0) {
    return log::make_error_code(log::errc::unavailable);
  }
  return asked->offset;
}

}  // namespace ledger::kafka

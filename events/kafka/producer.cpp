#include "events/kafka/producer.hpp"

#include <stdexcept>
#include <utility>

#include "events/kafka/message_fields.hpp"

namespace ledger::kafka {
namespace {

constexpr int serve_ms = 100;
constexpr int ask_ms = 3000;
/// Between two replacements, for an error that comes at once again.
constexpr std::chrono::seconds replace_pause{1};

/// A report of failure never says that a record is absent. That it was "not persisted" is said of
/// one, too, whose first try a broker took and then answered with "not the leader", and whose
/// second was given up (librdkafka 2.0.2); the new leader may have it.
log::AppendOutcome outcome_of(const rd_kafka_message_t& message) {
  return message.err == RD_KAFKA_RESP_ERR_NO_ERROR ? log::AppendOutcome::durable
                                                   : log::AppendOutcome::unknown;
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
  auto pending = std::make_unique<Pending>(Pending{*this, std::move(on_appended)});
  const std::lock_guard lock(mutex_);
  if (closed_) return log::make_error_code(log::errc::closed);
  if (queued_ >= options_.queue_records_max) return log::make_error_code(log::errc::overloaded);
  ++queued_;
  // More at once would gain nothing: an idempotent producer has five requests under way at most,
  // and beyond them the thread of librdkafka (2.0.2) that serves the broker spins for an answer.
  if (under_way_ > 0) {
    held_.push_back({key, value, std::move(pending)});
    return {};
  }
  const auto refusal = hand_over(key, value, pending);
  if (!refusal) return {};
  --queued_;
  return log::make_error_code(*refusal);
}

/// Takes `pending` over where there is no refusal. With mutex_.
std::optional<log::errc> Producer::hand_over(const std::string& key, const std::string& value,
                                             std::unique_ptr<Pending>& pending) {
  pending->handed_over = log::boot_time_now();
  const auto origin = encode_origin(options_.node, pending->handed_over);
  const auto names = log::names_of(value);
  MessageFields fields{to_topic(current_->topic.get()),
                       to_partition(),
                       copied(),
                       with_opaque(pending.get()),
                       with_bytes(RD_KAFKA_VTYPE_KEY, key),
                       with_bytes(RD_KAFKA_VTYPE_VALUE, value),
                       with_header(origin_header, origin.data(), origin.size())};
  add_names(fields, names);
  rd_kafka_error_t* const error =
      rd_kafka_produceva(current_->client.get(), fields.data(), fields.size());
  if (error == nullptr) {
    static_cast<void>(pending.release());  // on_report()'s
    ++under_way_;
    return std::nullopt;
  }
  const auto refusal = refusal_of(rd_kafka_error_code(error));
  rd_kafka_error_destroy(error);
  return refusal;
}

/// One record is reported. After the last one of its burst goes what was held; what librdkafka did
/// not take of it is returned.
std::vector<Producer::Held> Producer::next_burst() {
  std::vector<Held> refused;
  const std::lock_guard lock(mutex_);
  if (--under_way_ > 0) return refused;
  for (auto& record : std::exchange(held_, {})) {
    if (hand_over(record.key, record.value, record.pending)) refused.push_back(std::move(record));
  }
  return refused;
}

/// Of what never left.
void Producer::give_back(std::vector<Held> held) {
  for (auto& record : held) {
    if (record.pending->on_appended) record.pending->on_appended(log::AppendOutcome::not_written);
    --queued_;
  }
}

void Producer::on_report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const std::unique_ptr<Pending> pending(static_cast<Pending*>(message->_private));
  auto& producer = pending->producer;
  const auto outcome = outcome_of(*message);
  if (outcome == log::AppendOutcome::durable && producer.options_.on_acknowledged) {
    producer.options_.on_acknowledged(log::boot_time_now() - pending->handed_over);
  }
  producer.give_back(producer.next_burst());
  if (pending->on_appended) pending->on_appended(outcome);
  --producer.queued_;
}

void Producer::on_error(rd_kafka_resp_err_t error) {
  if (error == RD_KAFKA_RESP_ERR__FATAL) fatal_ = true;
  if (error == RD_KAFKA_RESP_ERR__TRANSPORT) ++disconnects_;
}

void Producer::run() {
  using Steady = std::chrono::steady_clock;
  auto next = Steady::now();
  while (!ending_) {
    rd_kafka_poll(current()->client.get(), serve_ms);
    if (!fatal_ || Steady::now() < next) continue;
    next = Steady::now() + replace_pause;
    replace();
  }
}

/// The new one first, so that append() finds it while the old one is settled.
void Producer::replace() {
  ++fatal_errors_;
  if (options_.client.on_note) {
    options_.client.on_note(false, "the producer met a fatal error and is replaced");
  }
  std::shared_ptr<Handle> old;
  try {
    old = make();
  } catch (const std::runtime_error&) {
    return;  // no thread or no memory is left just now: again after the pause
  }
  {
    const std::lock_guard lock(mutex_);
    std::swap(old, current_);
  }
  // With the last report of the old one goes what was held, to the new one.
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
  std::vector<Held> held;
  {
    const std::lock_guard lock(mutex_);
    held.swap(held_);
  }
  give_back(std::move(held));
  while (queued_ > 0) settle(*current_);
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

#include "events/kafka/partition_reader.hpp"

#include <array>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

#include "events/kafka/message_fields.hpp"

namespace ledger::kafka {
namespace {

constexpr std::size_t messages_max = 4096;
constexpr std::uint64_t one = 1;

struct DestroyMessage {
  void operator()(rd_kafka_message_t* message) const noexcept { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, DestroyMessage>;

std::string text_of(const void* bytes, std::size_t size) {
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

std::optional<log::BootTime> own_hand_over(const rd_kafka_message_t& message,
                                           const NodeMark& node) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, origin_header, &value, &size) !=
          RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  return kafka::own_hand_over({static_cast<const std::uint8_t*>(value), size}, node);
}

log::Record record_of(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t ignored = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const auto time = rd_kafka_message_timestamp(&message, &ignored);
  return {log::Position(static_cast<std::uint64_t>(message.offset)),
          log::Timestamp(std::chrono::milliseconds(time)), text_of(message.key, message.key_len),
          text_of(message.payload, message.len)};
}

Conf reader_conf(const ClientOptions& options, Listener& listener) {
  return make_conf(options, listener,
                   {{"group.id", "tokenledger"},  // joined by nobody
                    {"enable.auto.commit", "false"},
                    {"enable.auto.offset.store", "false"},
                    {"auto.offset.reset", "error"},
                    {"enable.partition.eof", "true"},
                    {"check.crcs", "true"},
                    {"fetch.wait.max.ms", "100"},  // a new reader waits that long at the end
                    {"fetch.error.backoff.ms", "100"}});
}

}  // namespace

PartitionReader::PartitionReader(const ClientOptions& options, const NodeMark& node,
                                 std::int64_t offset, ReaderObserver observer)
    : node_(node),
      topic_(options.topic),
      observer_(std::move(observer)),
      listener_{options.on_note,
                [this](rd_kafka_resp_err_t error, std::string_view reason) {
                  if (is_loss(error, reason)) fail(log::errc::unavailable);
                }},
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      next_(offset) {
  if (wake_ < 0) throw std::runtime_error("no file descriptor is left for a reader");
  client_ = make_client(RD_KAFKA_CONSUMER, reader_conf(options, listener_));
  rd_kafka_poll_set_consumer(client_.get());
  queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  rd_kafka_queue_io_event_enable(queue_.get(), wake_, &one, sizeof one);
  rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, topic_.c_str(), partition)->offset = offset;
  const auto error = rd_kafka_assign(client_.get(), list);
  rd_kafka_topic_partition_list_destroy(list);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("librdkafka cannot read: " + std::string(rd_kafka_err2str(error)));
  }
}

PartitionReader::~PartitionReader() {
  queue_.reset();
  client_.reset();
  if (wake_ >= 0) ::close(wake_);
}

Result<void> PartitionReader::reach(std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (true) {
    const bool was_empty = !take(1);
    if (reached_) return {};
    if (failure_) return log::make_error_code(*failure_);
    if (std::chrono::steady_clock::now() >= deadline) {
      return log::make_error_code(log::errc::unavailable);
    }
    if (was_empty) sleep_until(deadline);
  }
}

Result<void> PartitionReader::read(std::vector<log::Record>& out, std::size_t records_max,
                                   std::chrono::milliseconds wait) {
  out.clear();
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (!interrupted_.exchange(false)) {
    const bool was_empty = !take(records_max);
    if (!taken_.empty()) break;
    if (failure_) return log::make_error_code(*failure_);
    if (std::chrono::steady_clock::now() >= deadline) break;
    if (was_empty) sleep_until(deadline);
  }
  while (!taken_.empty() && out.size() < records_max) {
    out.push_back(std::move(taken_.front()));
    taken_.pop_front();
  }
  return {};
}

void PartitionReader::interrupt() {
  interrupted_ = true;
  static_cast<void>(::write(wake_, &one, sizeof one));
}

/// Until librdkafka has something, or interrupt(); wake-ups are edge-triggered, so whoever calls
/// this has found its queue empty before.
void PartitionReader::sleep_until(std::chrono::steady_clock::time_point deadline) const {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd event{wake_, POLLIN, 0};
  ::poll(&event, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
  std::uint64_t count = 0;
  static_cast<void>(::read(wake_, &count, sizeof count));
}

/// Takes what librdkafka has, so that there are `records_max` at most, and nothing behind a
/// failure. False: it had nothing. What it had may be no record, with one behind it.
bool PartitionReader::take(std::size_t records_max) {
  if (taken_.size() >= records_max) return true;
  std::array<rd_kafka_message_t*, messages_max> messages;
  const auto wanted = std::min(records_max - taken_.size(), messages.size());
  const auto count = rd_kafka_consume_batch_queue(queue_.get(), 0, messages.data(), wanted);
  for (ssize_t i = 0; i < count; ++i) {
    const Message message(messages[static_cast<std::size_t>(i)]);
    if (!failure_) take(*message);
  }
  if (own_) observer_.on_own(own_position_, *std::exchange(own_, std::nullopt));
  if (count > 0) note_end();
  return count > 0;
}

void PartitionReader::take(const rd_kafka_message_t& message) {
  switch (message.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return take_record(message);
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      // The end lies behind an offset that no record had: the control record of a transaction.
      if (message.offset > next_) return fail(log::errc::out_of_range);
      reached_ = true;
      return;
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:  // nobody joins it: reading goes on
      return;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      return fail(log::errc::out_of_range);
    default:
      return fail(log::errc::unavailable);
  }
}

void PartitionReader::take_record(const rd_kafka_message_t& message) {
  if (message.offset != next_) return fail(log::errc::out_of_range);
  const auto from = rd_kafka_message_broker_id(&message);
  // Another leads, and may have another log.
  if (leader_ >= 0 && from >= 0 && from != leader_) return fail(log::errc::unavailable);
  next_ = message.offset + 1;
  leader_ = from;
  reached_ = true;
  taken_.push_back(record_of(message));
  observer_.on_high(message.offset + 1);
  if (const auto time = own_hand_over(message, node_)) {
    own_position_ = taken_.back().position;
    own_ = time;
  }
}

void PartitionReader::fail(log::errc why) {
  if (!failure_) failure_ = why;
}

/// Whether that ends what records come through, as librdkafka tells it aside from the messages. A
/// broker that does not lead may come and go; what fails on the way to the first answer is tried
/// again.
bool PartitionReader::is_loss(rd_kafka_resp_err_t error, std::string_view reason) const {
  if (!reached_) return false;
  switch (error) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__FATAL:
      return true;
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL: {
      const auto name = reason.substr(0, reason.find(": "));
      if (name == "GroupCoordinator") return false;  // sought, though there is no group
      return leader_ < 0 || name.ends_with('/' + std::to_string(leader_));
    }
    default:
      return false;
  }
}

void PartitionReader::note_end() {
  std::int64_t low = 0;
  std::int64_t high = 0;
  if (rd_kafka_get_watermark_offsets(client_.get(), topic_.c_str(), partition, &low, &high) ==
          RD_KAFKA_RESP_ERR_NO_ERROR &&
      high >= 0) {
    observer_.on_high(high);
  }
}

}  // namespace ledger::kafka

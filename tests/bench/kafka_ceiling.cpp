// kafka_ceiling BROKERS TOPIC BYTES COUNT KIND: what librdkafka and a broker do without a ledger,
// with the settings of events/kafka. The topic is made if it is not there. KIND:
//   single     COUNT values of BYTES, one at a time: microseconds to the acknowledgement (median,
//              99th percentile), and until the own consumer has it (the same)
//   pipelined  COUNT values of BYTES, as many under way as the queue takes: acknowledgements a
//   second consume    reads the first COUNT records: records a second, bytes a record

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "events/kafka/topic.hpp"

namespace {

using namespace ledger;
using Clock = std::chrono::steady_clock;

constexpr const char* content_type = "application/cloudevents+json; charset=utf-8";

double us(Clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

double percentile(std::vector<double>& times, double part) {
  std::sort(times.begin(), times.end());
  return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
}

/// As events/kafka/producer.cpp makes one, served by a thread of its own.
class Writer {
 public:
  Writer(const kafka::ClientOptions& options, std::size_t bytes) : value_(bytes, 'x') {
    auto conf = kafka::make_conf(options, listener_,
                                 {{"enable.idempotence", "true"},
                                  {"acks", "all"},
                                  {"linger.ms", "0"},
                                  {"queue.buffering.max.messages", "16384"}});
    rd_kafka_conf_set_dr_msg_cb(conf.get(), on_report);
    client_ = kafka::make_client(RD_KAFKA_PRODUCER, std::move(conf));
    topic_ = kafka::open_topic(client_.get(), options.topic);
    thread_ = std::thread([this] {
      while (!ending_) rd_kafka_poll(client_.get(), 100);
    });
  }
  ~Writer() {
    rd_kafka_flush(client_.get(), 5'000);
    ending_ = true;
    thread_.join();
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// False: the queue is full.
  bool write() {
    std::array<char, 24> origin{};  // as large as the ledger's
    std::array<rd_kafka_vu_t, 8> fields{};
    fields[0].vtype = RD_KAFKA_VTYPE_RKT;
    fields[0].u.rkt = topic_.get();
    fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    fields[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    fields[2].u.i = RD_KAFKA_MSG_F_COPY;
    fields[3].vtype = RD_KAFKA_VTYPE_OPAQUE;
    fields[3].u.ptr = this;
    fields[4].vtype = RD_KAFKA_VTYPE_KEY;
    fields[4].u.mem = {key_.data(), key_.size()};
    fields[5].vtype = RD_KAFKA_VTYPE_VALUE;
    fields[5].u.mem = {value_.data(), value_.size()};
    fields[6].vtype = RD_KAFKA_VTYPE_HEADER;
    fields[6].u.header = {"content-type", content_type, -1};
    fields[7].vtype = RD_KAFKA_VTYPE_HEADER;
    fields[7].u.header = {"tokenledger-origin", origin.data(), origin.size()};
    auto* const error = rd_kafka_produceva(client_.get(), fields.data(), fields.size());
    if (error == nullptr) return true;
    const auto code = rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
    throw std::runtime_error(rd_kafka_err2str(code));
  }
  Clock::time_point wait_for(std::size_t acknowledged) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return acknowledged_ >= acknowledged; });
    return last_;
  }

 private:
  static void on_report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      std::cerr << rd_kafka_err2str(message->err) << '\n';
      std::abort();
    }
    auto& writer = *static_cast<Writer*>(message->_private);
    const std::lock_guard lock(writer.mutex_);
    writer.last_ = Clock::now();
    ++writer.acknowledged_;
    writer.changed_.notify_one();
  }

  std::string key_ = "tok_01jxx3k9q5f8m2r7v4w6y0z1ab";
  std::string value_;
  kafka::Listener listener_;
  kafka::Client client_;
  kafka::Topic topic_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t acknowledged_ = 0;
  Clock::time_point last_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

/// As events/kafka/partition_reader.cpp makes one.
class Consumer {
 public:
  Consumer(const kafka::ClientOptions& options, std::int64_t offset) {
    client_ = kafka::make_client(RD_KAFKA_CONSUMER,
                                 kafka::make_conf(options, listener_,
                                                  {{"group.id", "tokenledger"},
                                                   {"enable.auto.commit", "false"},
                                                   {"enable.auto.offset.store", "false"},
                                                   {"auto.offset.reset", "error"},
                                                   {"check.crcs", "true"},
                                                   {"fetch.wait.max.ms", "100"}}));
    rd_kafka_poll_set_consumer(client_.get());
    queue_ = rd_kafka_queue_get_consumer(client_.get());
    auto* const list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, options.topic.c_str(), 0)->offset = offset;
    rd_kafka_assign(client_.get(), list);
    rd_kafka_topic_partition_list_destroy(list);
  }
  ~Consumer() { rd_kafka_queue_destroy(queue_); }
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  /// Records that came, after 100 ms at most; `bytes` grows by theirs.
  std::size_t read(std::size_t& bytes) {
    std::array<rd_kafka_message_t*, 1024> messages;
    const auto count = rd_kafka_consume_batch_queue(queue_, 100, messages.data(), messages.size());
    std::size_t records = 0;
    for (ssize_t i = 0; i < count; ++i) {
      auto* const message = messages[static_cast<std::size_t>(i)];
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        ++records;
        bytes += message->len + message->key_len;
      }
      rd_kafka_message_destroy(message);
    }
    return records;
  }
  /// The next one, as soon as it is there.
  bool read_one() {
    auto* const message = rd_kafka_consumer_poll(client_.get(), 100);
    if (message == nullptr) return false;
    const bool is_record = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_message_destroy(message);
    return is_record;
  }

 private:
  kafka::Listener listener_;
  kafka::Client client_;
  rd_kafka_queue_t* queue_ = nullptr;
};

void single(const kafka::ClientOptions& options, std::size_t bytes, std::size_t count) {
  Writer writer(options, bytes);
  Consumer consumer(options, RD_KAFKA_OFFSET_END);
  // Until it is there it passes over what is written.
  std::size_t written = 0;
  do writer.wait_for((writer.write(), ++written));
  while (!consumer.read_one());
  while (consumer.read_one()) {
  }
  std::vector<double> acknowledged, seen;
  for (std::size_t i = 0; i < count; ++i) {
    const auto begun = Clock::now();
    writer.write();
    while (!consumer.read_one()) {
    }
    seen.push_back(us(Clock::now() - begun));
    acknowledged.push_back(us(writer.wait_for(++written) - begun));
  }
  std::printf("%.0f %.0f %.0f %.0f\n", percentile(acknowledged, 0.5),
              percentile(acknowledged, 0.99), percentile(seen, 0.5), percentile(seen, 0.99));
}

void pipelined(const kafka::ClientOptions& options, std::size_t bytes, std::size_t count) {
  Writer writer(options, bytes);
  writer.write();
  writer.wait_for(1);  // connected
  const auto begun = Clock::now();
  for (std::size_t i = 0; i < count; ++i) {
    while (!writer.write()) std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  const auto took = us(writer.wait_for(count + 1) - begun) / 1e6;
  std::printf("%.0f\n", static_cast<double>(count) / took);
}

void consume(const kafka::ClientOptions& options, std::size_t count) {
  const auto begun = Clock::now();
  Consumer consumer(options, 0);
  std::size_t records = 0, bytes = 0;
  while (records < count) records += consumer.read(bytes);
  const auto took = us(Clock::now() - begun) / 1e6;
  std::printf("%.0f %zu\n", static_cast<double>(records) / took, bytes / records);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: kafka_ceiling BROKERS TOPIC BYTES COUNT KIND\n";
    return 2;
  }
  kafka::ClientOptions options;
  options.brokers = {argv[1]};
  options.topic = argv[2];
  const auto bytes = std::stoul(argv[3]);
  const auto count = std::stoul(argv[4]);
  const std::string kind = argv[5];
  static_cast<void>(kafka::create_topic(options, {}));
  if (kind == "single") single(options, bytes, count);
  if (kind == "pipelined") pipelined(options, bytes, count);
  if (kind == "consume") consume(options, count);
}

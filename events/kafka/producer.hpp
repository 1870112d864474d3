#pragma once
// Hands records to the broker through an idempotent producer, and reports each one once, from a
// thread of its own. While one burst is under way the next one gathers here. A producer that
// librdkafka gives up (a fatal error, which is normal for an idempotent one) is replaced; what was
// under way in it is reported as unknown. Any thread; close() from the owner.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "events/kafka/client.hpp"
#include "events/kafka/origin.hpp"

namespace ledger::kafka {

struct ProducerOptions {
  ClientOptions client;
  NodeMark node{};
  /// What may be under way, before append() says errc::overloaded.
  std::size_t queue_records_max = 16 * 1024;
  /// How long librdkafka tries before it gives a record up. Long: a caller's patience ends before.
  std::chrono::milliseconds give_up_after{120'000};
  /// How long close() waits for what is under way.
  std::chrono::milliseconds close_wait{5'000};
  /// Time from hand-over to the broker's acknowledgement, of each record that got one.
  std::function<void(std::chrono::nanoseconds)> on_acknowledged;
  /// For tests: told of each producer that is made.
  std::function<void(rd_kafka_t*)> on_made;
};

struct Watermarks {
  std::int64_t low = 0;   ///< the first record's offset
  std::int64_t high = 0;  ///< the offset that the next record will get
};

class Producer {
 public:
  /// Connects in the background. Throws std::runtime_error where the settings cannot be used.
  explicit Producer(ProducerOptions options);
  /// As close().
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// As log::EventLog::append().
  [[nodiscard]] Result<void> append(const std::string& key, const std::string& value,
                                    log::OnAppended on_appended);
  /// Takes nothing more, and returns when all that was taken is reported.
  void close();

  /// Asks the partition's leader, for a few seconds at most. errc::unavailable.
  [[nodiscard]] Result<Watermarks> watermarks() const;
  /// The same, of the end alone.
  [[nodiscard]] Result<std::int64_t> high_watermark() const;

  /// Records handed over and not reported yet.
  [[nodiscard]] std::size_t queued() const noexcept { return queued_.load(); }
  [[nodiscard]] std::uint64_t fatal_errors() const noexcept { return fatal_errors_.load(); }
  /// Connections to brokers that failed.
  [[nodiscard]] std::uint64_t disconnects() const noexcept { return disconnects_.load(); }

 private:
  struct Handle {
    Client client;
    Topic topic;
  };
  struct Pending {
    Producer& producer;
    log::OnAppended on_appended;
    log::BootTime handed_over{};
  };
  struct Held {
    std::string key;
    std::string value;
    std::unique_ptr<Pending> pending;
  };

  [[nodiscard]] std::shared_ptr<Handle> make();
  [[nodiscard]] std::shared_ptr<Handle> current() const;
  void replace();
  void run();
  [[nodiscard]] std::optional<log::errc> hand_over(const std::string& key, const std::string& value,
                                                   std::unique_ptr<Pending>& pending);
  [[nodiscard]] std::vector<Held> next_burst();
  void give_back(std::vector<Held> held);
  static void settle(Handle& handle);
  static void on_report(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);
  void on_error(rd_kafka_resp_err_t error);
  [[nodiscard]] Result<std::int64_t> ask(std::int64_t which) const;

  const ProducerOptions options_;
  Listener listener_;
  mutable std::mutex mutex_;         // of the next four
  std::shared_ptr<Handle> current_;  // what append() uses
  bool closed_ = false;
  std::size_t under_way_ = 0;  // of the burst that librdkafka has: not reported
  std::vector<Held> held_;     // the next burst; empty unless one is under way
  std::atomic<bool> fatal_{false};
  std::atomic<bool> ending_{false};
  std::atomic<std::size_t> queued_{0};
  std::atomic<std::uint64_t> fatal_errors_{0};
  std::atomic<std::uint64_t> disconnects_{0};
  std::thread thread_;  // last: it uses everything above
};

}  // namespace ledger::kafka

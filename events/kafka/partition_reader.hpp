#pragma once
// Reads the topic's one partition forward, through a consumer of its own in no group. When the
// connection that records come through is lost, another broker leads, or the log's beginning or end
// is not where it was, the reader is of no more use: whoever reads on opens another, and looks
// first whether the record he read last is still there. Used by one thread; interrupt() may come
// from any.

#include <deque>
#include <functional>

#include "events/kafka/client.hpp"
#include "events/kafka/origin.hpp"

namespace ledger::kafka {

/// What a reader tells the log; both are called by the thread that reads.
struct ReaderObserver {
  /// The last of those records that were taken at once and that this node handed over itself, at
  /// that time. Once for all of them: each is a proof that pushes out an older one (log::Proofs).
  std::function<void(log::Position, log::BootTime handed_over)> on_own;
  /// The offset that the next record will get, as far as known.
  std::function<void(std::int64_t high)> on_high;
};

class PartitionReader final : public log::EventReader {
 public:
  /// Begins at `offset`. Throws std::runtime_error where the settings cannot be used.
  PartitionReader(const ClientOptions& options, const NodeMark& node, std::int64_t offset,
                  ReaderObserver observer);
  ~PartitionReader() override;

  /// Waits until the broker has answered: with a record, or that there is none yet.
  /// errc::out_of_range, errc::unavailable.
  [[nodiscard]] Result<void> reach(std::chrono::milliseconds at_most);

  [[nodiscard]] Result<void> read(std::vector<log::Record>& out, std::size_t records_max,
                                  std::chrono::milliseconds wait) override;
  void interrupt() override;

 private:
  struct DestroyQueue {
    void operator()(rd_kafka_queue_t* queue) const noexcept { rd_kafka_queue_destroy(queue); }
  };

  bool take(std::size_t records_max);
  void take(const rd_kafka_message_t& message);
  void take_record(const rd_kafka_message_t& message);
  void fail(log::errc why);
  void note_end();
  [[nodiscard]] bool is_loss(rd_kafka_resp_err_t error, std::string_view reason) const;
  void sleep_until(std::chrono::steady_clock::time_point deadline) const;

  const NodeMark node_;
  const std::string topic_;
  ReaderObserver observer_;
  Listener listener_;
  int wake_ = -1;  // an eventfd: librdkafka and interrupt() write to it
  Client client_;
  std::unique_ptr<rd_kafka_queue_t, DestroyQueue> queue_;
  std::deque<log::Record> taken_;     // and not returned yet
  std::optional<log::BootTime> own_;  // with own_position_: to be told of
  log::Position own_position_{0};
  std::int64_t next_;         // the offset of the record that is due
  std::int32_t leader_ = -1;  // the broker that the last record came from, if known
  bool reached_ = false;
  // Told once all that came before was returned; nothing is taken any more.
  std::optional<log::errc> failure_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace ledger::kafka

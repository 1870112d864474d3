#pragma once
// KafkaLog: the log as a topic with one partition, shared by any number of nodes. A record's
// position is its offset, and log time is the broker's (LogAppendTime). How new a view is, is
// proved by the node's own records alone: an end that a broker reports may be that of one which was
// cut off. Appends and reads from any thread; close() from the owner.

#include <array>
#include <atomic>

#include "events/kafka/partition_reader.hpp"
#include "events/kafka/producer.hpp"
#include "events/log/proofs.hpp"

namespace ledger::kafka {

struct KafkaLogOptions {
  ProducerOptions producer;  ///< also says where the brokers are, and which topic it is
  /// How long read_after() waits for the broker.
  std::chrono::milliseconds reach{5'000};
  /// Time from hand-over to this node's having read the record, of its last one in each read.
  std::function<void(std::chrono::nanoseconds)> on_read_back;
};

class KafkaLog final : public log::EventLog {
 public:
  /// Connects in the background. Throws std::runtime_error where the settings cannot be used.
  explicit KafkaLog(KafkaLogOptions options);
  /// As close(). Readers must be gone.
  ~KafkaLog() override;

  [[nodiscard]] Result<void> append(std::string key, std::string value,
                                    log::OnAppended on_appended) override;
  /// Asks the broker; errc::out_of_range, errc::unavailable.
  [[nodiscard]] Result<std::unique_ptr<log::EventReader>> read_after(
      std::optional<log::Position> after) override;
  /// Asks the broker; errc::unavailable.
  [[nodiscard]] Result<std::optional<log::Position>> end() const override;
  [[nodiscard]] std::optional<log::Position> known_end() const noexcept override;
  [[nodiscard]] std::optional<log::BootTime> complete_at(log::Position applied,
                                                         log::BootTime now) const noexcept override;
  [[nodiscard]] bool has_other_writers() const noexcept override { return true; }
  void close() override;

  [[nodiscard]] const Producer& producer() const noexcept { return producer_; }
  /// Readers opened, the first one and one after each loss of a connection.
  [[nodiscard]] std::uint64_t readers_opened() const noexcept { return readers_opened_.load(); }

 private:
  void note_high(std::int64_t high) const noexcept;

  const KafkaLogOptions options_;
  log::Proofs proofs_;
  mutable std::atomic<std::int64_t> high_{0};
  std::atomic<std::uint64_t> readers_opened_{0};
  Producer producer_;
};

}  // namespace ledger::kafka

#pragma once
// Appends without a pause, from a thread of its own, for as long as it lives: what is under way
// when a fault comes. At most a few hundred are under way at once.

#include <atomic>
#include <thread>

#include "tests/support/kafka_fold.hpp"

namespace ledger::support {

class KafkaLoad {
 public:
  KafkaLoad(log::EventLog& log, ToldAppends& told, projections::test::Events& events,
            std::uint64_t first);
  /// Ends it; what is under way is not waited for.
  ~KafkaLoad();
  KafkaLoad(const KafkaLoad&) = delete;
  KafkaLoad& operator=(const KafkaLoad&) = delete;

  /// True: so many more than now were told of as durable.
  [[nodiscard]] bool goes_on(std::size_t more = 50,
                             std::chrono::milliseconds at_most = std::chrono::seconds(60)) const;
  [[nodiscard]] std::uint64_t handed_over() const noexcept { return handed_over_; }

 private:
  void run(log::EventLog& log, projections::test::Events& events);

  ToldAppends& told_;
  std::uint64_t next_;
  std::atomic<std::uint64_t> handed_over_{0};
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

}  // namespace ledger::support

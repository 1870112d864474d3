#pragma once
// The broker that all tests of one run of ctest share. `start` leaves a process behind, the keeper,
// which has the broker as its child and ends with it when `stop` says so, when the ctest that began
// it is gone, or after two hours.

namespace ledger::kafka_broker {

/// Exit codes. Without Kafka there is nothing to start, which is no failure of its own.
[[nodiscard]] int start_shared();
[[nodiscard]] int stop_shared();

}  // namespace ledger::kafka_broker

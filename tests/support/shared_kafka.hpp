#pragma once
// The one broker that a run of ctest starts for all tests that just need one (./dev test; the
// fixture `kafka` of CTest), and what a test does where there is no Kafka at all.

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

namespace ledger::support {

/// To be called in SetUp(): skips the test where Kafka is not there; fails it where
/// TOKENLEDGER_KAFKA_REQUIRED=1. For tests that start a KafkaCluster of their own.
void skip_without_kafka();

/// The same for tests that need the shared broker; their program carries KAFKA (ledger_test).
void skip_without_shared_kafka();

/// Where the shared broker is, `127.0.0.1:9092`; "" where there is none. A test that is run by hand
/// takes the one that TOKENLEDGER_KAFKA_BOOTSTRAP names.
[[nodiscard]] std::string shared_kafka_bootstrap();

/// The name of a topic that no other test has.
[[nodiscard]] std::string fresh_topic_name();

/// Where the broker of the ctest run with this process id notes how to reach it: bootstrap
/// address, process id of its keeper.
[[nodiscard]] std::filesystem::path shared_kafka_note(pid_t ctest);

}  // namespace ledger::support

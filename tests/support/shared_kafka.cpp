#include "tests/support/shared_kafka.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <random>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/kafka_home.hpp"

namespace ledger::support {

void skip_without_kafka() {
  if (kafka_available()) return;
  if (kafka_required()) FAIL() << "no Kafka here, and TOKENLEDGER_KAFKA_REQUIRED=1";
  GTEST_SKIP() << "no Kafka here: ./dev test fetches it with Maven";
}

void skip_without_shared_kafka() {
  if (!shared_kafka_bootstrap().empty()) return;
  if (!kafka_available()) return skip_without_kafka();
  FAIL() << "no shared broker: run this test by ctest (./dev test), or start a broker with "
            "./dev kafka and set TOKENLEDGER_KAFKA_BOOTSTRAP=127.0.0.1:9092";
}

std::string shared_kafka_bootstrap() {
  if (const char* const given = std::getenv("TOKENLEDGER_KAFKA_BOOTSTRAP")) return given;
  std::string bootstrap;
  std::getline(std::ifstream(shared_kafka_note(::getppid())), bootstrap);
  return bootstrap;
}

std::string fresh_topic_name() {
  static const auto random = std::random_device()();
  static std::atomic<int> count{0};
  return "test-" + std::to_string(::getpid()) + '-' + std::to_string(random) + '-' +
         std::to_string(++count);
}

std::filesystem::path shared_kafka_note(pid_t ctest) {
  return std::filesystem::path(TOKENLEDGER_KAFKA_NOTES) / ("ctest-" + std::to_string(ctest));
}

}  // namespace ledger::support

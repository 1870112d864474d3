#include <optional>

#include "tests/conformance/event_log_contract.hpp"
#include "tests/support/mock_kafka.hpp"

namespace ledger::conformance {
namespace {

class MockKafkaLogUnderTest final : public LogUnderTest {
 public:
  MockKafkaLogUnderTest() { log_.emplace(cluster_.options()); }
  log::EventLog& log() override { return *log_; }
  bool reopen() override {
    log_.reset();
    log_.emplace(cluster_.options());
    return true;
  }

 private:
  support::MockKafka cluster_;
  std::optional<kafka::KafkaLog> log_;
};

INSTANTIATE_TEST_SUITE_P(
    MockKafkaLog, EventLogContract,
    testing::Values(LogKind{"MockKafka", [] { return std::make_unique<MockKafkaLogUnderTest>(); }}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ledger::conformance

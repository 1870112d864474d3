#include "events/embedded/embedded_log.hpp"

#include <filesystem>
#include <optional>
#include <stdlib.h>

#include "tests/conformance/event_log_contract.hpp"

namespace ledger::conformance {
namespace {

std::filesystem::path fresh_directory() {
  auto pattern = (std::filesystem::temp_directory_path() / "ledger-conformance-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
  return pattern;
}

class EmbeddedLogUnderTest final : public LogUnderTest {
 public:
  explicit EmbeddedLogUnderTest(std::size_t tail_bytes_max) {
    options_.directory = directory_;
    options_.tail_bytes_max = tail_bytes_max;
    log_.emplace(options_);
  }
  ~EmbeddedLogUnderTest() override {
    log_.reset();
    std::filesystem::remove_all(directory_);
  }
  log::EventLog& log() override { return *log_; }
  bool reopen() override {
    log_.reset();
    log_.emplace(options_);
    return true;
  }

 private:
  std::filesystem::path directory_ = fresh_directory();
  embedded::EmbeddedLogOptions options_;
  std::optional<embedded::EmbeddedLog> log_;
};

LogKind kind(const std::string& name, std::size_t tail_bytes_max) {
  return {name, [=] { return std::make_unique<EmbeddedLogUnderTest>(tail_bytes_max); }};
}

// With hardly a tail, readers go to disk for nearly everything.
INSTANTIATE_TEST_SUITE_P(EmbeddedLog, EventLogContract,
                         testing::Values(kind("Embedded", 32 * 1024 * 1024),
                                         kind("EmbeddedWithoutTail", 1)),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ledger::conformance

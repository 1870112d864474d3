#include "events/followed/followed_log.hpp"

#include "events/embedded/embedded_log.hpp"
#include "tests/conformance/event_log_contract.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/log_server.hpp"

namespace ledger::conformance {
namespace {

token::TokenSecret some_secret() {
  return token::TokenSecret::from_random(std::array<std::uint8_t, 32>{});
}

/// An embedded log, and what follows it over HTTP.
class FollowedLogUnderTest final : public LogUnderTest {
 public:
  FollowedLogUnderTest() {
    embedded::EmbeddedLogOptions options;
    options.directory = directory_.path();
    node_.emplace(options);
    server_.emplace(*node_);
    open();
  }
  log::EventLog& log() override { return *log_; }
  log::EventLog& writer() override { return *node_; }
  bool reopen() override {
    log_.reset();
    open();
    return true;
  }

 private:
  void open() {
    log_.emplace(followed::FollowedLogOptions{
        {server_->address()}, some_secret(), "follower", std::chrono::seconds(1)});
  }

  support::FreshDirectory directory_;
  std::optional<embedded::EmbeddedLog> node_;
  std::optional<support::LogServer> server_;
  std::optional<followed::FollowedLog> log_;
};

LogKind kind() {
  LogKind kind{"Followed", [] { return std::make_unique<FollowedLogUnderTest>(); }};
  kind.is_read_only = true;
  return kind;
}

INSTANTIATE_TEST_SUITE_P(FollowedLog, EventLogContract, testing::Values(kind()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ledger::conformance

// The real binary killed at any moment under load: what was acknowledged is there exactly once, and
// what was not is finished by sending it again.

#include <atomic>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

#include <gmock/gmock.h>

#include "tests/fault/service_load.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/program.hpp"

namespace ledger::fault {
namespace {

using support::ApiClient;
using support::Program;

constexpr std::size_t clients = 4;
constexpr int rounds = 8;

std::unique_ptr<Program> serve(const support::FreshDirectory& data) {
  return std::make_unique<Program>(TOKENLEDGER_PROGRAM, support::serve_arguments(data.path()));
}

std::string operator_token(const support::FreshDirectory& data) {
  std::string secret;
  std::getline(std::ifstream(data.path() / "operator-token"), secret);
  return secret;
}

/// Every living token's name and how often it is listed.
std::map<std::string, int> listed_names(ApiClient& client) {
  std::map<std::string, int> names;
  std::string query = "?limit=100";
  for (;;) {
    const auto page = client.get("/v1/tokens" + query).json();
    for (const auto& name : page.texts_of("/tokens", "name")) ++names[name];
    if (page.is_null("/next_cursor")) return names;
    query = "?limit=100&cursor=" + page.text("/next_cursor");
  }
}

/// Runs all loads until `enough` answers have come, ends the program by `signal`, joins.
void run_until(std::vector<ServiceLoad>& loads, std::uint16_t port, const std::string& secret,
               std::size_t enough, Program& program, int signal) {
  std::atomic<std::size_t> answers{0};
  std::vector<std::thread> threads;
  for (auto& load : loads) {
    threads.emplace_back([&load, &answers, port, secret] { load.run(port, secret, answers); });
  }
  for (auto seen = answers.load(); seen < enough; seen = answers.load()) answers.wait(seen);
  program.signal(signal);
  for (auto& thread : threads) thread.join();
}

void check(std::vector<ServiceLoad>& loads, ApiClient& caller) {
  std::map<std::string, int> expected{{"operator", 1}};
  for (auto& load : loads) {
    load.finish(caller);
    load.check(caller);
    for (const auto& name : load.living()) ++expected[name];
  }
  EXPECT_EQ(listed_names(caller), expected);
}

std::vector<ServiceLoad> make_loads(support::Dice& dice) {
  std::vector<ServiceLoad> loads;
  for (std::size_t i = 0; i < clients; ++i)
    loads.emplace_back("c" + std::to_string(i), dice.number());
  return loads;
}

TEST(KilledService, KeepsWhatItAcknowledgedAndFinishesTheRest) {
  support::Dice dice;
  SCOPED_TRACE("TOKENLEDGER_TEST_SEED=" + std::to_string(dice.seed()));
  std::printf("TOKENLEDGER_TEST_SEED=%llu\n", static_cast<unsigned long long>(dice.seed()));
  const support::FreshDirectory data;
  auto loads = make_loads(dice);
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    // Now and then killed while it starts.
    while (dice.percent(40)) {
      const auto starting = serve(data);
      static_cast<void>(starting->port(std::chrono::milliseconds(dice.roll(80))));
      starting->signal(SIGKILL);
      EXPECT_EQ(starting->wait(), 128 + SIGKILL);
    }
    const auto program = serve(data);
    const auto port = program->port();
    ASSERT_TRUE(port) << program->err();
    const auto secret = operator_token(data);
    ApiClient caller(*port, secret);
    check(loads, caller);
    run_until(loads, *port, secret, 1 + dice.roll(600), *program, SIGKILL);
    EXPECT_EQ(program->wait(), 128 + SIGKILL);
  }
  std::map<std::string, int> with_view;
  for (const bool rebuilt : {false, true}) {
    if (rebuilt) std::filesystem::remove_all(data.path() / "view");
    const auto program = serve(data);
    const auto port = program->port();
    ASSERT_TRUE(port) << program->err();
    ApiClient caller(*port, operator_token(data));
    check(loads, caller);
    if (rebuilt) {
      EXPECT_EQ(listed_names(caller), with_view);
    }
    with_view = listed_names(caller);
    program->signal(SIGTERM);
    EXPECT_EQ(program->wait(), 0);
  }
  std::size_t made = 0;
  for (const auto& load : loads) made += load.living().size();
  EXPECT_GT(made, 50U);
}

TEST(TerminatedService, AnswersWhatItHasAcceptedAndExitsInPeace) {
  support::Dice dice;
  SCOPED_TRACE("TOKENLEDGER_TEST_SEED=" + std::to_string(dice.seed()));
  const support::FreshDirectory data;
  auto loads = make_loads(dice);
  for (int round = 0; round < 2; ++round) {
    const auto program = serve(data);
    const auto port = program->port();
    ASSERT_TRUE(port) << program->err();
    const auto secret = operator_token(data);
    ApiClient caller(*port, secret);
    check(loads, caller);
    run_until(loads, *port, secret, 50 + dice.roll(100), *program, SIGTERM);
    EXPECT_EQ(program->wait(), 0) << program->err();
  }
}

}  // namespace
}  // namespace ledger::fault

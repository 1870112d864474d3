// Many clients at once on few tokens: what they are told has an order that explains all of it, and
// is what the log says.

#include <gtest/gtest.h>

#include "tests/support/falsified_history.hpp"
#include "tests/support/ledger_facts.hpp"
#include "tests/support/linearization.hpp"
#include "tests/support/recorded_history.hpp"
#include "tests/support/running_service.hpp"
#include "tests/support/scripted_service.hpp"

namespace ledger::e2e {
namespace {

using support::Dice;
using support::Falsehood;
using support::History;
using support::RunningService;

support::HistoryPlan plan_for(const RunningService& service, Dice& dice) {
  std::printf("TOKENLEDGER_TEST_SEED=%llu\n", static_cast<unsigned long long>(dice.seed()));
  support::HistoryPlan plan;
  plan.nodes = {service.port()};
  plan.secret = service.as_operator().secret();
  plan.seed = dice.number();
  return plan;
}

std::string all_of(const std::vector<std::string>& complaints) {
  std::string text;
  for (const auto& complaint : complaints) text += complaint + "\n";
  return text;
}

void expect_true(const History& history) {
  EXPECT_EQ(all_of(broken_facts(history)), "");
  EXPECT_EQ(all_of(linearize(history).complaints), "");
}

std::size_t count(const History& history, support::Action action, support::End end) {
  return static_cast<std::size_t>(std::ranges::count_if(
      history.operations, [&](const auto& one) { return one.action == action && one.end == end; }));
}

TEST(Linearizability, OfManyClientsOnFewTokens) {
  Dice dice;
  const RunningService service;
  auto plan = plan_for(service, dice);
  plan.operations = 12'000;
  const auto history = record_history(plan);
  EXPECT_GE(history.operations.size(), 10'000U);
  for (const auto action :
       {support::Action::create, support::Action::update, support::Action::regenerate,
        support::Action::remove, support::Action::suspend, support::Action::resume,
        support::Action::revoke_tokens}) {
    EXPECT_GT(count(history, action, support::End::done), 0U) << to_text(action);
  }
  EXPECT_GT(count(history, support::Action::update, support::End::done), 1'000U);
  EXPECT_GT(count(history, support::Action::regenerate, support::End::refused), 0U);
  expect_true(history);
}

TEST(Linearizability, OfManyClientsOnOneToken) {
  Dice dice;
  const RunningService service;
  auto plan = plan_for(service, dice);
  plan.operations = 3'000;
  plan.lanes = 1;
  expect_true(record_history(plan));
}

TEST(Linearizability, IsMissedWhereOneAnswerIsFalse) {
  Dice dice;
  const RunningService service;
  auto plan = plan_for(service, dice);
  plan.operations = 2'000;
  const auto history = record_history(plan);
  expect_true(history);
  for (std::size_t i = 0; i < support::falsehoods; ++i) {
    const auto falsehood = static_cast<Falsehood>(i);
    SCOPED_TRACE(to_text(falsehood));
    const auto falsified = falsify(history, falsehood, dice);
    ASSERT_TRUE(falsified);
    EXPECT_FALSE(broken_facts(*falsified).empty());
    if (is_seen_by_clients(falsehood)) {
      EXPECT_FALSE(linearize(*falsified).complaints.empty());
    }
  }
}

/// Without keys, so that clients' own words are all there is, and every update is answered at once.
/// Records are seen after they were acknowledged.
History history_of(support::ScriptedService& service, std::uint64_t seed) {
  service.log().show_late();
  support::HistoryPlan plan;
  auto op = service.as_operator();
  plan.nodes = {service.port()};
  plan.secret = op.secret();
  plan.seed = seed;
  plan.operations = 1'000;
  plan.lanes = 1;
  plan.keyed = plan.verifies = plan.settles = false;
  return record_history(plan);
}

TEST(Linearizability, IsMissedWhereAnAckIsTakenForAnAnswer) {
  Dice dice;
  std::printf("TOKENLEDGER_TEST_SEED=%llu\n", static_cast<unsigned long long>(dice.seed()));
  using support::ScriptedService;
  const auto seed = dice.number();
  ScriptedService true_service;
  EXPECT_EQ(all_of(linearize(history_of(true_service, seed)).complaints), "");
  ScriptedService hasty_service({}, {}, ScriptedService::Rules::updates_answered_by_ack);
  EXPECT_FALSE(linearize(history_of(hasty_service, seed)).complaints.empty());
}

}  // namespace
}  // namespace ledger::e2e

// Histories of a simulated log: the true ones are explained, and each falsehood is found out.

#include <gtest/gtest.h>

#include "tests/support/falsified_history.hpp"
#include "tests/support/ledger_facts.hpp"
#include "tests/support/linearization.hpp"
#include "tests/support/simulated_history.hpp"

namespace ledger::property {
namespace {

using support::broken_facts;
using support::Dice;
using support::Falsehood;
using support::linearize;
using support::simulate;

constexpr int rounds = 30;

std::string first_of(const std::vector<std::string>& complaints) {
  return complaints.empty() ? "" : complaints.front();
}

TEST(SimulatedHistory, IsExplainedWithAndWithoutItsRecords) {
  Dice dice;
  for (int round = 0; round < rounds; ++round) {
    auto history = simulate(dice, {});
    EXPECT_EQ(first_of(broken_facts(history)), "") << dice.seed();
    EXPECT_EQ(first_of(linearize(history).complaints), "") << dice.seed();
    history.settled = false;
    history.applied.clear();
    EXPECT_EQ(first_of(linearize(history).complaints), "") << dice.seed();
  }
}

TEST(SimulatedHistory, OfManyOperationsOnFewTokensIsExplained) {
  Dice dice;
  const auto history = simulate(dice, {.operations = 20'000, .clients = 16});
  EXPECT_EQ(first_of(broken_facts(history)), "") << dice.seed();
  const auto result = linearize(history);
  EXPECT_EQ(first_of(result.complaints), "") << dice.seed();
  ::testing::Test::RecordProperty("states", static_cast<int>(result.states));
}

class FalsifiedHistory : public testing::TestWithParam<std::size_t> {};

TEST_P(FalsifiedHistory, IsFoundOut) {
  Dice dice;
  const auto falsehood = static_cast<Falsehood>(GetParam());
  int places = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto history = falsify(simulate(dice, {}), falsehood, dice);
    if (!history) continue;
    ++places;
    EXPECT_NE(first_of(broken_facts(*history)), "") << dice.seed();
    if (is_seen_by_clients(falsehood)) {
      EXPECT_NE(first_of(linearize(*history).complaints), "") << dice.seed();
    }
  }
  EXPECT_GT(places, 0) << dice.seed();
}

INSTANTIATE_TEST_SUITE_P(Each, FalsifiedHistory,
                         testing::Range(std::size_t{0}, support::falsehoods),
                         [](const auto& tested) {
                           std::string name;
                           for (const char c : to_text(static_cast<Falsehood>(tested.param))) {
                             name += c == ' ' ? '_' : c;
                           }
                           return name;
                         });

}  // namespace
}  // namespace ledger::property

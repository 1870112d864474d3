#include "tests/e2e/nodes_history.hpp"

#include <algorithm>
#include <cstdio>

#include "tests/support/ledger_facts.hpp"
#include "tests/support/linearization.hpp"

namespace ledger::e2e {
namespace {

using support::Action;
using support::End;
using support::History;

std::string all_of(const std::vector<std::string>& complaints) {
  std::string text;
  for (const auto& complaint : complaints) text += complaint + "\n";
  return text;
}

template <class Condition>
std::size_t count(const History& history, Condition condition) {
  return static_cast<std::size_t>(std::ranges::count_if(history.operations, condition));
}

}  // namespace

void expect_true(const History& history) {
  EXPECT_EQ(all_of(broken_facts(history)), "");
  EXPECT_EQ(all_of(linearize(history).complaints), "");
  for (const auto action : {Action::create, Action::update, Action::regenerate, Action::remove,
                            Action::suspend, Action::resume, Action::revoke_tokens}) {
    EXPECT_GT(count(history,
                    [&](const auto& one) { return one.action == action && one.end == End::done; }),
              0U)
        << to_text(action);
  }
  for (std::size_t node = 0; node < 3; ++node) {
    EXPECT_GT(count(history, [&](const auto& one) { return one.node == node; }), 1'000U);
  }
  std::printf("%zu operations, %zu of unknown end, %zu conflicts\n", history.operations.size(),
              count(history, [](const auto& one) { return one.end == End::unknown; }),
              count(history, [](const auto& one) { return one.problem == "conflict"; }));
}

}  // namespace ledger::e2e

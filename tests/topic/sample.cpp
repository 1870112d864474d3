// Records for the schemas to be held against. `write`: one a line, those of the golden tests and
// random ones. `judge`: says of each line of the input what this program takes it for.

#include <iostream>

#include "events/log/envelope.hpp"
#include "tests/support/golden_events.hpp"
#include "tests/support/random_events.hpp"

namespace ledger {
namespace {

constexpr int random_count = 2'000;

log::Barrier barrier() {
  return {std::string(32, 'a'), 1, support::sample_time(), "", std::nullopt};
}

log::Barrier barrier_with_all() {
  auto barrier = ledger::barrier();
  barrier.node_name = "ledger-2.example";
  barrier.compared = {token::Position(41), std::string(64, 'a'), std::string(64, 'b')};
  barrier.rules = {1, 2};
  barrier.leaving = true;
  barrier.interval = std::chrono::seconds(10);
  return barrier;
}

void write() {
  for (const auto& golden : support::golden_events()) std::cout << golden.value << '\n';
  for (const auto& each : {barrier(), barrier_with_all()}) {
    std::cout << log::encode_barrier(each, support::ledger_id) << '\n';
  }
  support::Dice dice;
  for (int i = 0; i < random_count; ++i) {
    std::cout << log::encode(support::random_event(dice), support::ledger_id) << '\n';
  }
}

void judge() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto decoded = log::decode(line, support::ledger_id);
    const bool taken = std::holds_alternative<token::Event>(decoded) ||
                       std::holds_alternative<log::Barrier>(decoded);
    std::cout << (taken ? "taken" : "refused") << '\n';
  }
}

}  // namespace
}  // namespace ledger

int main(int count, char** words) {
  const std::string_view verb = count == 2 ? words[1] : "";
  if (verb == "write") return ledger::write(), 0;
  if (verb == "judge") return ledger::judge(), 0;
  std::cerr << "usage: topic_sample write|judge\n";
  return 2;
}

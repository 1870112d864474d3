#include "tests/e2e/nodes_fixture.hpp"

#include <barrier>
#include <thread>

namespace ledger::e2e {

using support::ApiAnswer;

std::pair<ApiAnswer, ApiAnswer> Nodes::at_once(const std::function<ApiAnswer()>& first,
                                               const std::function<ApiAnswer()>& second) {
  std::barrier both(2);
  std::pair<ApiAnswer, ApiAnswer> answers;
  std::thread other([&] {
    both.arrive_and_wait();
    answers.second = second();
  });
  both.arrive_and_wait();
  answers.first = first();
  other.join();
  return answers;
}

support::Headers behind(const ApiAnswer& answer) {
  return {{"Ledger-Min-Position", answer.field("Ledger-Position")}};
}

std::string path_of(const support::Json& token) { return "/v1/tokens/" + token.text("/id"); }

}  // namespace ledger::e2e

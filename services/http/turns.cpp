#include "services/http/turns.hpp"

#include <boost/asio/post.hpp>

namespace ledger::http {

void Turns::join(TurnTaker& taker) {
  const bool is_first = waiting_.empty();
  waiting_.push_back(taker);
  if (is_first) post();
}

void Turns::post() {
  boost::asio::post(executor_, [this] { run(); });
}

void Turns::run() {
  List round;
  auto end = waiting_.begin();
  for (std::size_t i = 0; i < round_max && end != waiting_.end(); ++i) ++end;
  round.splice(round.end(), waiting_, waiting_.begin(), end);
  if (!waiting_.empty()) post();  // now: those who join below then find somebody there
  for (TurnTaker& taker : round) taker.begin_turn();
  while (!round.empty()) {
    TurnTaker& taker = round.front();
    round.pop_front();
    taker.end_turn();
  }
}

}  // namespace ledger::http

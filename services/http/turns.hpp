#pragma once
// The connections of one worker that may have a request at once. They take turns in rounds: first
// each of a round reads and begins, then each answers. What one has asked memory for arrives while
// the others read, and a round costs the scheduler one step however many take part.

#include <boost/intrusive/list.hpp>

#include "services/http/router.hpp"

namespace ledger::http {

class TurnTaker : public boost::intrusive::list_base_hook<
                      boost::intrusive::tag<struct TurnTag>,
                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  /// Reads what is there, without waiting, and begins.
  virtual void begin_turn() = 0;
  /// Answers; it may join the next round. Neither ends a connection.
  virtual void end_turn() = 0;

 protected:
  ~TurnTaker() = default;
};

class Turns {
 public:
  explicit Turns(Executor executor) : executor_(std::move(executor)) {}
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  /// For the next round. `taker` may go away before its turn comes.
  void join(TurnTaker& taker);

 private:
  using List = boost::intrusive::list<TurnTaker, boost::intrusive::base_hook<TurnTaker>,
                                      boost::intrusive::constant_time_size<false>>;
  /// What all of a round touch should stay in the processor's cache.
  static constexpr std::size_t round_max = 64;

  void post();
  void run();

  Executor executor_;
  List waiting_;
};

}  // namespace ledger::http

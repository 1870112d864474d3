#pragma once
// What a connection sees of the worker that it lives on. One per worker, touched by its thread
// only.

#include <array>
#include <chrono>
#include <string>

#include <boost/intrusive/list.hpp>

#include "services/http/limits.hpp"
#include "services/http/router.hpp"
#include "services/http/server.hpp"
#include "services/http/turns.hpp"

namespace ledger::http {

/// A connection while it waits for a request of which nothing has come.
class IdleConnection : public boost::intrusive::list_base_hook<
                           boost::intrusive::tag<IdleConnection>,
                           boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  /// Closes, and leaves the list. False: a request has come after all, and it stays.
  [[nodiscard]] virtual bool give_way() = 0;

 protected:
  ~IdleConnection() = default;
};
using IdleList =
    boost::intrusive::list<IdleConnection,
                           boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                               boost::intrusive::tag<IdleConnection>,
                               boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
                           boost::intrusive::constant_time_size<false>>;

struct Environment {
  const Router& router;
  const Limits& limits;
  ServerCounts& counts;
  Turns& turns;
  std::chrono::milliseconds sweep_time;
  /// Coarse: set by the sweeper, so it may be one `sweep_time` behind.
  std::chrono::steady_clock::time_point now;
  std::string date_line;                      ///< `Date: …` and CR LF, set once a second
  IdleList idle;                              ///< the one that waits longest comes first
  bool stopping = false;                      ///< answers end their connections
  std::size_t refused_open = 0;               ///< connections that only get their refusal
  std::array<char, 64 * 1024> thrown_away{};  ///< what is read behind a refusal
};

}  // namespace ledger::http

#pragma once
// What a connection sees of the worker that it lives on. One per worker, touched by its thread
// only.

#include <array>
#include <chrono>
#include <string>

#include "services/http/limits.hpp"
#include "services/http/router.hpp"
#include "services/http/server.hpp"
#include "services/http/turns.hpp"

namespace ledger::http {

struct Environment {
  const Router& router;
  const Limits& limits;
  ServerCounts& counts;
  Turns& turns;
  std::chrono::milliseconds sweep_time;
  /// Coarse: set by the sweeper, so it may be one `sweep_time` behind.
  std::chrono::steady_clock::time_point now;
  std::string date_line;                      ///< `Date: …` and CR LF, set once a second
  bool stopping = false;                      ///< answers end their connections
  std::size_t refused_open = 0;               ///< connections that only get their refusal
  std::array<char, 64 * 1024> thrown_away{};  ///< what is read behind a refusal
};

}  // namespace ledger::http

#pragma once
// How a client verb ends: an exit status that programs can rely on (docs/cli.md lists them), or a
// failure with its status and a text for people that says what to do.

#include <string>

#include <boost/system/result.hpp>

namespace ledger::cli {

enum class ExitStatus {
  ok = 0,
  refused = 1,          ///< the server said no
  usage = 2,            ///< wrong command line, settings or login file; nothing was sent
  unavailable = 3,      ///< not reachable, or cannot answer now
  outcome_unknown = 4,  ///< a command was sent, and nobody can say yet whether it happened
  unauthorised = 5,     ///< no good token, or one that may not do this
  inactive = 6,         ///< `verify`: the token is not good for what was asked
};

struct Failure {
  Failure() : Failure(ExitStatus::ok, {}) {}
  /// Both, always: what a status alone converts to is a value.
  Failure(ExitStatus ended, std::string why) : status(ended), text(std::move(why)) {}
  ExitStatus status;
  std::string text;
};

/// A value, or why there is none.
template <class T>
using Answer = boost::system::result<T, Failure>;

}  // namespace ledger::cli

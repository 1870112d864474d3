#pragma once
// What clients of a ledger did and were told, with times of one steady clock: a history. A command
// is one intention; each request for it is an operation, and all its tries have one key. Plain
// values, made by HistoryClients, by a simulation or by hand; linearization and ledger_facts judge.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::support {

/// Since the history's beginning.
using Moment = std::chrono::nanoseconds;
inline constexpr Moment never = Moment::max();

enum class Action : std::uint8_t {
  create,
  update,
  regenerate,
  remove,
  suspend,
  resume,
  revoke_tokens,
  get,
  verify,
};
[[nodiscard]] std::string_view to_text(Action action) noexcept;
[[nodiscard]] bool is_read(Action action) noexcept;
/// About an owner, and so about each of its tokens.
[[nodiscard]] bool is_of_owner(Action action) noexcept;

enum class End : std::uint8_t {
  done,      ///< a command succeeded
  refused,   ///< a command or a read got a problem: see `problem`
  unknown,   ///< 504, or no answer at all
  answered,  ///< a read: see `seen`
};

/// The token (or, for a command of an owner, `suspended`) as an answer shows it.
struct Sight {
  bool found = false;          ///< a token is shown; of verify: the secret is active
  std::uint64_t revision = 0;  ///< 0: not shown
  std::string name;
  std::string scopes;
  std::string status;  ///< of a token; of verify that is not active: the reason
  std::optional<bool> suspended;
  std::optional<std::uint64_t> issued_position;
};

struct Operation {
  std::size_t client = 0;
  std::size_t node = 0;
  Moment invoked{0};
  Moment returned = never;
  Action action = Action::get;
  std::string token;  ///< id; "": of an owner, or a create whose id nobody was told
  std::string owner;

  std::string key;     ///< of a command: equal for all its tries
  std::string name;    ///< asked for; "": not
  std::string scopes;  ///< asked for; "": not
  bool overlap = false;
  std::optional<std::uint64_t> if_match;
  std::string secret;  ///< asked about: the key of the command that issued it
  std::optional<std::uint64_t> min_position;

  End end = End::unknown;
  std::string problem;  ///< the last part of its type
  bool replayed = false;
  std::optional<std::uint64_t> position;  ///< Ledger-Position of the answer
  std::optional<Sight> seen;
};

/// What the ledger itself says afterwards: an applied record of one of the commands.
struct Applied {
  std::uint64_t position = 0;
  std::string key;
  std::string token;           ///< "": of an owner
  std::uint64_t revision = 0;  ///< of the token; 0: of an owner
};

struct History {
  std::vector<Operation> operations;
  /// How old a view may be that an answer without a position is made from: view.age_max_ms.
  Moment view_age_max{0};
  /// All records that were applied, if `settled`; else nothing is known of them.
  std::vector<Applied> applied;
  bool settled = false;
};

/// One line: who asked what when, and what came of it.
[[nodiscard]] std::string to_text(const Operation& operation);

}  // namespace ledger::support

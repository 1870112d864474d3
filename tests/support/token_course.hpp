#pragma once
// A history taken apart by token: the commands that may have moved it, and the claims that answers
// make about it. What the API promises stands here, in when each must or may have held:
//
// - A command takes effect at most once, at its record: after its first try was sent, and before
// its
//   first success is answered (R3). All tries of a key are one command (R2, R4). So commands are
//   linearizable per token. With an unknown end: any time after, or never.
// - A read, a refusal without a record, and what a success shows besides, speak of a view: one that
//   has everything up to the answer's Ledger-Position (so up to the Ledger-Min-Position asked for)
//   and everything answered before `view_age_max` ago, and perhaps more, up to the answer. Two such
//   answers are ordered by positions alone, not by time. A token and its owner's standing are read
//   one after another, so each is a claim of its own: the pair may be of two moments.
// - A command of which every try was refused did nothing; not so where another try's end is
// unknown:
//   a refusal does not decide a key. Nor does 404 to an update: the token may have been updated,
//   and deleted before the answer.
// - `conflict` and `revision-mismatch` speak of the record, not of the view: nothing is claimed.
// - An owner found as asked is a success without a record: an answer about a view, which does not
//   decide the key either. Sent again, it may be a command yet. (An update that finds its token as
//   asked is one too: histories give every update a name of its own.)

#include <map>
#include <string>
#include <vector>

#include "tests/support/history.hpp"
#include "tests/support/token_machine.hpp"

namespace ledger::support {

struct CourseCommand {
  std::string key;
  TokenStep step;
  Moment invoked{0};
  Moment returned = never;   ///< in effect by then, if at all
  bool must = false;         ///< it has a place in the order; else it may have none
  bool may_be_idle = false;  ///< its place may be without effect: an owner found as asked
  /// Ledger-Position of the earliest success: its record lies at or before it.
  std::optional<std::uint64_t> in_force_at;
  const Applied* record = nullptr;  ///< in a settled history
  std::size_t operation = 0;        ///< its first try
};

struct CourseClaim {
  TokenClaim claim;
  Moment since{0};                   ///< the view has all that was answered before
  Moment until{0};                   ///< and nothing that was asked for after
  std::uint64_t position = 0;        ///< the view has all up to here
  std::optional<std::size_t> after;  ///< a command of the course that the view has
  std::size_t operation = 0;
};

struct TokenCourse {
  std::string token;
  std::vector<CourseCommand> commands;
  std::vector<CourseClaim> claims;
  const History* history = nullptr;
};

/// One command of the history: its tries, and what they add up to.
struct Intention {
  std::vector<std::size_t> tries;
  const Applied* record = nullptr;
  bool done = false;     ///< some try was answered so
  bool unknown = false;  ///< not, and some try leaves it open
};
using Intentions = std::map<std::string, Intention>;

/// Whether this success is that record's, or a later answer's: an owner may have been as asked
/// before.
[[nodiscard]] bool has_record(const Operation& success, const Applied& record);

/// Both keep pointers into the history.
[[nodiscard]] Intentions intentions_of(const History& history);
[[nodiscard]] std::vector<TokenCourse> courses_of(const History& history,
                                                  const Intentions& intentions);

}  // namespace ledger::support

#pragma once
// One state of the model: a log, what is under way to it, two nodes that have folded a part of it,
// and three handlers: two for the same retried command `change`, one for the command that competes.
// A lost record is one that stays under way for ever. What makes no difference is not told apart.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "tests/model/rules.hpp"

namespace ledger::model {

enum class Command : std::uint8_t { change, compete };

struct Record {
  Command command = Command::change;
  std::uint8_t attempt = 0;  ///< 0: no record
  std::uint8_t author = 0;   ///< handler
  std::uint8_t revision = 0;
  std::uint8_t owner_revision = 0;  ///< relied on
  friend auto operator<=>(const Record&, const Record&) = default;
};

enum class Phase : std::uint8_t { idle, waiting, answered };
enum class Answer : std::uint8_t { none, applied, refused, unknown };

struct Handler {
  Phase phase = Phase::idle;
  Answer answer = Answer::none;
  std::uint8_t attempt = 0;  ///< that it waits for
  std::uint8_t since = 0;    ///< how much its node had folded then
  friend bool operator==(const Handler&, const Handler&) = default;
};

inline constexpr std::size_t handlers = 3;
inline constexpr std::size_t nodes = 2;
constexpr Command command_of(std::size_t handler) {
  return handler == 2 ? Command::compete : Command::change;
}
constexpr std::size_t node_of(std::size_t handler) { return handler == 0 ? 0 : 1; }

struct World {
  std::array<Record, 11> log{};
  std::array<Record, 12> under_way{};  ///< sorted
  std::uint8_t log_size = 0;
  std::uint8_t under_way_size = 0;
  std::array<std::uint8_t, nodes> folded{};
  std::array<Handler, handlers> handler{};
  std::uint8_t duplicates = 0;
  std::uint8_t crashes = 0;
  friend bool operator==(const World&, const World&) = default;
};

/// One attempt, as the fold tells attempts apart.
struct AttemptId {
  Command command = Command::change;
  std::uint8_t attempt = 0;
  std::uint8_t invented_by = 0;  ///< 0 for a derived id, else handler + 1
  friend bool operator==(const AttemptId&, const AttemptId&) = default;
};
[[nodiscard]] AttemptId id_of(Command command, std::uint8_t attempt, std::size_t author,
                              const Rules& rules);

/// The state that a part of the log folds to.
struct Folded {
  struct Decided {
    AttemptId id;
    bool applied = false;
  };
  std::uint8_t token_revision = 0;
  std::uint8_t owner_revision = 0;
  bool suspended = false;
  std::array<std::uint8_t, 2> applied{};  ///< by command
  bool changed_while_suspended = false;
  std::array<Decided, 11> table{};
  std::size_t table_size = 0;
  std::array<bool, 11> won{};  ///< by place in the log

  [[nodiscard]] std::optional<bool> decided(const AttemptId& id) const;
};
[[nodiscard]] Folded fold(const World& world, std::size_t size, const Scenario& scenario,
                          const Rules& rules);

}  // namespace ledger::model

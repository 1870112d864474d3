#pragma once
// A correct, settled history with one answer or record changed, so that a promise is broken. It
// must end with a read of each token, behind everything else.

#include <optional>

#include "tests/support/dice.hpp"
#include "tests/support/history.hpp"

namespace ledger::support {

enum class Falsehood : std::uint8_t {
  lost_update,           ///< "done" for an update that nobody made
  applied_twice,         ///< two records of one key
  stale_read,            ///< a read with a position, from before that
  refused_and_applied,   ///< "conflict" for an update that is there
  alive_after_deletion,  ///< verified, with the position of the deletion
  two_winners,           ///< both of two updates of one revision are "done"
  revival,               ///< updated after the deletion
};
inline constexpr std::size_t falsehoods = 7;
[[nodiscard]] std::string_view to_text(Falsehood falsehood) noexcept;

/// Nothing: the history has no place for it.
[[nodiscard]] std::optional<History> falsify(History history, Falsehood falsehood, Dice& dice);
/// linearize() must see it too; else the records alone tell.
[[nodiscard]] bool is_seen_by_clients(Falsehood falsehood) noexcept;

}  // namespace ledger::support

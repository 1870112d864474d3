#pragma once
// Was this token good at a moment of the past, and for what; if not, why not, since when, and by
// whose hand.

#include "events/token/standing.hpp"
#include "projections/memory_entities.hpp"
#include "services/audit/ended_secrets.hpp"

namespace ledger::audit {

enum class Ended : std::uint8_t {
  no,       ///< it was good
  unknown,  ///< no such token yet
  expired,
  suspended,
  all_revoked,  ///< all tokens of its owner were revoked
  deleted,
  regenerated,    ///< asked by its secret: a newer one had replaced it
  overlap_ended,  ///< the same, at the end of the time that the old one was left
};
/// `expired`, `all_revoked` …; `good` where it was.
[[nodiscard]] std::string_view to_text(Ended ended) noexcept;

struct Judgement {
  Ended ended = Ended::unknown;
  std::optional<token::Timestamp> since{};   ///< by the log's time; nothing: good, or unknown
  std::optional<Hand> hand{};                ///< nothing: it was time, or there is none to name
  std::optional<token::TokenState> token{};  ///< as it was then
  token::Timestamp good_until{};             ///< where it was good: of the secret asked about
};

/// `entities`: after the last record of the moment. `now`: the moment.
[[nodiscard]] Judgement judge(const projections::MemoryEntities& entities,
                              const EndedSecrets& asked, token::Timestamp now);

}  // namespace ledger::audit

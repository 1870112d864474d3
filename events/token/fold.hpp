#pragma once
// Folds one event into the state: which entities change, and from what to what. Pure; the same log
// gives the same state on every node. The caller keeps the entities and applies the changes.

#include <optional>
#include <vector>

#include "events/token/event.hpp"

namespace ledger::token {

/// The entities as they are before the event.
class StateReader {
 public:
  virtual ~StateReader() = default;
  [[nodiscard]] virtual std::optional<LedgerState> ledger() const = 0;
  [[nodiscard]] virtual std::optional<TokenState> token(const TokenId& id) const = 0;
  [[nodiscard]] virtual std::optional<OwnerState> owner(const OwnerId& id) const = 0;
  [[nodiscard]] virtual std::optional<CommandState> command(
      const CommandAttempt& attempt) const = 0;
  [[nodiscard]] virtual std::optional<TokenSessions> sessions(const TokenId& token) const = 0;
  [[nodiscard]] virtual std::optional<WebhookState> webhook(const WebhookId& id) const = 0;
  // Their revisions alone; 0: there is none.
  [[nodiscard]] virtual std::uint64_t revision(const TokenId& id) const {
    const auto found = token(id);
    return found ? found->revision : 0;
  }
  [[nodiscard]] virtual std::uint64_t revision(const OwnerId& id) const {
    const auto found = owner(id);
    return found ? found->revision : 0;
  }
  [[nodiscard]] std::uint64_t revision(const WebhookId& id) const {
    const auto found = webhook(id);
    return found ? found->revision : 0;
  }
  /// Whether a secret of that digest lives or is retired: it cannot be issued again.
  [[nodiscard]] virtual bool has_digest(const TokenDigest& digest) const = 0;
};

/// What the fold made of a record.
enum class Verdict : std::uint8_t {
  applied,     ///< accepted: an event of the ledger's history
  superseded,  ///< another record had already decided this command, or a revision had moved
  duplicate,   ///< the attempt was already decided; nothing changes
};

/// An entity before (absent: it is new) and after.
template <class Entity>
struct Change {
  std::optional<Entity> before;
  Entity after;
};

struct Effects {
  Verdict verdict = Verdict::superseded;
  std::optional<LedgerState> ledger;  ///< as it is now: by genesis, and when expiry is told of
  std::optional<Change<TokenState>> token;
  std::optional<Change<OwnerState>> owner;
  std::optional<Change<WebhookState>> webhook;
  std::optional<CommandState> command;    ///< to be remembered
  std::optional<TokenSessions> sessions;  ///< as they are now; without one they are to be dropped
  std::vector<RetiredDigest> retired;
};

/// Where a record stands, and the memory time there (see memory_time_after).
struct Moment {
  Position position;
  Timestamp memory_time;
};

/// `rules`: those that hold at the record.
[[nodiscard]] Effects fold(const StateReader& state, const Event& event, const Moment& at,
                           const Rules& rules);

/// The token that `event`, with the payload `created` and about `id`, makes where it is applied.
[[nodiscard]] TokenState created_token(const Event& event, const TokenCreated& created,
                                       const TokenId& id, Position position);

/// Whether a remembered command still counts at `memory_time`.
[[nodiscard]] bool is_remembered(const CommandState& command, Timestamp memory_time,
                                 const Rules& rules) noexcept;
/// The same of a token's sessions.
[[nodiscard]] bool is_remembered(const TokenSessions& sessions, Timestamp memory_time,
                                 const Rules& rules) noexcept;

/// Memory runs on a clock that cannot be jumped: it gains with each record what the log's time
/// (a running maximum) gained, and at most memory_step_max.
[[nodiscard]] Timestamp memory_time_after(Timestamp memory_time, Timestamp log_time_before,
                                          Timestamp log_time) noexcept;

}  // namespace ledger::token

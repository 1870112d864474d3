#pragma once
// What a record lost to: which earlier one had decided its command, or moved what it was about or
// relied on. A fold keeps no such thing, for no decision needs it.

#include <optional>
#include <unordered_map>

#include "projections/ledger_fold.hpp"

namespace ledger::audit {

class Losses {
 public:
  /// `state`: before the record.
  void before(const projections::LedgerFold& state, const token::Event& event);
  /// Nothing: it won, or no earlier record is to blame (its payload does not fit what it is about).
  [[nodiscard]] std::optional<token::Position> after(const log::Record& record,
                                                     const token::Event& event,
                                                     token::Verdict verdict);

 private:
  using Moved = std::variant<token::TokenId, token::OwnerId, token::WebhookId>;
  struct MovedHash {
    std::size_t operator()(const Moved& subject) const noexcept {
      return std::visit(projections::NameHash(), subject);
    }
  };
  [[nodiscard]] std::optional<token::Position> moved(const projections::LedgerFold& state,
                                                     const Moved& on, std::uint64_t revision) const;

  std::unordered_map<Moved, token::Position, MovedHash> moved_at_;
  std::optional<token::Position> suspect_;
};

}  // namespace ledger::audit

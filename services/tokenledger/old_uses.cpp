#include "services/tokenledger/old_uses.hpp"

#include "events/token/rules.hpp"
#include "events/token/standing.hpp"

namespace ledger::tokenledger {

void drop_old_uses(usage::UseStore& uses, const projections::TokenView& view, token::Timestamp now,
                   std::size_t rows_max) {
  try {
    uses.drop(rows_max, [&](const token::TokenId& id, const usage::Use& use) {
      const auto token = view.token(id);
      if (!token || token->deleted) return true;
      return use.time() < now - token::newest_rules().retired_memory &&
             token::is_revoked(*token, view.owner(token->owner));
    });
  } catch (const projections::ViewFailure&) {
    return;
  }
}

}  // namespace ledger::tokenledger

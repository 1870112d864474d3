#include "services/access/caller.hpp"

namespace ledger::access {

Caller caller_of_token(const projections::HotToken& found, const token::TokenDigest& digest) {
  Caller caller;
  caller.id = found.id;
  caller.digest = digest;
  caller.is_operator = token::any_scope_covers(found.scopes, token::scope_operate);
  caller.set_owner(found.owner);
  return caller;
}

Caller caller_of_session(const token::TokenState& token, const token::Session& session) {
  Caller caller;
  caller.id = token.id;
  caller.digest = session.signed_in_with;
  caller.session = session.digest;
  caller.is_session = true;
  caller.is_operator = token.scopes.covers(token::scope_operate);
  caller.set_owner(token.owner.text());
  return caller;
}

}  // namespace ledger::access

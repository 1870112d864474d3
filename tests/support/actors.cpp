#include "tests/support/actors.hpp"

namespace ledger::support {

token::Actor actor(std::string_view owner, std::initializer_list<std::string> held) {
  auto token = token_state(100, owner);
  token.scopes = scopes(held);
  token.revision = 7;
  auto state = owner_state(owner);
  state.revision = 3;
  return {std::move(token), std::move(state)};
}

token::Actor operator_actor() {
  auto token = token_state(200, "operator");
  token.scopes = scopes({"ledger:operate"});
  return {std::move(token), owner_state("operator")};
}

}  // namespace ledger::support

#include "tests/support/token_machine.hpp"

namespace ledger::support {
namespace {

bool matches(const TokenStep& step, const TokenRegister& token) {
  return token.life == Life::alive && (step.if_match == 0 || step.if_match == token.revision);
}

bool create(const TokenStep& step, TokenRegister& token) {
  if (token.life != Life::absent || token.suspended) return false;
  token = {Life::alive, false, false, 1, step.name, step.scopes, step.key, 0};
  return true;
}

bool update(const TokenStep& step, TokenRegister& token) {
  if (!matches(step, token) || token.revoked) return false;
  ++token.revision;
  if (step.name != 0) token.name = step.name;
  if (step.scopes != 0) token.scopes = step.scopes;
  return true;
}

bool regenerate(const TokenStep& step, TokenRegister& token) {
  if (!matches(step, token) || token.revoked || token.suspended) return false;
  ++token.revision;
  token.old_secret = step.overlap ? token.secret : 0;
  token.secret = step.key;
  return true;
}

bool remove(const TokenStep& step, TokenRegister& token) {
  if (!matches(step, token)) return false;
  ++token.revision;
  token.life = Life::deleted;
  token.secret = token.old_secret = 0;
  return true;
}

bool is_open(const TokenClaim& claim, const TokenRegister& token) {
  return token.life == Life::alive &&
         (claim.secret == token.secret || claim.secret == token.old_secret);
}

}  // namespace

bool apply(const TokenStep& step, TokenRegister& token) {
  switch (step.action) {
    case Action::create:
      return create(step, token);
    case Action::update:
      return update(step, token);
    case Action::regenerate:
      return regenerate(step, token);
    case Action::remove:
      return remove(step, token);
    case Action::suspend:
    case Action::resume:
      token.suspended = step.action == Action::suspend;
      return true;
    case Action::revoke_tokens:
      token.revoked = token.revoked || token.life != Life::absent;
      return true;
    default:
      return false;
  }
}

bool holds(const TokenClaim& claim, const TokenRegister& token) {
  switch (claim.kind) {
    case TokenClaim::Kind::shown:
      return token.life == Life::alive && claim.revision == token.revision &&
             claim.name == token.name && claim.scopes == token.scopes;
    case TokenClaim::Kind::standing:
      return claim.revoked == token.revoked &&
             claim.suspended == (token.suspended && !token.revoked);
    case TokenClaim::Kind::not_found:
      return token.life != Life::alive;
    case TokenClaim::Kind::opens:
      return is_open(claim, token) && claim.name == token.name && claim.scopes == token.scopes;
    case TokenClaim::Kind::dead:
      if (claim.suspended) return is_open(claim, token);
      return !is_open(claim, token) || (claim.revoked && token.revoked);
    case TokenClaim::Kind::owner:
      return claim.suspended == token.suspended;
    case TokenClaim::Kind::revoked:
      return token.revoked;
    case TokenClaim::Kind::ended:
      return token.revoked || token.life != Life::alive;
  }
  return false;
}

std::string to_text(const TokenRegister& token) {
  if (token.life == Life::absent) return "absent";
  if (token.life == Life::deleted) return "deleted";
  return "alive, revision " + std::to_string(token.revision) +
         (token.suspended ? ", suspended" : "") + (token.revoked ? ", revoked" : "");
}

}  // namespace ledger::support

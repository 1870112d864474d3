#include "tests/support/memory_state.hpp"

#include <algorithm>

#include "events/token/invariant.hpp"

namespace ledger::support {
namespace {

using token::invariant;

template <class Key, class Value>
std::optional<Value> find(const std::map<Key, Value>& map, const Key& key) {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<token::TokenState> MemoryState::token(const token::TokenId& id) const {
  return find(tokens_, id);
}
std::optional<token::OwnerState> MemoryState::owner(const token::OwnerId& id) const {
  return find(owners_, id);
}
std::optional<token::CommandState> MemoryState::command(
    const token::CommandAttempt& attempt) const {
  return find(commands_, attempt);
}

std::optional<token::TokenSessions> MemoryState::sessions(const token::TokenId& token) const {
  return find(sessions_, token);
}

std::optional<token::WebhookState> MemoryState::webhook(const token::WebhookId& id) const {
  return find(webhooks_, id);
}

bool MemoryState::has_digest(const token::TokenDigest& digest) const {
  if (retired_.contains(digest)) return true;
  return std::any_of(tokens_.begin(), tokens_.end(), [&](const auto& entry) {
    const auto& token = entry.second;
    return !token.deleted &&
           (token.digest == digest || (token.overlap && token.overlap->digest == digest));
  });
}

token::Effects MemoryState::fold_next(const token::Event& event, token::Timestamp memory_time) {
  auto effects = token::fold(*this, event, {next_, memory_time}, token::newest_rules());
  keep(effects);
  next_ = next_.next();
  return effects;
}

void MemoryState::keep(const token::Effects& effects) {
  if (effects.ledger) ledger_ = effects.ledger;
  if (effects.token) {
    invariant(effects.token->before == token(effects.token->after.id));
    tokens_.insert_or_assign(effects.token->after.id, effects.token->after);
  }
  if (effects.owner) {
    invariant(effects.owner->before == owner(effects.owner->after.id));
    owners_.insert_or_assign(effects.owner->after.id, effects.owner->after);
  }
  if (effects.webhook) {
    invariant(effects.webhook->before == webhook(effects.webhook->after.id));
    webhooks_.insert_or_assign(effects.webhook->after.id, effects.webhook->after);
  }
  if (effects.command) commands_.insert_or_assign(effects.command->attempt, *effects.command);
  for (const auto& retired : effects.retired) retired_.insert_or_assign(retired.digest, retired);
  if (!effects.sessions) return;
  if (effects.sessions->sessions.empty()) {
    sessions_.erase(effects.sessions->token);
  } else {
    sessions_.insert_or_assign(effects.sessions->token, *effects.sessions);
  }
}

bool operator==(const MemoryState& left, const MemoryState& right) {
  return left.next_ == right.next_ && left.ledger_ == right.ledger_ &&
         left.tokens_ == right.tokens_ && left.owners_ == right.owners_ &&
         left.commands_ == right.commands_ && left.retired_ == right.retired_ &&
         left.sessions_ == right.sessions_ && left.webhooks_ == right.webhooks_;
}

}  // namespace ledger::support

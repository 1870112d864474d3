#include "projections/memory_entities.hpp"

#include "projections/state_digest.hpp"
#include "projections/view_rows.hpp"

namespace ledger::projections {
namespace {

using namespace token;

template <class Map>
std::optional<typename Map::mapped_type> find(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

template <class Due, class Place, class OnPlace>
void walk(const Due& due, const std::optional<Place>& from, const OnPlace& on_place) {
  for (auto at = from ? due.lower_bound(from->first) : due.begin(); at != due.end(); ++at) {
    const auto& [time, names] = *at;
    const bool begun = from && from->first == time;
    for (auto name = begun ? names.lower_bound(from->second) : names.begin(); name != names.end();
         ++name) {
      if (!on_place(Place{time, *name})) return;
    }
  }
}

template <class Due, class Name>
void add(Due& due, Timestamp time, const Name& name) {
  // Memory time goes forward: what comes is remembered longest.
  due.try_emplace(due.end(), time)->second.insert(name);
}

template <class Due, class Name>
void remove(Due& due, Timestamp time, const Name& name) {
  const auto at = due.find(time);
  at->second.erase(name);
  if (at->second.empty()) due.erase(at);
}

}  // namespace

class MemoryEntities::Writer final : public ChangeVisitor {
 public:
  explicit Writer(MemoryEntities& entities) : to_(entities) {}
  void on(const std::optional<TokenState>& before,
          const std::optional<TokenState>& after) override {
    if (!after) return;
    for_each_ended(before, after, [&](const TokenDigest& digest) { to_.living_.erase(digest); });
    if (!after->deleted) {
      if (after->overlap) to_.living_.insert_or_assign(after->overlap->digest, after->id);
      to_.living_.insert_or_assign(after->digest, after->id);
    }
    to_.tokens_.insert_or_assign(after->id, *after);
  }
  void on(const std::optional<OwnerState>&, const std::optional<OwnerState>& after) override {
    if (after) to_.owners_.insert_or_assign(after->id, *after);
  }
  void on(const std::optional<CommandState>& before,
          const std::optional<CommandState>& after) override {
    if (before) remove(to_.commands_due_, before->memory_time, before->attempt);
    if (before && !after) to_.commands_.erase(before->attempt);
    if (!after) return;
    add(to_.commands_due_, after->memory_time, after->attempt);
    to_.commands_.insert_or_assign(after->attempt, *after);
  }
  void on(const std::optional<RetiredDigest>& before,
          const std::optional<RetiredDigest>& after) override {
    if (before) remove(to_.retired_due_, before->memory_time, before->digest);
    if (before && !after) to_.retired_.erase(before->digest);
    if (!after) return;
    add(to_.retired_due_, after->memory_time, after->digest);
    to_.retired_.insert_or_assign(after->digest, *after);
  }
  void on(const std::optional<TokenSessions>& before,
          const std::optional<TokenSessions>& after) override {
    if (before) remove(to_.sessions_due_, before->memory_time, before->token);
    if (before && !after) to_.sessions_.erase(before->token);
    if (!after) return;
    add(to_.sessions_due_, after->memory_time, after->token);
    to_.sessions_.insert_or_assign(after->token, *after);
  }
  void on(const std::optional<WebhookState>&, const std::optional<WebhookState>& after) override {
    if (after) to_.webhooks_.insert_or_assign(after->id, *after);
  }

 private:
  MemoryEntities& to_;
};

MemoryEntities::MemoryEntities() {
  checkpoint_.state_digest = StateDigest().hex();
  checkpoint_.memory_digest = StateDigest().hex();
}

std::optional<TokenState> MemoryEntities::token(const TokenId& id) const {
  return find(tokens_, id);
}
std::optional<OwnerState> MemoryEntities::owner(const OwnerId& id) const {
  return find(owners_, id);
}
std::optional<CommandState> MemoryEntities::command(const CommandAttempt& attempt) const {
  return find(commands_, attempt);
}
std::optional<RetiredDigest> MemoryEntities::retired(const TokenDigest& digest) const {
  return find(retired_, digest);
}
std::optional<TokenSessions> MemoryEntities::sessions(const TokenId& token) const {
  return find(sessions_, token);
}
std::optional<WebhookState> MemoryEntities::webhook(const WebhookId& id) const {
  return find(webhooks_, id);
}
std::optional<TokenId> MemoryEntities::living(const TokenDigest& digest) const {
  return find(living_, digest);
}

void MemoryEntities::commands_from(const std::optional<CommandPlace>& from,
                                   const std::function<bool(CommandPlace)>& on_place) const {
  walk(commands_due_, from, on_place);
}
void MemoryEntities::retired_from(const std::optional<RetiredPlace>& from,
                                  const std::function<bool(RetiredPlace)>& on_place) const {
  walk(retired_due_, from, on_place);
}
void MemoryEntities::sessions_from(const std::optional<SessionsPlace>& from,
                                   const std::function<bool(SessionsPlace)>& on_place) const {
  walk(sessions_due_, from, on_place);
}

void MemoryEntities::write(const Batch& batch) {
  if (batch.ledger != nullptr) ledger_ = *batch.ledger;
  if (batch.nodes != nullptr) nodes_ = *batch.nodes;
  Writer writer(*this);
  batch.visit(writer);
  checkpoint_ = *batch.checkpoint;
}

}  // namespace ledger::projections

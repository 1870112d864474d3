#include "services/audit/what_if.hpp"

#include "events/token/standing.hpp"

namespace ledger::audit {
namespace {

using namespace token;

std::optional<Timestamp> expiry_given(const Payload& payload) {
  if (const auto* created = std::get_if<TokenCreated>(&payload)) return created->expires_at;
  const auto* regenerated = std::get_if<TokenRegenerated>(&payload);
  return regenerated == nullptr ? std::nullopt : std::optional(regenerated->expires_at);
}

}  // namespace

void WhatIf::see(const log::Record& record, const Event& event, const OwnerId& owner) {
  const auto expires_at = expiry_given(event.payload);
  const auto* id = std::get_if<TokenId>(&event.subject);
  if (!expires_at || id == nullptr) return;
  const auto allowed = lifetime_max_(owner);
  const auto lifetime = *expires_at - event.time;
  if (!allowed || lifetime <= *allowed) return;
  refused_.push_back(
      {record.position, record.log_time, *id, owner, event.caller, lifetime, *allowed});
}

std::vector<Refused> WhatIf::refused(const projections::MemoryEntities& entities,
                                     Timestamp now) && {
  for (auto& one : refused_) {
    const auto token = entities.token(one.token).value();
    const auto owner = entities.owner(one.owner).value();
    one.lives = !token.deleted && token.issued_position == one.position &&
                judge(token, owner, now) == Standing::active;
  }
  return std::move(refused_);
}

}  // namespace ledger::audit

#include "services/access/actor_cache.hpp"

namespace ledger::access {

std::optional<KnownCaller> ActorCache::find(const token::TokenDigest& digest,
                                            std::uint64_t revision, std::uint64_t owner_revision) {
  auto& shard = shard_of(digest);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.callers.find(digest);
  if (found == shard.callers.end()) return std::nullopt;
  const auto& caller = found->second;
  if (caller.token.revision == revision && caller.owner.revision == owner_revision) return caller;
  shard.callers.erase(found);
  return std::nullopt;
}

void ActorCache::keep(const token::TokenDigest& digest, const KnownCaller& caller) {
  auto& shard = shard_of(digest);
  const std::lock_guard lock(shard.mutex);
  if (shard.callers.size() == shard_size_max) shard.callers.clear();
  shard.callers.insert_or_assign(digest, caller);
}

}  // namespace ledger::access

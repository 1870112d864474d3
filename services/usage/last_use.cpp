#include "services/usage/last_use.hpp"

#include <cstring>
#include <vector>

namespace ledger::usage {

std::size_t LastUse::Hash::operator()(const token::TokenId& id) const noexcept {
  std::uint64_t random;  // the last eight bytes of an id are random
  std::memcpy(&random, id.value.data() + 8, sizeof random);
  return random * 0x9e3779b97f4a7c15;
}

void LastUse::gather(const token::TokenId& id, std::uint32_t minute, std::string_view from) {
  Shard& shard = shard_of(id);
  const std::lock_guard lock(shard.mutex);
  gather_locked(shard, id, minute, from);
}

bool LastUse::gather_if_free(const token::TokenId& id, std::uint32_t minute,
                             std::string_view from) {
  Shard& shard = shard_of(id);
  const std::unique_lock lock(shard.mutex, std::try_to_lock);
  if (lock.owns_lock()) gather_locked(shard, id, minute, from);
  return lock.owns_lock();
}

void LastUse::gather_locked(Shard& shard, const token::TokenId& id, std::uint32_t minute,
                            std::string_view from) {
  const auto here = shard.gathered.find(id);
  if (here != shard.gathered.end()) {
    Use& use = here->second;
    const bool is_told_more = use.minute == minute && !from.empty();
    if (use.minute < minute || is_told_more) use = {minute, std::string(from)};
    return;
  }
  if (shard.gathered.size() >= gathered_max_) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  shard.gathered.emplace(id, Use{minute, std::string(from)});
}

std::optional<Use> LastUse::find(const token::TokenId& id) const {
  {
    const Shard& shard = shard_of(id);
    const std::lock_guard lock(shard.mutex);
    for (const Uses* uses : {&shard.gathered, &shard.writing}) {
      const auto here = uses->find(id);
      if (here != uses->end()) return here->second;
    }
  }
  return store_.find(id);
}

bool LastUse::flush() {
  bool written = true;
  std::vector<TokenUse> batch;
  for (Shard& shard : shards_) {
    batch.clear();
    {
      const std::lock_guard lock(shard.mutex);
      if (shard.gathered.empty()) continue;
      shard.writing.swap(shard.gathered);
    }
    // Without the lock: flush() alone changes what is being written.
    batch.reserve(shard.writing.size());
    for (const auto& [id, use] : shard.writing) batch.push_back({id, use});
    written = store_.write(batch) && written;
    Uses done;
    const std::lock_guard lock(shard.mutex);
    shard.writing.swap(done);
  }
  return written;
}

}  // namespace ledger::usage

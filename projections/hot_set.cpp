#include "projections/hot_set.hpp"

#include "projections/view_rows.hpp"

namespace ledger::projections {
namespace {

using namespace token;

/// Its word, and its place in the table.
constexpr std::size_t owner_bytes = sizeof(HotStanding) + 64;

}  // namespace

HotSet::HotSet(std::size_t bytes_max) : bytes_max_(bytes_max) {}

HotSet::~HotSet() = default;

bool HotSet::complete() const noexcept {
  return loaded_.load(std::memory_order_acquire) && !overflown_.load(std::memory_order_acquire);
}
std::size_t HotSet::size() const noexcept { return size_.load(std::memory_order_relaxed); }
std::size_t HotSet::bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }

void HotSet::begin_load() { loaded_.store(false, std::memory_order_release); }
void HotSet::end_load() { loaded_.store(true, std::memory_order_release); }

void HotSet::put(const TokenState& token) {
  if (token.deleted) return;
  const HotStanding& standing = standing_of_owner(token.owner);
  const std::string scopes = token.scopes.joined();
  if (token.overlap) {
    const Overlap& old = *token.overlap;
    put_secret({old.digest, token, old.issued_position, old.until, true}, standing, scopes);
  }
  put_secret({token.digest, token, token.issued_position, token.expires_at, false}, standing,
             scopes);
}

void HotSet::put_secret(const Living& secret, const HotStanding& standing,
                        std::string_view scopes) {
  const auto hash = hash_(secret.digest);
  Shard& shard = shards_[shard_of(hash)];
  HotSlot made{};
  made.digest = secret.digest;
  made.id = secret.token.id;
  made.standing = &standing;
  made.issued_position = secret.issued_position;
  made.expires_at = secret.expires_at;
  made.in_overlap = secret.in_overlap;
  made.texts.set(secret.token.owner.text(), scopes, secret.token.name);
  // Only this thread changes tables, so what it reads without the lock stays as it is.
  HotSlot* here = shard.table.find(secret.digest, hash);
  if (here == nullptr && !(bytes() + made.texts.heap_bytes() <= bytes_max_ && make_room(shard))) {
    overflown_.store(true, std::memory_order_release);
    return made.texts.free();
  }
  bytes_ += made.texts.heap_bytes();
  if (here != nullptr) {
    HotTexts before = here->texts;
    {
      const std::lock_guard lock(shard.lock);
      *here = made;
    }
    bytes_ -= before.heap_bytes();
    return before.free();
  }
  ++size_;
  const std::lock_guard lock(shard.lock);
  shard.table.add(hash) = made;
}

bool HotSet::make_room(Shard& shard) {
  if (shard.table.has_room()) return true;
  const auto needs = shard.table.bytes_when_grown() - shard.table.bytes();
  if (bytes() + needs > bytes_max_) return false;
  // Readers go on in the old one meanwhile.
  HotTable other = shard.table.grown(hash_);
  {
    const std::lock_guard lock(shard.lock);
    shard.table.swap(other);
  }
  other.abandon();
  bytes_ += needs;
  return true;
}

void HotSet::erase(const TokenDigest& digest) {
  const auto hash = hash_(digest);
  Shard& shard = shards_[shard_of(hash)];
  HotSlot* slot = shard.table.find(digest, hash);
  if (slot == nullptr) return;
  bytes_ -= slot->texts.heap_bytes();
  --size_;
  const std::lock_guard lock(shard.lock);
  shard.table.erase(slot, hash_);
}

void HotSet::replace(const std::optional<TokenState>& before, const TokenState& after) {
  for_each_ended(before, after, [&](const TokenDigest& digest) { erase(digest); });
  put(after);
}

HotStanding& HotSet::standing_of_owner(const OwnerId& id) {
  const auto [place, is_new] = owners_.try_emplace(id.text(), nullptr);
  if (is_new) {
    place->second = &standings_.emplace_back();
    bytes_ += owner_bytes;
  }
  return *place->second;
}

void HotSet::put_owner(const OwnerState& owner) {
  const auto standing = standing_of(owner);
  // One that is not here stands well; most owners never change that.
  if (owners_.contains(owner.id.text()) || standing.suspended || standing.revoked_through) {
    standing_of_owner(owner.id).set(standing);
  }
}

}  // namespace ledger::projections

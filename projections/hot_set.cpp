#include "projections/hot_set.hpp"

#include <limits>

#include "projections/view_rows.hpp"

namespace ledger::projections {
namespace {

using namespace token;

/// Milliseconds that fit into a slot; what is beyond is dead, or lives for ever, as before.
std::uint64_t fitted(Timestamp time) noexcept {
  const auto count = time.time_since_epoch().count();
  return count < 0 ? 0 : std::min(static_cast<std::uint64_t>(count), SixBytes::max);
}

template <class Pointer>
void point(SixBytes& to, Pointer* entry) noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(entry);
  invariant(address <= SixBytes::max);
  to.set(address);
}

}  // namespace

HotSet::HotSet(std::size_t bytes_max) : bytes_max_(bytes_max) {}

HotSet::~HotSet() = default;

HotSet::Extent HotSet::extent() const noexcept {
  // In this order: where the time goes back, what left by the later one is noted as missing first.
  const auto passed = passed_.load(std::memory_order_acquire);
  return {whole(), passed};
}
bool HotSet::whole() const noexcept {
  return loaded_.load(std::memory_order_acquire) && !overflown_.load(std::memory_order_acquire);
}
std::size_t HotSet::size() const noexcept { return size_.load(std::memory_order_relaxed); }
std::size_t HotSet::bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }

void HotSet::count_bytes() noexcept {
  bytes_.store(own_bytes_ + owners_.bytes() + scopes_.bytes(), std::memory_order_relaxed);
}

void HotSet::note_missing() noexcept {
  ++missing_noted_;
  overflown_.store(true, std::memory_order_release);
}

void HotSet::made_whole(std::uint64_t since) noexcept {
  if (missing_noted_ == since) overflown_.store(false, std::memory_order_release);
}

void HotSet::begin_load() { loaded_.store(false, std::memory_order_release); }

void HotSet::end_load(bool whole) {
  for (Shard& shard : shards_) shrink(shard);
  if (!whole) note_missing();
  loaded_.store(true, std::memory_order_release);
}

bool HotSet::put(const TokenState& token) {
  if (token.deleted) return true;
  const std::string scopes = token.scopes.joined();
  return put(living_token(token, scopes));
}

bool HotSet::put(const LivingToken& token) {
  HotOwner& owner = owners_.find_or_make(token.owner);
  HotScopes& scopes = scopes_.find_or_make(token.scopes);
  // Held until the end: a dead secret that leaves may have been the last to point there.
  ++owner.slots;
  ++scopes.slots;
  bool taken = true;
  if (token.overlap) {
    const Overlap& old = *token.overlap;
    taken = put_secret({old.digest, token, old.issued_position, old.until, true}, owner, scopes);
  }
  taken = put_secret({token.digest, token, token.issued_position, token.expires_at, false}, owner,
                     scopes) &&
          taken;
  release(owner, scopes);
  count_bytes();
  return taken;
}

bool HotSet::is_dead(const HotOwner& owner, Position issued, Timestamp expires_at) const noexcept {
  if (expires_at <= passed_.load(std::memory_order_relaxed)) return true;
  if (!owner_revoked_) return false;
  const auto revoked = owner.get().standing.revoked_through;
  return revoked && *revoked >= issued;
}

bool HotSet::put_secret(const Living& secret, HotOwner& owner, HotScopes& scopes) {
  const auto hash = hash_(secret.digest);
  Shard& shard = shards_[shard_of(hash)];
  // Only this thread changes tables, so what it reads without the lock stays as it is.
  HotSlot* here = shard.table.find(secret.digest, hash);
  if (is_dead(owner, secret.issued_position, secret.expires_at)) {
    if (here != nullptr) erase(shard, *here);
    if (secret.in_overlap && ended_ != nullptr) ended_->add(secret.digest);
    return true;
  }
  const auto name_bytes = HotName::heap_bytes_of(secret.token.name.size());
  const bool fits = secret.token.revision <= std::numeric_limits<std::uint32_t>::max() &&
                    secret.issued_position.value() <= SixBytes::max;
  const bool has_room = here != nullptr || (bytes() + name_bytes <= bytes_max_ && make_room(shard));
  if (!fits || !has_room) {
    note_missing();
    if (here != nullptr) erase(shard, *here);
    return false;
  }
  HotSlot made{};
  made.digest = secret.digest;
  made.id = secret.token.id;
  point(made.owner_address, &owner);
  point(made.scopes_address, &scopes);
  made.issued.set(secret.issued_position.value());
  made.expires.set(fitted(secret.expires_at));
  made.revision = static_cast<std::uint32_t>(secret.token.revision);
  made.name.set(secret.token.name, secret.in_overlap);
  own_bytes_ += name_bytes;
  ++owner.slots;
  ++scopes.slots;
  if (here == nullptr) {
    ++size_;
    const std::lock_guard lock(shard.lock);
    shard.table.add(hash) = made;
    return true;
  }
  HotSlot before = *here;
  {
    const std::lock_guard lock(shard.lock);
    *here = made;
  }
  own_bytes_ -= before.name.heap_bytes();
  before.name.free();
  release(before.owner(), before.scopes());
  return true;
}

void HotSet::release(HotOwner& owner, HotScopes& scopes) noexcept {
  --owner.slots;
  --scopes.slots;
  owners_.drop_if_unused(owner);
  scopes_.drop_if_unused(scopes);
}

bool HotSet::make_room(Shard& shard) {
  if (shard.table.has_room()) return true;
  const auto capacity = shard.table.capacity_when_grown();
  const auto needs = HotTable::bytes_of(capacity) - shard.table.bytes();
  if (bytes() + needs > bytes_max_) return false;
  resize(shard, capacity);
  return true;
}

void HotSet::resize(Shard& shard, std::size_t capacity) {
  own_bytes_ -= shard.table.bytes();
  // Readers go on in the old one meanwhile.
  HotTable other = shard.table.resized(capacity, hash_);
  {
    const std::lock_guard lock(shard.lock);
    shard.table.swap(other);
  }
  other.abandon();
  own_bytes_ += shard.table.bytes();
  count_bytes();
}

void HotSet::shrink(Shard& shard) {
  if (shard.table.is_sparse()) resize(shard, HotTable::capacity_for(shard.table.size()));
}

void HotSet::reserve(std::size_t tokens) {
  // Some shards get a few more than others.
  const auto each = tokens / shard_count;
  auto capacity = HotTable::capacity_for(each + each / 64 + 8);
  const auto space = bytes_max_ - std::min(bytes_max_, bytes());
  capacity = std::min(capacity, space / shard_count / (HotTable::bytes_of(16) / 16 + 1));
  for (Shard& shard : shards_) {
    if (shard.table.capacity() < capacity) resize(shard, capacity);
  }
}

void HotSet::erase(const TokenDigest& digest) {
  const auto hash = hash_(digest);
  Shard& shard = shards_[shard_of(hash)];
  if (HotSlot* slot = shard.table.find(digest, hash)) erase(shard, *slot);
  count_bytes();
}

void HotSet::erase(Shard& shard, HotSlot& slot) {
  HotOwner& owner = slot.owner();
  HotScopes& scopes = slot.scopes();
  own_bytes_ -= slot.name.heap_bytes();
  --size_;
  {
    const std::lock_guard lock(shard.lock);
    shard.table.erase(&slot, hash_);
  }
  release(owner, scopes);
}

void HotSet::replace(const std::optional<TokenState>& before, const TokenState& after) {
  for_each_ended(before, after, [&](const TokenDigest& digest) { erase(digest); });
  static_cast<void>(put(after));
}

void HotSet::put_owner(const OwnerState& owner) {
  const auto standing = standing_of(owner);
  const bool is_plain = !standing.suspended && !standing.revoked_through && owner.revision == 0;
  // One that is not here stands well and was never changed; most owners never are.
  if (is_plain && owners_.find(owner.id.text()) == nullptr) return;
  owners_.find_or_make(owner.id.text()).set(standing, owner.revision);
  owner_revoked_ = owner_revoked_ || standing.revoked_through;
  count_bytes();
}

void HotSet::pass_expired(Timestamp now) {
  const Timestamp passed = now - grace;
  // The clock was set back: what left by the later time may live again, and is fetched from the
  // rows, which answer until then.
  if (passed_.load(std::memory_order_relaxed) > now) note_missing();
  if (passed_.load(std::memory_order_relaxed) > now ||
      passed > passed_.load(std::memory_order_relaxed)) {
    // Before anything is erased, so that who misses a digest reads this afterwards.
    passed_.store(passed, std::memory_order_release);
  }
}

void HotSet::sweep(Timestamp now, std::size_t slots_max) {
  pass_expired(now);
  for (std::size_t seen = 0; seen < slots_max;) {
    Shard& shard = shards_[next_shard_];
    if (next_place_ >= shard.table.capacity()) {
      shrink(shard);
      next_shard_ = (next_shard_ + 1) % shard_count;
      next_place_ = 0;
      ++seen;  // also where all tables are empty
      continue;
    }
    ++seen;
    HotSlot* slot = shard.table.at(next_place_);
    if (slot == nullptr || !is_dead(slot->owner(), slot->issued_position(), slot->expires_at())) {
      ++next_place_;
      continue;
    }
    if (slot->name.in_overlap() && ended_ != nullptr) ended_->add(slot->digest);
    erase(shard, *slot);  // another may have moved up to this place
  }
  count_bytes();
}

}  // namespace ledger::projections

#include "projections/hot_set.hpp"

#include <cstring>
#include <new>
#include <random>

#include "projections/view_rows.hpp"

namespace ledger::projections {
namespace {

using namespace token;

constexpr std::size_t owner_bytes = sizeof(HotOwner) + 64;  // with its place in the table

}  // namespace

HotHash::HotHash() {
  std::random_device random;
  for (auto& half : key_) half = std::uint64_t{random()} << 32 | random();
}

void HotEntryDelete::operator()(HotEntry* entry) const noexcept {
  entry->~HotEntry();
  ::operator delete(entry);
}

HotEntryPtr make_hot_entry(const TokenDigest& digest, const HotFields& fields) {
  const std::string_view name = fields.token->name;
  const auto size = sizeof(HotEntry) + name.size() + fields.scopes.size();
  void* place = ::operator new(size);
  HotEntryPtr entry(new (place) HotEntry{
      digest, fields.token->id, fields.owner, fields.token->revision, fields.issued_position,
      fields.expires_at, static_cast<std::uint16_t>(name.size()),
      static_cast<std::uint16_t>(fields.scopes.size()), fields.in_overlap});
  char* text = static_cast<char*>(place) + sizeof(HotEntry);
  std::memcpy(text, name.data(), name.size());
  std::memcpy(text + name.size(), fields.scopes.data(), fields.scopes.size());
  return entry;
}

HotSet::HotSet(std::size_t bytes_max) : bytes_max_(bytes_max) {
  for (auto& shard : shards_) shard.entries = decltype(shard.entries)(0, HotEntryHash{&hash_});
}

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
  const HotOwner& owner = owner_of(token.owner);
  const std::string scopes = token.scopes.joined();
  if (token.overlap) {
    put_secret(token.overlap->digest, {&token, &owner, scopes, token.overlap->issued_position,
                                       token.overlap->until, true});
  }
  put_secret(token.digest,
             {&token, &owner, scopes, token.issued_position, token.expires_at, false});
}

void HotSet::put_secret(const TokenDigest& digest, const HotFields& fields) {
  const auto hash = hash_(digest);
  HotShard& shard = const_cast<HotShard&>(shard_of(hash));
  HotEntryPtr entry = make_hot_entry(digest, fields);
  const auto needs = entry->bytes();
  // Only this thread changes tables, so what it reads without the lock stays as it is.
  const auto found = shard.entries.find(HotProbe{&digest, hash});
  if (found != shard.entries.end()) {
    auto& here = const_cast<HotEntryPtr&>(*found);  // the digest, and so the place, is the same
    bytes_ += needs;
    bytes_ -= here->bytes();
    const std::lock_guard lock(shard.lock);
    here.swap(entry);
    return;
  }
  if (bytes() + needs > bytes_max_) {
    overflown_.store(true, std::memory_order_release);
    return;
  }
  const auto table_before = shard.table_bytes();
  {
    const std::lock_guard lock(shard.lock);
    shard.entries.insert(std::move(entry));
  }
  bytes_ += needs + shard.table_bytes() - table_before;
  ++size_;
}

void HotSet::erase(const TokenDigest& digest) {
  const auto hash = hash_(digest);
  HotShard& shard = const_cast<HotShard&>(shard_of(hash));
  const auto found = shard.entries.find(HotProbe{&digest, hash});
  if (found == shard.entries.end()) return;
  bytes_ -= (*found)->bytes();
  --size_;
  const std::lock_guard lock(shard.lock);
  shard.entries.erase(found);
}

void HotSet::replace(const std::optional<TokenState>& before, const TokenState& after) {
  for_each_ended(before, after, [&](const TokenDigest& digest) { erase(digest); });
  put(after);
}

HotOwner& HotSet::owner_of(const OwnerId& id) {
  const auto found = owners_.find(std::string_view(id.text()));
  if (found != owners_.end()) return *found->second;
  auto owner = std::make_unique<HotOwner>(id.text());
  const std::string_view key = owner->id;
  bytes_ += owner_bytes;
  return *owners_.emplace(key, std::move(owner)).first->second;
}

void HotSet::put_owner(const OwnerState& owner) {
  const auto standing = standing_of(owner);
  const bool here = owners_.contains(std::string_view(owner.id.text()));
  // One that is not here stands well; most owners never change that.
  if (here || standing.suspended || standing.revoked_through) owner_of(owner.id).set(standing);
}

}  // namespace ledger::projections

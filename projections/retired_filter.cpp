#include "projections/retired_filter.hpp"

#include <cstring>
#include <mutex>
#include <shared_mutex>

namespace ledger::projections {
namespace {

using Places = std::vector<std::uint64_t>;

/// At most four places in five are taken, and a table grows by a fifth and a bit: 10 to 13 bytes an
/// entry, and a handful of places looked at.
constexpr std::size_t places_min = 16;

/// Where a print belongs: the bits that did not choose the shard, scaled to the table.
std::size_t home(std::uint64_t print, std::size_t places) noexcept {
  return static_cast<std::size_t>((print >> 26 & 0xffff'ffff) * places >> 32);
}

std::size_t next(std::size_t place, std::size_t places) noexcept {
  return place + 1 == places ? 0 : place + 1;
}

/// The place of `print`, or the free one where it would go.
std::size_t find(const Places& places, std::uint64_t print) noexcept {
  std::size_t place = home(print, places.size());
  while (places[place] != 0 && places[place] != print) place = next(place, places.size());
  return place;
}

}  // namespace

std::uint64_t RetiredFilter::print_of(const token::TokenDigest& digest) noexcept {
  // A digest is random already.
  std::uint64_t print = 0;
  std::memcpy(&print, digest.value.data(), sizeof print);
  return print == 0 ? 1 : print;
}

bool RetiredFilter::may_have(const token::TokenDigest& digest) const noexcept {
  if (missing_.load(std::memory_order_relaxed) > 0) return true;
  if (size_.load(std::memory_order_relaxed) == 0) return false;
  const auto print = print_of(digest);
  const Shard& shard = shard_of(print);
  const std::shared_lock lock(shard.lock);
  return shard.taken > 0 && shard.places[find(shard.places, print)] == print;
}

bool RetiredFilter::make_room(Shard& shard) {
  const std::size_t before = shard.places.size();
  if ((shard.taken + 1) * 5 <= before * 4) return true;
  const std::size_t after = before == 0 ? places_min : before + before / 4 + 1;
  if (bytes_ + (after - before) * sizeof(std::uint64_t) > bytes_max_) return false;
  Places larger(after);
  for (const auto print : shard.places) {
    if (print != 0) larger[find(larger, print)] = print;
  }
  bytes_ += (larger.size() - before) * sizeof(std::uint64_t);
  const std::lock_guard lock(shard.lock);
  shard.places.swap(larger);
  return true;
}

void RetiredFilter::add(const token::TokenDigest& digest) {
  const auto print = print_of(digest);
  Shard& shard = shard_of(print);
  // Only this thread changes tables, so what it reads without the lock stays as it is.
  if (shard.taken > 0 && shard.places[find(shard.places, print)] == print) return;
  if (!make_room(shard)) {
    ++missing_;
    return;
  }
  const auto place = find(shard.places, print);
  const std::lock_guard lock(shard.lock);
  shard.places[place] = print;
  ++shard.taken;
  ++size_;
}

void RetiredFilter::forget_missing() noexcept {
  if (missing_ > 0) --missing_;
}

void RetiredFilter::remove(const token::TokenDigest& digest) {
  const auto print = print_of(digest);
  Shard& shard = shard_of(print);
  if (shard.taken == 0) return forget_missing();
  auto& places = shard.places;
  std::size_t hole = find(places, print);
  if (places[hole] != print) return forget_missing();
  const std::lock_guard lock(shard.lock);
  // What lies behind moves up where the hole is on its way, so that nothing is cut off.
  for (auto place = next(hole, places.size()); places[place] != 0;
       place = next(place, places.size())) {
    const auto wanted = home(places[place], places.size());
    const bool stays =
        hole <= place ? hole < wanted && wanted <= place : hole < wanted || wanted <= place;
    if (stays) continue;
    places[hole] = places[place];
    hole = place;
  }
  places[hole] = 0;
  --shard.taken;
  --size_;
}

}  // namespace ledger::projections

#include "projections/hot_table.hpp"

#include <new>
#include <sys/mman.h>
#include <utility>

namespace ledger::projections {
namespace {

/// Tables from half a large page on begin on the boundary of one, and the system is asked to back
/// them by large pages: a slot is then one step away instead of several. They are mapped one by
/// one, so that a table that was outgrown goes back to the system at once and leaves no hole in a
/// heap.
constexpr std::size_t large_page = std::size_t{2} << 20;
constexpr std::size_t mapped_min = large_page / 2;
constexpr std::size_t small_page = 4096;

std::size_t rounded_up(std::size_t bytes, std::size_t unit) noexcept {
  return (bytes + unit - 1) / unit * unit;
}

char* map(std::size_t bytes) {
  const auto wanted = rounded_up(bytes, small_page);
  const auto mapped = wanted + large_page;
  void* all = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED) throw std::bad_alloc();
  auto* begin = static_cast<char*>(all);
  const auto lead = rounded_up(reinterpret_cast<std::uintptr_t>(begin), large_page) -
                    reinterpret_cast<std::uintptr_t>(begin);
  if (lead > 0) ::munmap(begin, lead);
  if (lead < large_page) ::munmap(begin + lead + wanted, large_page - lead);
  static_cast<void>(::madvise(begin + lead, wanted, MADV_HUGEPAGE));
  return begin + lead;
}

void* allocate(std::size_t bytes) {
  if (bytes >= mapped_min) return map(bytes);
  return ::operator new(bytes, std::align_val_t(alignof(HotSlot)));
}

void release(void* place, std::size_t bytes) noexcept {
  if (bytes >= mapped_min) {
    ::munmap(place, rounded_up(bytes, small_page));
  } else {
    ::operator delete(place, std::align_val_t(alignof(HotSlot)));
  }
}

}  // namespace

HotTable::~HotTable() {
  if (capacity_ == 0) return;
  for (std::size_t at = 0; at < capacity_ && size_ > 0; ++at) {
    if (tags_[at] != 0) slots_[at].name.free();
  }
  release(slots_, bytes());
}

void HotTable::swap(HotTable& other) noexcept {
  std::swap(slots_, other.slots_);
  std::swap(tags_, other.tags_);
  std::swap(capacity_, other.capacity_);
  std::swap(size_, other.size_);
}

HotTable HotTable::resized(std::size_t capacity, const HotHash& hash) const {
  HotTable other;
  other.capacity_ = capacity;
  const auto bytes = other.bytes();
  other.slots_ = static_cast<HotSlot*>(allocate(bytes));
  other.tags_ = reinterpret_cast<std::uint8_t*>(other.slots_ + other.capacity_);
  std::memset(other.tags_, 0, other.capacity_ + group_size);
  for (std::size_t at = 0; at < capacity_; ++at) {
    if (tags_[at] != 0) other.add(hash(slots_[at].digest)).take(slots_[at]);
  }
  return other;
}

HotSlot& HotTable::add(std::uint64_t hash) noexcept {
  std::size_t at = home(hash);
  while (tags_[at] != 0) at = wrapped(at + 1);
  set_tag(at, tag_of(hash));
  ++size_;
  return slots_[at];
}

void HotTable::erase(HotSlot* slot, const HotHash& hash) noexcept {
  slot->name.free();
  // What follows moves up where its way from home leads over the hole.
  auto hole = static_cast<std::size_t>(slot - slots_);
  for (auto at = wrapped(hole + 1); tags_[at] != 0; at = wrapped(at + 1)) {
    const auto from_home = wrapped(at + capacity_ - home(hash(slots_[at].digest)));
    const auto from_hole = wrapped(at + capacity_ - hole);
    if (from_home < from_hole) continue;
    slots_[hole] = slots_[at];
    set_tag(hole, tags_[at]);
    hole = at;
  }
  set_tag(hole, 0);
  --size_;
}

void HotTable::set_tag(std::size_t at, std::uint8_t tag) noexcept {
  tags_[at] = tag;
  if (at < group_size) tags_[capacity_ + at] = tag;
}

}  // namespace ledger::projections

#include "projections/hot_table.hpp"

#include <new>
#include <sys/mman.h>
#include <utility>

namespace ledger::projections {
namespace {

/// Tables of this size begin on such a boundary, and the system is asked to back them by large
/// pages: a slot is then one step away instead of several.
constexpr std::size_t large_page = std::size_t{2} << 20;

std::align_val_t alignment_of(std::size_t bytes) noexcept {
  return std::align_val_t(bytes < large_page ? alignof(HotSlot) : large_page);
}

}  // namespace

HotTable::~HotTable() {
  if (capacity_ == 0) return;
  for (std::size_t at = 0; at < capacity_ && size_ > 0; ++at) {
    if (tags_[at] != 0) slots_[at].texts.free();
  }
  ::operator delete(slots_, alignment_of(bytes()));
}

void HotTable::swap(HotTable& other) noexcept {
  std::swap(slots_, other.slots_);
  std::swap(tags_, other.tags_);
  std::swap(capacity_, other.capacity_);
  std::swap(size_, other.size_);
}

HotTable HotTable::grown(const HotHash& hash) const {
  HotTable larger;
  larger.capacity_ = next_capacity();
  const auto bytes = larger.bytes();
  void* place = ::operator new(bytes, alignment_of(bytes));
  if (bytes >= large_page) static_cast<void>(::madvise(place, bytes, MADV_HUGEPAGE));
  larger.slots_ = static_cast<HotSlot*>(place);
  larger.tags_ = reinterpret_cast<std::uint8_t*>(larger.slots_ + larger.capacity_);
  std::memset(larger.tags_, 0, larger.capacity_ + group_size);
  for (std::size_t at = 0; at < capacity_; ++at) {
    if (tags_[at] != 0) larger.add(hash(slots_[at].digest)).take(slots_[at]);
  }
  return larger;
}

HotSlot& HotTable::add(std::uint64_t hash) noexcept {
  std::size_t at = home(hash);
  while (tags_[at] != 0) at = wrapped(at + 1);
  set_tag(at, tag_of(hash));
  ++size_;
  return slots_[at];
}

void HotTable::erase(HotSlot* slot, const HotHash& hash) noexcept {
  slot->texts.free();
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

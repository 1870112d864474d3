#include "projections/hot_slot.hpp"

#include <new>
#include <random>

namespace ledger::projections {

HotHash::HotHash() {
  std::random_device random;
  for (auto& half : key_) half = std::uint64_t{random()} << 32 | random();
}

void HotName::set(std::string_view name, bool in_overlap) {
  head_ = in_overlap ? overlap_bit : 0;
  if (name.size() <= inside_max) {
    head_ = static_cast<std::uint8_t>(head_ | name.size());
    name.copy(bytes_, name.size());
    return;
  }
  head_ |= outside_bit;
  const auto size = static_cast<std::uint16_t>(name.size());
  auto* place = static_cast<char*>(::operator new(sizeof size + name.size()));
  std::memcpy(place, &size, sizeof size);
  name.copy(place + sizeof size, name.size());
  std::memcpy(bytes_, static_cast<const void*>(&place), sizeof place);
}

}  // namespace ledger::projections

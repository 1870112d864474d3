#include "projections/hot_slot.hpp"

#include <new>
#include <random>

namespace ledger::projections {

HotHash::HotHash() {
  std::random_device random;
  for (auto& half : key_) half = std::uint64_t{random()} << 32 | random();
}

void HotTexts::set(std::string_view owner, std::string_view scopes, std::string_view name) {
  owner_size_ = static_cast<std::uint8_t>(owner.size());
  scopes_size_ = static_cast<std::uint16_t>(scopes.size());
  name_size_ = static_cast<std::uint16_t>(name.size());
  if (front_size() + name.size() <= inside_max) {
    place_ = Place::inside;
  } else if (front_size() <= inside_max - sizeof(char*)) {
    place_ = Place::name_outside;
  } else {
    place_ = Place::all_outside;
  }
  char* front = inside_;
  char* back = inside_ + front_size();
  if (place_ != Place::inside) {
    auto* place = static_cast<char*>(::operator new(outside_size()));
    std::memcpy(inside_ + inside_max - sizeof place, &place, sizeof place);
    back = place;
    if (place_ == Place::all_outside) {
      front = place;
      back = place + front_size();
    }
  }
  owner.copy(front, owner.size());
  scopes.copy(front + owner.size(), scopes.size());
  name.copy(back, name.size());
}

void HotTexts::free() noexcept {
  if (place_ != Place::inside) ::operator delete(outside());
}

}  // namespace ledger::projections

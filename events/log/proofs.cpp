#include "events/log/proofs.hpp"

namespace ledger::log {

bool Proofs::add(Position position, BootTime complete_at) noexcept {
  const std::lock_guard lock(adding_);
  const auto added = added_.load(std::memory_order_relaxed);
  if (added != 0) {
    const auto& last = slots_[(added - 1) % kept];
    if (complete_at.count() <= last.time.load(std::memory_order_relaxed)) return false;
  }
  auto& slot = slots_[added % kept];
  slot.position_plus_one.store(0);
  slot.time.store(complete_at.count());
  slot.position_plus_one.store(position.value() + 1);
  added_.store(added + 1, std::memory_order_release);
  return true;
}

std::optional<BootTime> Proofs::at(Position applied) const noexcept {
  const auto added = added_.load(std::memory_order_acquire);
  for (std::uint64_t back = 1; back <= kept && back <= added; ++back) {
    const auto& slot = slots_[(added - back) % kept];
    const auto position = slot.position_plus_one.load();
    const auto time = slot.time.load();
    // Overwritten meanwhile: what stands there now is newer than what was asked for.
    if (position == 0 || slot.position_plus_one.load() != position) continue;
    if (position - 1 <= applied.value()) return BootTime(time);
  }
  return std::nullopt;
}

}  // namespace ledger::log

#pragma once
// The entities of one kind that a batch has read or changed: what they were when the batch began
// and what they are now. Reading one's own writes before they are written. One thread.

#include <optional>

#include <boost/unordered/unordered_flat_map.hpp>

namespace ledger::projections {

template <class Name, class Entity, class Hash>
class EntityCache {
 public:
  /// load(): the entity as the database has it; called for a name that is not here yet.
  template <class Load>
  [[nodiscard]] const std::optional<Entity>& get(const Name& name, Load load) {
    return slot(name, load).now;
  }

  template <class Load>
  void set(const Name& name, std::optional<Entity> entity, Load load) {
    Slot& here = slot(name, load);
    here.now = std::move(entity);
    if (!here.changed) ++changed_;
    here.changed = true;
  }

  /// Calls on_change(before, now) for each that was set. In no particular order.
  template <class OnChange>
  void for_each_changed(OnChange on_change) const {
    if (changed_ == 0) return;
    for (const auto& [name, slot] : slots_) {
      if (slot.changed) on_change(slot.before, slot.now);
    }
  }

  void clear() {
    slots_.clear();
    changed_ = 0;
  }

 private:
  struct Slot {
    std::optional<Entity> before;
    std::optional<Entity> now;
    bool changed = false;
  };

  template <class Load>
  Slot& slot(const Name& name, Load load) {
    const auto found = slots_.find(name);
    if (found != slots_.end()) return found->second;
    Slot fresh{load(), std::nullopt, false};
    fresh.now = fresh.before;
    return slots_.emplace(name, std::move(fresh)).first->second;
  }

  boost::unordered_flat_map<Name, Slot, Hash> slots_;
  std::size_t changed_ = 0;
};

}  // namespace ledger::projections

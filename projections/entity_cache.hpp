#pragma once
// The entities of one kind that a fold has read or changed: as they are now, and what those that
// the batch under way has changed were before. Reading one's own writes before they are written;
// what was read stays for the batches behind, for only the fold changes it. One thread.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace ledger::projections {

template <class Name, class Entity, class Hash>
class EntityCache {
 public:
  /// `kept_max`: how many may stay when a batch is written.
  explicit EntityCache(std::size_t kept_max) : kept_max_(kept_max) {}

  /// load(): the entity as the store has it; called for a name that is not here yet.
  template <class Load>
  [[nodiscard]] const std::optional<Entity>& get(const Name& name, Load load) {
    return slot(name, load).now;
  }

  template <class Load>
  void set(const Name& name, std::optional<Entity> entity, Load load) {
    Slot& here = slot(name, load);
    if (!here.is_changed) {
      here.is_changed = true;
      changed_.emplace_back(name, std::move(here.now));
    }
    here.now = std::move(entity);
  }

  /// Calls on_change(before, now) for each that was set, in the order of their first change.
  template <class OnChange>
  void for_each_changed(OnChange on_change) const {
    for (const auto& [name, before] : changed_) on_change(before, slots_.find(name)->second.now);
  }

  /// The store has everything: a new batch begins.
  void settle() {
    if (slots_.size() > kept_max_) {
      slots_ = {};  // clear() costs what it ever held, each time
    } else {
      for (const auto& change : changed_) slots_.find(change.first)->second.is_changed = false;
    }
    changed_.clear();
  }

 private:
  struct Slot {
    std::optional<Entity> now;
    bool is_changed = false;
  };

  template <class Load>
  Slot& slot(const Name& name, Load load) {
    const auto found = slots_.find(name);
    if (found != slots_.end()) return found->second;
    return slots_.emplace(name, Slot{load(), false}).first->second;
  }

  std::size_t kept_max_;
  boost::unordered_flat_map<Name, Slot, Hash> slots_;
  std::vector<std::pair<Name, std::optional<Entity>>> changed_;
};

}  // namespace ledger::projections

#pragma once
// The entities of one kind that a fold has read or changed: as they are now, and what those that
// the batch under way has changed were before. Reading one's own writes before they are written;
// what was read stays for the batches behind, for only the fold changes it. One thread; what was
// handed over is read by another, which writes it.

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace ledger::projections {

/// What one batch has read and changed.
template <class Name, class Entity, class Hash>
class EntityBatch {
 public:
  /// Calls on_change(before, now) for each that was set, in the order of their first change.
  template <class OnChange>
  void for_each_changed(OnChange on_change) const {
    for (const auto& [name, before] : changed_) on_change(before, slots_.find(name)->second.now);
  }

 private:
  template <class, class, class>
  friend class EntityCache;
  struct Slot {
    std::optional<Entity> now;
    bool is_changed = false;
  };
  boost::unordered_flat_map<Name, Slot, Hash> slots_;
  std::vector<std::pair<Name, std::optional<Entity>>> changed_;
};

template <class Name, class Entity, class Hash>
class EntityCache {
 public:
  using Batch = EntityBatch<Name, Entity, Hash>;

  /// `kept_max`: how many may stay when a batch is written.
  explicit EntityCache(std::size_t kept_max) : kept_max_(kept_max) {}

  /// load(): the entity as the store has it; called for a name that is not here yet.
  template <class Load>
  [[nodiscard]] const std::optional<Entity>& get(const Name& name, Load load) {
    return slot(name, load).now;
  }

  /// The same for one that is asked for once: what the store says of it is not kept.
  template <class Load>
  [[nodiscard]] bool has(const Name& name, Load load) const {
    const auto found = batch_.slots_.find(name);
    return found != batch_.slots_.end() ? found->second.now.has_value()
                                        : before(name, load).has_value();
  }

  /// For a kind that is not written by its changes: what it was before does not matter.
  void put(const Name& name, std::optional<Entity> entity) {
    batch_.slots_.insert_or_assign(name, typename Batch::Slot{std::move(entity), false});
  }

  template <class Load>
  void set(const Name& name, std::optional<Entity> entity, Load load) {
    auto& here = slot(name, load);
    if (!here.is_changed) {
      here.is_changed = true;
      batch_.changed_.emplace_back(name, std::move(here.now));
    }
    here.now = std::move(entity);
  }

  [[nodiscard]] const Batch& batch() const noexcept { return batch_; }

  /// The store has everything: a new batch begins.
  void settle() {
    handed_over_.reset();
    if (batch_.slots_.size() > kept_max_) {
      batch_.slots_ = {};  // clear() costs what it ever held, each time
    } else {
      for (const auto& change : batch_.changed_) {
        batch_.slots_.find(change.first)->second.is_changed = false;
      }
    }
    batch_.changed_.clear();
  }

  /// A new batch begins while the store is given the one before, and has all that came before that.
  [[nodiscard]] std::shared_ptr<const Batch> hand_over() {
    handed_over_ = std::make_shared<const Batch>(std::exchange(batch_, {}));
    // It will be as large.
    batch_.slots_.reserve(handed_over_->slots_.size());
    batch_.changed_.reserve(handed_over_->changed_.size());
    return handed_over_;
  }

 private:
  template <class Load>
  typename Batch::Slot& slot(const Name& name, Load load) {
    const auto found = batch_.slots_.find(name);
    if (found != batch_.slots_.end()) return found->second;
    return batch_.slots_.emplace(name, typename Batch::Slot{before(name, load), false})
        .first->second;
  }
  template <class Load>
  [[nodiscard]] std::optional<Entity> before(const Name& name, Load load) const {
    if (handed_over_) {
      const auto found = handed_over_->slots_.find(name);
      if (found != handed_over_->slots_.end()) return found->second.now;
    }
    return load();
  }

  std::size_t kept_max_;
  Batch batch_;
  std::shared_ptr<const Batch> handed_over_;
};

}  // namespace ledger::projections

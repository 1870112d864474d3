#include "events/embedded/tail.hpp"

#include <algorithm>

namespace ledger::embedded {

void Tail::publish(std::shared_ptr<const Batch> batch) {
  std::deque<std::shared_ptr<const Batch>> dropped;  // freed without the lock
  {
    const std::lock_guard lock(mutex_);
    bytes_ += bytes_of(*batch);
    count_.store(batch->past(), std::memory_order_release);
    batches_.push_back(std::move(batch));
    while (bytes_ > bytes_max_ && batches_.size() > 1) {
      bytes_ -= bytes_of(*batches_.front());
      dropped.push_back(std::move(batches_.front()));
      batches_.pop_front();
    }
  }
  changed_.notify_all();
}

bool Tail::wait_for(std::uint64_t next, std::chrono::milliseconds wait,
                    const std::atomic<bool>& interrupted) const {
  if (next < count()) return true;
  constexpr std::chrono::milliseconds wait_max =
      std::chrono::hours(24);  // no clock overflows by it
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::min(wait, wait_max),
                    [&] { return next < count() || interrupted.load(); });
  return next < count() && !interrupted.load();
}

void Tail::interrupt(std::atomic<bool>& interrupted) {
  {
    const std::lock_guard lock(mutex_);
    interrupted.store(true);
  }
  changed_.notify_all();
}

std::shared_ptr<const Batch> Tail::batch_with(std::uint64_t position) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::upper_bound(
      batches_.begin(), batches_.end(), position,
      [](std::uint64_t wanted, const auto& batch) { return wanted < batch->past(); });
  if (found == batches_.end() || position < (*found)->first()) return nullptr;
  return *found;
}

std::size_t Tail::bytes_of(const Batch& batch) const {
  std::size_t bytes = 0;
  for (const auto& record : batch.records) {
    bytes += sizeof record + record.key.size() + record.value.size();
  }
  return bytes;
}

}  // namespace ledger::embedded

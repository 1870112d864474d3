#pragma once
// A reader in the serving process: takes what is in the log's tail from memory and what is older
// from disk.

#include <atomic>
#include <memory>

#include "events/embedded/shelf.hpp"

namespace ledger::embedded {

class TailReader final : public log::EventReader {
 public:
  TailReader(std::shared_ptr<Shelf> shelf, std::uint64_t next)
      : shelf_(std::move(shelf)), next_(next) {}

  [[nodiscard]] Result<void> read(std::vector<log::Record>& out, std::size_t records_max,
                                  std::chrono::milliseconds wait) override;
  void interrupt() override { shelf_->tail.interrupt(interrupted_); }

 private:
  std::shared_ptr<Shelf> shelf_;
  std::uint64_t next_;  ///< position of the next record to return
  std::atomic<bool> interrupted_{false};
};

}  // namespace ledger::embedded

#pragma once
// What an EmbeddedLog and its readers share: the lock on the directory, the rows on disk, and the
// end of the log in memory.

#include "events/embedded/record_store.hpp"
#include "events/embedded/serving.hpp"
#include "events/embedded/tail.hpp"

namespace ledger::embedded {

struct Shelf {
  Shelf(std::unique_ptr<ServingLock> held, RecordStore opened, std::uint64_t count,
        std::size_t tail_bytes_max)
      : lock(std::move(held)), store(std::move(opened)), tail(count, tail_bytes_max) {}

  std::unique_ptr<ServingLock> lock;  ///< first: let go of after the store is closed
  RecordStore store;
  Tail tail;
};

}  // namespace ledger::embedded

#pragma once
// The log's RocksDB: rows by position, without gaps from 0. One process writes, with every batch
// synced; others follow it through a secondary instance. Reads from any thread.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <rocksdb/db.h>

#include "events/embedded/flush_watch.hpp"
#include "events/embedded/row.hpp"
#include "events/log/event_log.hpp"

namespace ledger::embedded {

class RecordStore {
 public:
  /// Opens for writing, and makes the store where there is none. `env` may be null: the system's.
  /// Throws boost::system::system_error: errc::unsupported_format, errc::unavailable.
  [[nodiscard]] static RecordStore serve(const std::filesystem::path& directory, int files_max,
                                         rocksdb::Env* env);
  /// Opens for reading what another process writes. Throws as serve() does.
  [[nodiscard]] static RecordStore follow(const std::filesystem::path& directory);

  /// How many records there are: reads the last row.
  [[nodiscard]] Result<std::uint64_t> count() const;
  /// Appends the records of positions [first, past) to `out`, at most `records_max`, and fewer
  /// where the store does not have them yet. errc::out_of_range where a position is missing in
  /// between, errc::unavailable, also where one is not what was appended.
  [[nodiscard]] Result<void> read(std::uint64_t first, std::uint64_t past, std::size_t records_max,
                                  std::vector<log::Record>& out) const;
  struct Written {
    log::AppendOutcome outcome = log::AppendOutcome::durable;
    std::string trouble;  ///< of the disk, where it is not durable
  };
  /// Returns once the records are synced to disk. not_written: what was acknowledged before could
  /// not be flushed for want of room, and it is tried again with the next records.
  [[nodiscard]] Written append_synced(std::span<const log::Record> records);
  /// Reads the newest records, at most `records_max`: errc::unavailable where one is not what was
  /// appended.
  [[nodiscard]] Result<void> check_newest(std::uint64_t records_max) const;
  /// In a following store: takes up what the serving process has written since.
  [[nodiscard]] Result<void> catch_up();

 private:
  RecordStore(std::filesystem::path directory, std::unique_ptr<rocksdb::DB> db,
              std::shared_ptr<FlushWatch> flushes);
  void check_format(bool may_make);
  [[nodiscard]] boost::system::error_code broken(const std::string& what) const;
  [[nodiscard]] boost::system::error_code damaged(std::uint64_t position) const;

  /// The link before position `first`.
  [[nodiscard]] Result<Link> link_before(std::uint64_t first) const;

  /// After a flush that failed.
  [[nodiscard]] rocksdb::Status resume();
  [[nodiscard]] Written written_after(const rocksdb::Status& failed) const;

  std::filesystem::path directory_;
  std::shared_ptr<FlushWatch> flushes_;
  std::unique_ptr<rocksdb::DB> db_;
  std::optional<Link> last_link_;  ///< of a store that is written to, once it is known
};

}  // namespace ledger::embedded

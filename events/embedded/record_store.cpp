#include "events/embedded/record_store.hpp"

#include <cstdio>
#include <utility>

#include <boost/system/system_error.hpp>
#include <rocksdb/table.h>

#include "events/embedded/row.hpp"

namespace ledger::embedded {
namespace {

constexpr std::size_t mib = 1024 * 1024;

/// What fails comes back as a status. A follower's own messages would go into the served log's
/// directory; and RocksDB's usual logger aborts the process at the message after one that found the
/// disk full (7.8).
class SilentLogger final : public rocksdb::Logger {
 public:
  SilentLogger() : rocksdb::Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::Options options() {
  rocksdb::Options options;
  // Rows come in order and are read in order, once or twice: no Bloom filter, small cache.
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 32 * 1024;
  table.no_block_cache = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = 64 * mib;
  options.target_file_size_base = 256 * mib;
  options.max_total_wal_size = 1024 * mib;
  // WALs are not recycled: it measured no faster here, and a follower reads them while they grow.
  options.recycle_log_file_num = 0;
  options.use_fsync = false;  // fdatasync: sizes are synced by it, times need not be
  options.info_log = std::make_shared<SilentLogger>();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_open_files = -1;  // a follower needs the files that the server has since deleted
  return options;
}

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

[[noreturn]] void refuse_format(const std::filesystem::path& directory, const std::string& found) {
  throw boost::system::system_error(
      log::make_error_code(log::errc::unsupported_format),
      "log directory " + directory.string() + " has format " + found +
          "; this program knows format " + std::to_string(format_known) +
          ": run the version of the program that wrote it, or give another directory");
}

void check_open(const rocksdb::Status& status, const std::filesystem::path& directory) {
  if (status.ok()) return;
  throw boost::system::system_error(
      log::make_error_code(log::errc::unavailable),
      "log directory " + directory.string() + " does not open: " + status.ToString() +
          ": mend the disk or restore the directory, then start again");
}

}  // namespace

RecordStore::RecordStore(std::filesystem::path directory, std::unique_ptr<rocksdb::DB> db,
                         std::shared_ptr<FlushWatch> flushes)
    : directory_(std::move(directory)), flushes_(std::move(flushes)), db_(std::move(db)) {}

RecordStore RecordStore::serve(const std::filesystem::path& directory, int files_max,
                               rocksdb::Env* env) {
  auto opened = options();
  opened.max_open_files = files_max;
  opened.create_if_missing = true;
  if (env != nullptr) opened.env = env;
  const auto flushes = std::make_shared<FlushWatch>();
  opened.listeners.push_back(flushes);
  rocksdb::DB* db = nullptr;
  check_open(rocksdb::DB::Open(opened, directory.string(), &db), directory);
  RecordStore store(directory, std::unique_ptr<rocksdb::DB>(db), flushes);
  store.check_format(true);
  return store;
}

RecordStore RecordStore::follow(const std::filesystem::path& directory) {
  auto opened = options();
  rocksdb::DB* db = nullptr;
  // The second path is for the info log, which goes nowhere.
  check_open(rocksdb::DB::OpenAsSecondary(opened, directory.string(), directory.string(), &db),
             directory);
  RecordStore store(directory, std::unique_ptr<rocksdb::DB>(db), nullptr);
  store.check_format(false);
  return store;
}

void RecordStore::check_format(bool may_make) {
  const rocksdb::Slice key(format_key.data(), format_key.size());
  std::string row;
  const auto status = db_->Get({}, key, &row);
  if (status.ok()) {
    const auto found = decode_format(row);
    if (found != format_known)
      refuse_format(directory_, found ? std::to_string(*found) : "unknown");
    return;
  }
  if (!status.IsNotFound()) check_open(status, directory_);
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator({}));
  rows->SeekToFirst();
  check_open(rows->status(), directory_);
  if (rows->Valid() || !may_make) refuse_format(directory_, "none");
  rocksdb::WriteOptions synced;
  synced.sync = true;
  check_open(db_->Put(synced, key, encode_format(format_known)), directory_);
}

boost::system::error_code RecordStore::broken(const std::string& what) const {
  std::fprintf(stderr, "tokenledger: log directory %s: %s\n", directory_.c_str(), what.c_str());
  return log::make_error_code(log::errc::unavailable);
}

boost::system::error_code RecordStore::damaged(std::uint64_t position) const {
  return broken("the record at position " + std::to_string(position) +
                " is not what was appended there: it is damaged or was changed. Restore the log "
                "from a backup");
}

Result<std::uint64_t> RecordStore::count() const {
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator({}));
  rows->SeekToLast();
  if (!rows->status().ok()) return broken(rows->status().ToString());
  if (!rows->Valid() || view(rows->key()) == format_key) return std::uint64_t{0};
  const auto position = decode_position(view(rows->key()));
  if (!position) return broken("a row is no record's");
  return position->value() + 1;
}

Result<Link> RecordStore::link_before(std::uint64_t first) const {
  if (first == 0) return Link{};
  std::string row;
  const auto status = db_->Get({}, encode_position(log::Position(first - 1)), &row);
  if (status.IsNotFound()) return log::make_error_code(log::errc::out_of_range);
  if (!status.ok()) return broken(status.ToString());
  const auto link = link_in(row);
  if (!link) return damaged(first - 1);
  return *link;
}

Result<void> RecordStore::read(std::uint64_t first, std::uint64_t past, std::size_t records_max,
                               std::vector<log::Record>& out) const {
  auto link = link_before(first);
  if (!link) return link.error();
  rocksdb::ReadOptions forward;
  forward.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(forward));
  auto next = first;
  for (rows->Seek(encode_position(log::Position(first))); rows->Valid(); rows->Next()) {
    if (next == past || next - first == records_max) return {};
    if (decode_position(view(rows->key())) != log::Position(next)) {
      return log::make_error_code(log::errc::out_of_range);
    }
    const auto row = view(rows->value());
    auto record = decode_row(log::Position(next), row);
    if (!record) return damaged(next);
    *link = link_of(log::Position(next), row, *link);
    if (link_in(row) != *link) return damaged(next);
    out.push_back(*std::move(record));
    ++next;
  }
  if (!rows->status().ok()) return broken(rows->status().ToString());
  return {};
}

Result<void> RecordStore::check_newest(std::uint64_t records_max) const {
  constexpr std::size_t at_once = 1024;
  const auto past = count();
  if (!past) return past.error();
  std::vector<log::Record> records;
  for (auto next = *past > records_max ? *past - records_max : 0; next < *past;) {
    records.clear();
    if (const auto result = read(next, *past, at_once, records); !result) return result;
    if (records.empty()) return damaged(next);
    next += records.size();
  }
  return {};
}

rocksdb::Status RecordStore::resume() {
  if (!flushes_->flush_failed()) return rocksdb::Status::OK();
  flushes_->set_flush_failed(false);  // first: one that fails meanwhile is not passed over
  auto status = db_->Resume();
  if (!status.ok()) flushes_->set_flush_failed(true);
  return status;
}

RecordStore::Written RecordStore::written_after(const rocksdb::Status& failed) const {
  // RocksDB refused it for the flush, unless it is a write that failed.
  const bool refused = flushes_->flush_failed() && !flushes_->write_failed();
  return {refused ? log::AppendOutcome::not_written : log::AppendOutcome::unknown,
          failed.ToString()};
}

RecordStore::Written RecordStore::append_synced(std::span<const log::Record> records) {
  if (records.empty()) return {};
  if (const auto resumed = resume(); !resumed.ok()) return written_after(resumed);
  if (!last_link_) {
    const auto before = link_before(records.front().position.value());
    if (!before) return {log::AppendOutcome::unknown, before.error().message()};
    last_link_ = *before;
  }
  rocksdb::WriteBatch batch;
  Link link = *last_link_;
  for (const auto& record : records) {
    const Link before = link;
    const auto status =
        batch.Put(encode_position(record.position), encode_row(record, before, link));
    if (!status.ok()) return written_after(status);
  }
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const auto status = db_->Write(synced, &batch);
  if (!status.ok()) return written_after(status);
  last_link_ = link;
  return {};
}

Result<void> RecordStore::catch_up() {
  const auto status = db_->TryCatchUpWithPrimary();
  if (!status.ok()) return broken(status.ToString());
  return {};
}

}  // namespace ledger::embedded

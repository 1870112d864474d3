#include "services/usage/use_store.hpp"

#include <array>
#include <cstring>
#include <stdexcept>

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include "projections/quiet_logger.hpp"
#include "services/usage/append_failures.hpp"

namespace ledger::usage {
namespace {

constexpr std::size_t write_buffer_bytes = std::size_t{4} << 20;
/// Of free space below which nothing is written: a flush, its write-ahead log, a compaction.
constexpr std::size_t room = 4 * write_buffer_bytes;
constexpr char row_version = 1;
constexpr std::size_t row_head = 1 + sizeof(std::uint32_t);

rocksdb::Slice key_of(const token::TokenId& id) { return {id.view().data(), id.view().size()}; }

std::string encode(const Use& use) {
  std::string row(1, row_version);
  for (unsigned i = 0; i < 4; ++i) row += static_cast<char>(use.minute >> 8 * i & 0xff);
  return row + use.from;
}

std::optional<Use> decode(std::string_view row) {
  if (row.size() < row_head || row[0] != row_version) return std::nullopt;
  Use use;
  for (unsigned i = 0; i < 4; ++i) {
    use.minute |= std::uint32_t{static_cast<unsigned char>(row[1 + i])} << 8 * i;
  }
  use.from = row.substr(row_head);
  return use;
}

}  // namespace

UseStore::~UseStore() = default;

UseStore::UseStore(std::filesystem::path directory, int files_max)
    : directory_(directory), files_max_(files_max), failures_(std::make_shared<AppendFailures>()) {
  auto status = open(directory);
  if (status.IsCorruption() || status.IsPathNotFound()) {
    for (int n = 1; !set_aside_; ++n) {
      auto target = directory;
      target += ".corrupt-" + std::to_string(n);
      if (std::filesystem::exists(target)) continue;
      std::filesystem::rename(directory, target);
      set_aside_ = target;
    }
    status = open(directory);
  }
  if (!status.ok()) {
    throw std::runtime_error("cannot open the last uses in " + directory.string() + ": " +
                             status.ToString());
  }
}

rocksdb::Status UseStore::open(const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
  table.block_cache = rocksdb::NewLRUCache(8 << 20);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.listeners.push_back(failures_);
  options.write_buffer_size = write_buffer_bytes;
  options.max_open_files = files_max_;
  options.info_log = std::make_shared<projections::QuietLogger>();
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options, directory.string(), &db);
  db_.reset(db);
  return status;
}

std::optional<Use> UseStore::find(const token::TokenId& id) const {
  std::string row;
  if (!db_->Get(rocksdb::ReadOptions(), key_of(id), &row).ok()) return std::nullopt;
  return decode(row);
}

bool UseStore::write(std::span<const TokenUse> uses) {
  std::error_code ec;
  const auto space = std::filesystem::space(directory_, ec);
  if (failures_->any() || (!ec && space.available < room)) return false;
  rocksdb::WriteBatch batch;
  for (const auto& [id, use] : uses) {
    if (!batch.Put(key_of(id), encode(use)).ok()) return false;
  }
  if (db_->Write(rocksdb::WriteOptions(), &batch).ok()) return true;
  // RocksDB takes no write after a failure until it is told to; the caller tries again.
  db_->Resume().PermitUncheckedError();
  return false;
}

std::size_t UseStore::drop(std::size_t rows_max,
                           const std::function<bool(const token::TokenId&, const Use&)>& is_over) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options));
  rocksdb::WriteBatch batch;
  std::size_t seen = 0;
  for (rows->Seek(dropped_to_); rows->Valid() && seen < rows_max; rows->Next(), ++seen) {
    token::TokenId id;
    const auto key = rows->key();
    const auto use = decode({rows->value().data(), rows->value().size()});
    bool over = !use || key.size() != id.value.size();  // no row of ours
    if (!over) {
      std::memcpy(id.value.data(), key.data(), key.size());
      over = is_over(id, *use);
    }
    if (over && !batch.Delete(key).ok()) return 0;
  }
  dropped_to_ = rows->Valid() ? rows->key().ToString() : std::string();
  const bool written = batch.Count() == 0 || db_->Write(rocksdb::WriteOptions(), &batch).ok();
  return written ? batch.Count() : 0;
}

}  // namespace ledger::usage

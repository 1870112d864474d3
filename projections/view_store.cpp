#include "projections/view_store.hpp"

#include <algorithm>
#include <fstream>

#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include "projections/quiet_logger.hpp"

namespace ledger::projections {
namespace {

using namespace token;

/// Its presence in the directory says that a read found damage: the next start rebuilds.
constexpr const char* damage_mark = "DAMAGED";
/// Being written, until the database takes it over.
constexpr const char* added_file = "added-rows";

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

rocksdb::Options make_options(const ViewOptions& view_options) {
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
  table.whole_key_filtering = true;
  table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  table.data_block_hash_table_util_ratio = 0.75;
  table.format_version = 5;
  table.block_cache = rocksdb::NewLRUCache(view_options.block_cache_bytes);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = view_options.write_buffer_bytes;
  options.max_open_files = view_options.files_max;
  // One thread writes; most kinds of rows come in the order of their keys, or nearly.
  options.allow_concurrent_memtable_write = false;
  options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.memtable_whole_key_filtering = true;
  options.level_compaction_dynamic_level_bytes = true;
  options.max_background_jobs = 2;
  options.bytes_per_sync = 1 << 20;
  options.info_log = std::make_shared<QuietLogger>();
  const auto known = rocksdb::GetSupportedCompressions();
  const bool lz4 = std::find(known.begin(), known.end(), rocksdb::kLZ4Compression) != known.end();
  options.compression = lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  return options;
}

bool is_damage(const rocksdb::Status& status) {
  return status.IsCorruption() || status.IsPathNotFound();
}

}  // namespace

ViewStore::ViewStore(std::filesystem::path directory, const ViewOptions& options)
    : directory_(std::move(directory)), view_options_(options), options_(make_options(options)) {
  auto opened = Opened::damaged;
  if (!std::filesystem::exists(directory_ / damage_mark)) opened = try_open();
  if (opened != Opened::usable) {
    db_.reset();
    move_aside(opened == Opened::old ? ".old-" : ".corrupt-");
    if (try_open() != Opened::usable)
      throw ViewFailure("cannot make a new read model in " + directory_.string());
  }
}

ViewStore::~ViewStore() {
  // What fails here is folded again by the next start.
  if (db_) db_->Flush(rocksdb::FlushOptions()).PermitUncheckedError();
}

ViewStore::Opened ViewStore::try_open() {
  std::filesystem::create_directories(directory_);
  std::filesystem::remove(directory_ / added_file);
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options_, directory_.string(), &db);
  db_.reset(db);
  if (is_damage(status)) return Opened::damaged;
  if (!status.ok()) {
    throw ViewFailure("cannot open the read model in " + directory_.string() + ": " +
                      status.ToString() + ". Is another process running on this directory?");
  }
  return check_format();
}

ViewStore::Opened ViewStore::check_format() {
  std::string row;
  auto status = db_->Get(rocksdb::ReadOptions(), slice(Keys::format().view()), &row);
  if (is_damage(status)) return Opened::damaged;
  if (status.IsNotFound()) {
    bool empty = true;
    scan({Key('\0'), Key('\xff')}, [&](auto, auto) { return empty = false; });
    if (!empty) throw ViewFailure(directory_.string() + " holds a database that is no read model");
    put_format();
    return Opened::usable;
  }
  check(status);
  const auto format = decode_format(row);
  if (!format) return Opened::damaged;
  if (format->number < row_format || (keeps_records() && !format->keeps_records)) {
    return Opened::old;
  }
  if (format->number > row_format) {
    throw ViewFailure("the read model in " + directory_.string() + " has format " +
                      std::to_string(format->number) + ", this program knows " +
                      std::to_string(row_format) +
                      ": remove the directory, it is rebuilt from the log");
  }
  if (format->keeps_records != keeps_records()) put_format();
  for (const auto& key : {Keys::checkpoint(), Keys::ledger()}) {
    status = db_->Get(rocksdb::ReadOptions(), slice(key.view()), &row);
    if (status.IsNotFound()) continue;
    if (is_damage(status)) return Opened::damaged;
    check(status);
    const bool whole = key.view() == Keys::ledger().view() ? decode_ledger(row).has_value()
                                                           : decode_checkpoint(row).has_value();
    if (!whole) return Opened::damaged;
  }
  return Opened::usable;
}

void ViewStore::put_format() {
  check(db_->Put(rocksdb::WriteOptions(), slice(Keys::format().view()),
                 slice(encode_format({row_format, keeps_records()}))));
}

void ViewStore::move_aside(std::string_view why) {
  for (int n = 1;; ++n) {
    auto target = directory_;
    target += std::string(why) + std::to_string(n);
    if (std::filesystem::exists(target)) continue;
    std::filesystem::rename(directory_, target);
    set_aside_ = target;
    return;
  }
}

void ViewStore::damaged(std::string_view what) const {
  std::ofstream(directory_ / damage_mark) << what << '\n';
  throw ViewFailure("the read model in " + directory_.string() + " is damaged (" +
                    std::string(what) + "): restart, and it is rebuilt from the log");
}

void ViewStore::check(const rocksdb::Status& status) const {
  if (status.ok()) return;
  if (status.IsCorruption()) damaged(status.ToString());
  throw ViewFailure("the read model in " + directory_.string() + " fails: " + status.ToString());
}

template <class Decode>
auto ViewStore::read(const Key& key, Decode decode, Snapshot snapshot) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  rocksdb::PinnableSlice row;
  const auto status = db_->Get(options, db_->DefaultColumnFamily(), slice(key.view()), &row);
  decltype(decode(std::string_view())) entity;
  if (status.IsNotFound()) return entity;
  check(status);
  entity = decode(view(row));
  if (!entity) damaged("an unreadable row");
  return entity;
}

std::optional<LedgerState> ViewStore::ledger() const { return read(Keys::ledger(), decode_ledger); }
std::optional<Checkpoint> ViewStore::checkpoint() const {
  return read(Keys::checkpoint(), decode_checkpoint);
}
NodesSeen ViewStore::nodes() const {
  return read(Keys::nodes(), decode_nodes).value_or(NodesSeen{});
}
std::optional<TokenState> ViewStore::token(const TokenId& id, Snapshot snapshot) const {
  const auto decode = [&](std::string_view row) { return decode_token(id, row); };
  return read(Keys::token(id), decode, snapshot);
}
std::optional<OwnerState> ViewStore::owner(const OwnerId& id) const {
  return read(Keys::owner(id), [&](std::string_view row) { return decode_owner(id, row); });
}
std::optional<CommandState> ViewStore::command(const CommandAttempt& attempt) const {
  return read(Keys::command(attempt),
              [&](std::string_view row) { return decode_command(attempt, row); });
}
std::optional<RetiredDigest> ViewStore::retired(const TokenDigest& digest) const {
  return read(Keys::retired(digest),
              [&](std::string_view row) { return decode_retired(digest, row); });
}
std::optional<TokenSessions> ViewStore::sessions(const TokenId& token) const {
  return read(Keys::sessions(token),
              [&](std::string_view row) { return decode_sessions(token, row); });
}
std::optional<WebhookState> ViewStore::webhook(const WebhookId& id) const {
  return read(Keys::webhook(id), [&](std::string_view row) { return decode_webhook(id, row); });
}
std::optional<LivingRow> ViewStore::living(const TokenDigest& digest) const {
  return read(Keys::living(digest), decode_living);
}

std::optional<StoredEvent> ViewStore::event(Position position, Snapshot snapshot) const {
  if (!keeps_records()) {
    auto record = std::move(records(position, 1).front());
    return StoredEvent{position, record.log_time, std::move(record.value)};
  }
  const auto decode = [&](std::string_view row) { return decode_event(position, row); };
  return read(Keys::event(position), decode, snapshot);
}

std::vector<log::Record> ViewStore::records(Position first, std::size_t records_max) const {
  auto records = view_options_.records_from(first, records_max);
  if (records) return *std::move(records);
  throw ViewFailure("the record at position " + std::to_string(first.value()) +
                    " cannot be read from the log: " + records.error().message());
}

void ViewStore::scan(const KeyRange& range,
                     const std::function<bool(std::string_view, std::string_view)>& on_row,
                     Snapshot snapshot) const {
  const auto end = slice(range.end.view());
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options));
  for (rows->Seek(slice(range.from.view())); rows->Valid(); rows->Next()) {
    if (!on_row(view(rows->key()), view(rows->value()))) return;
  }
  check(rows->status());
}

void ViewStore::scan_once(
    const KeyRange& range,
    const std::function<bool(std::string_view, std::string_view)>& on_row) const {
  const auto end = slice(range.end.view());
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  options.fill_cache = false;
  options.readahead_size = std::size_t{2} << 20;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options));
  for (rows->Seek(slice(range.from.view())); rows->Valid(); rows->Next()) {
    if (!on_row(view(rows->key()), view(rows->value()))) return;
  }
  check(rows->status());
}

void ViewStore::scan_back(const KeyRange& range,
                          const std::function<bool(std::string_view, std::string_view)>& on_row,
                          Snapshot snapshot) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  scan_back(range, on_row, options);
}

void ViewStore::scan_back_once(
    const KeyRange& range,
    const std::function<bool(std::string_view, std::string_view)>& on_row) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  scan_back(range, on_row, options);
}

void ViewStore::scan_back(const KeyRange& range,
                          const std::function<bool(std::string_view, std::string_view)>& on_row,
                          rocksdb::ReadOptions options) const {
  const auto begin = slice(range.from.view());
  const auto end = slice(range.end.view());
  options.iterate_lower_bound = &begin;
  options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options));
  for (rows->SeekToLast(); rows->Valid(); rows->Prev()) {
    if (!on_row(view(rows->key()), view(rows->value()))) return;
  }
  check(rows->status());
}

bool ViewStore::has_room_for(std::size_t bytes) const {
  std::error_code ec;
  const auto space = std::filesystem::space(directory_, ec);
  return ec || space.available >= bytes + options_.write_buffer_size;
}

bool ViewStore::waits(const std::string& trouble) const {
  return view_options_.on_write_failed && view_options_.on_write_failed(trouble);
}

/// Waits for room rather than fail for want of it.
template <class Attempt>
void ViewStore::until_written(std::size_t bytes, Attempt attempt) {
  bool waited = false;
  while (!has_room_for(bytes) && waits("no space: a flush would fail")) waited = true;
  auto status = attempt();
  while (status.IsIOError() && waits(status.ToString())) {
    waited = true;
    // Until it is told to, RocksDB takes no write; if that fails, so does the write.
    db_->Resume().PermitUncheckedError();
    status = attempt();
  }
  check(status);
  if (waited && view_options_.on_written_again) view_options_.on_written_again();
}

/// Without a write-ahead log: after a crash the rows are those of the last flush, whole, with its
/// checkpoint, and what the log has since is folded again.
void ViewStore::write(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  until_written(batch.GetDataSize(), [&] { return db_->Write(options, &batch); });
}

void ViewStore::add_file(std::size_t bytes,
                         const std::function<rocksdb::Status(rocksdb::SstFileWriter&)>& fill) {
  const auto path = (directory_ / added_file).string();
  until_written(bytes, [&] {
    rocksdb::SstFileWriter file(rocksdb::EnvOptions(), options_);
    auto status = file.Open(path);
    if (status.ok()) status = fill(file);
    if (status.ok()) status = file.Finish();
    if (!status.ok()) return status;
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    options.snapshot_consistency = false;
    return db_->IngestExternalFile({path}, options);
  });
}

void ViewStore::begin_filling() {
  check(db_->SetOptions({{"level0_file_num_compaction_trigger", "16"},
                         {"level0_slowdown_writes_trigger", "64"},
                         {"level0_stop_writes_trigger", "128"}}));
}

void ViewStore::end_filling() {
  const auto text = [](int number) { return std::to_string(number); };
  check(db_->SetOptions(
      {{"level0_file_num_compaction_trigger", text(options_.level0_file_num_compaction_trigger)},
       {"level0_slowdown_writes_trigger", text(options_.level0_slowdown_writes_trigger)},
       {"level0_stop_writes_trigger", text(options_.level0_stop_writes_trigger)}}));
}

}  // namespace ledger::projections

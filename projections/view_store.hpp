#pragma once
// The RocksDB database of the read model: opened or made, set aside where it is damaged, read by
// rows. One column family, no WAL: after a crash it is a whole batch of the past. Reads
// from any thread; write() from the projector's alone. Of the room, not for others.

#include <filesystem>
#include <functional>

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include "events/token/state.hpp"
#include "projections/keys.hpp"
#include "projections/row_codec.hpp"
#include "projections/token_view.hpp"

namespace ledger::projections {

class ViewStore {
 public:
  ViewStore(std::filesystem::path directory, const ViewOptions& options);
  ~ViewStore();
  ViewStore(const ViewStore&) = delete;
  ViewStore& operator=(const ViewStore&) = delete;

  using Snapshot = const rocksdb::Snapshot*;

  // Rows by key; nothing: there is none. ViewFailure when it cannot be read.
  [[nodiscard]] std::optional<token::LedgerState> ledger() const;
  [[nodiscard]] std::optional<Checkpoint> checkpoint() const;
  [[nodiscard]] NodesSeen nodes() const;
  [[nodiscard]] std::optional<token::TokenState> token(const token::TokenId& id,
                                                       Snapshot snapshot = nullptr) const;
  [[nodiscard]] std::optional<token::OwnerState> owner(const token::OwnerId& id) const;
  [[nodiscard]] std::optional<token::CommandState> command(const token::CommandAttempt& a) const;
  [[nodiscard]] std::optional<token::RetiredDigest> retired(const token::TokenDigest& digest) const;
  [[nodiscard]] std::optional<token::TokenSessions> sessions(const token::TokenId& token) const;
  [[nodiscard]] std::optional<token::WebhookState> webhook(const token::WebhookId& id) const;
  [[nodiscard]] std::optional<LivingRow> living(const token::TokenDigest& digest) const;
  [[nodiscard]] std::optional<StoredEvent> event(token::Position position,
                                                 Snapshot snapshot = nullptr) const;
  /// Of a store that keeps no records: those of the log from `first` on, at most `records_max`.
  [[nodiscard]] std::vector<log::Record> records(token::Position first,
                                                 std::size_t records_max) const;

  /// Calls on_row(key, value) in key order until it returns false.
  void scan(const KeyRange& range,
            const std::function<bool(std::string_view, std::string_view)>& on_row,
            Snapshot snapshot = nullptr) const;

  /// The same from the end of the range to its beginning.
  void scan_back(const KeyRange& range,
                 const std::function<bool(std::string_view, std::string_view)>& on_row,
                 Snapshot snapshot = nullptr) const;

  /// scan() for what is read once at a start: ahead of what is asked for, and past the cache.
  void scan_once(const KeyRange& range,
                 const std::function<bool(std::string_view, std::string_view)>& on_row) const;
  /// The same from the end of the range to its beginning.
  void scan_back_once(const KeyRange& range,
                      const std::function<bool(std::string_view, std::string_view)>& on_row) const;

  /// One state of the database for several reads.
  class Frozen {
   public:
    explicit Frozen(const ViewStore& store) : db_(*store.db_), snapshot_(db_.GetSnapshot()) {}
    ~Frozen() { db_.ReleaseSnapshot(snapshot_); }
    Frozen(const Frozen&) = delete;
    Frozen& operator=(const Frozen&) = delete;
    [[nodiscard]] Snapshot get() const noexcept { return snapshot_; }

   private:
    rocksdb::DB& db_;
    Snapshot snapshot_;
  };

  /// Whether accepted records have rows here; else the log is asked for them.
  [[nodiscard]] bool keeps_records() const noexcept { return !view_options_.records_from; }
  /// Tried again where it fails by the disk, as ViewOptions say; then ViewFailure.
  void write(rocksdb::WriteBatch& batch);
  /// The same with rows that fill() puts into a file of the store, in the order of their keys.
  void add_file(std::size_t bytes,
                const std::function<rocksdb::Status(rocksdb::SstFileWriter&)>& fill);
  /// Until end_filling() files may pile up: what sorts them in the background waits.
  void begin_filling();
  void end_filling();
  [[nodiscard]] const rocksdb::Options& options() const noexcept { return options_; }
  [[nodiscard]] const std::filesystem::path& directory() const noexcept { return directory_; }
  /// Where a damaged or old database was put by this start.
  [[nodiscard]] const std::optional<std::filesystem::path>& set_aside() const noexcept {
    return set_aside_;
  }
  /// A row that is not what its kind is: marks the database as damaged and throws ViewFailure.
  [[noreturn]] void damaged(std::string_view what) const;

 private:
  void scan_back(const KeyRange& range,
                 const std::function<bool(std::string_view, std::string_view)>& on_row,
                 rocksdb::ReadOptions options) const;
  template <class Decode>
  auto read(const Key& key, Decode decode, Snapshot snapshot = nullptr) const;
  enum class Opened { usable, damaged, old };
  [[nodiscard]] Opened try_open();
  /// Writes the format row into a new database.
  [[nodiscard]] Opened check_format();
  void put_format();
  void move_aside(std::string_view why);
  void check(const rocksdb::Status& status) const;
  /// attempt() gives a rocksdb::Status; tried again as ViewOptions say.
  template <class Attempt>
  void until_written(std::size_t bytes, Attempt attempt);
  /// And for the flush that it may cause.
  [[nodiscard]] bool has_room_for(std::size_t bytes) const;
  [[nodiscard]] bool waits(const std::string& trouble) const;

  std::filesystem::path directory_;
  ViewOptions view_options_;
  rocksdb::Options options_;
  std::unique_ptr<rocksdb::DB> db_;
  std::optional<std::filesystem::path> set_aside_;
};

}  // namespace ledger::projections

#pragma once
// Where last uses are kept: a RocksDB of its own, so that no verification touches what carries
// revocation. Nothing here is needed to decide anything: a damaged one is set aside, and the next
// uses fill a new one. Read from any thread; written by one.
//
//   token id, 16 bytes → 1 (version), minutes since 1970 as 32 bits little-endian, address (rest)

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "events/token/ids.hpp"

namespace rocksdb {
class DB;
class Status;
}  // namespace rocksdb

namespace ledger::usage {

class AppendFailures;

/// A use of a token, to the minute.
struct Use {
  std::uint32_t minute = 0;  ///< since 1970
  std::string from;          ///< the client's address where a trusted peer said it, else empty
  [[nodiscard]] token::Timestamp time() const noexcept {
    return token::Timestamp(std::chrono::minutes(minute));
  }
};

struct TokenUse {
  token::TokenId id;
  Use use;
};

class UseStore {
 public:
  /// Opens or makes it. Throws std::runtime_error where that cannot be.
  /// `files_max`: table files that may be open at once; -1: as many as there are.
  explicit UseStore(std::filesystem::path directory, int files_max = -1);
  ~UseStore();

  /// Nothing also where the row cannot be read.
  [[nodiscard]] std::optional<Use> find(const token::TokenId& id) const;
  /// False if they could not be written, or must not: a disk without room is left alone, and so is
  /// a database whose write-ahead log failed, until the next start.
  [[nodiscard]] bool write(std::span<const TokenUse> uses);
  /// Looks at the next `rows_max` rows, from where the last call ended, and removes those for which
  /// is_over(id, use) holds; begins anew behind the last row. By who writes. Gives how many went.
  std::size_t drop(std::size_t rows_max,
                   const std::function<bool(const token::TokenId&, const Use&)>& is_over);
  /// Where a damaged one was put by this start.
  [[nodiscard]] const std::optional<std::filesystem::path>& set_aside() const noexcept {
    return set_aside_;
  }

 private:
  [[nodiscard]] rocksdb::Status open(const std::filesystem::path& directory);

  std::filesystem::path directory_;
  int files_max_;
  std::shared_ptr<AppendFailures> failures_;
  std::unique_ptr<rocksdb::DB> db_;
  std::optional<std::filesystem::path> set_aside_;
  std::string dropped_to_;  // the key where the next drop() begins
};

}  // namespace ledger::usage

#include "services/tokenledger/backup.hpp"

#include <chrono>
#include <stdexcept>

#include "events/embedded/log_follower.hpp"
#include "events/embedded/record_store.hpp"
#include "events/embedded/serving.hpp"
#include "services/tokenledger/backup_mark.hpp"
#include "services/tokenledger/copied_log.hpp"
#include "services/tokenledger/copy_progress.hpp"
#include "services/tokenledger/directory_owner.hpp"
#include "services/tokenledger/offline_ledger.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::size_t records_per_batch = 1024;
/// How long a record that is said to be durable may take to show.
constexpr std::chrono::seconds patience{10};

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return *std::move(result);
}

/// The one record at `position`.
std::vector<log::Record> record_at(embedded::LogFollower& source, std::uint64_t position) {
  std::optional<log::Position> after;
  if (position > 0) after = log::Position(position - 1);
  auto reader = value_of(source.read_after(after));
  std::vector<log::Record> records;
  const auto read = reader->read(records, 1, std::chrono::milliseconds(0));
  if (!read) throw std::runtime_error(read.error().message());
  return records;
}

/// Whether the copy's last record is the source's at that position, and so is all before it.
bool is_beginning_of(const CopiedLog& copy, embedded::LogFollower& source) {
  if (copy.count() == 0) return true;
  const auto end = value_of(source.end());
  if (!end || end->value() + 1 < copy.count()) return false;
  for (const auto position : {std::uint64_t{0}, copy.count() - 1}) {
    if (copy.at(position) != record_at(source, position)) return false;
  }
  return true;
}

[[noreturn]] void fail_short(std::uint64_t found, std::uint64_t published) {
  throw std::runtime_error("the log has lost records: " + std::to_string(published) +
                           " were on disk, " + std::to_string(found) +
                           " can be read; what could be read is in the copy");
}

/// Appends what the copy lacks of what was durable when this began; returns how much that was.
std::uint64_t copy_records(embedded::LogFollower& source, CopiedLog& copy) {
  const auto end = value_of(source.end());
  if (!end) throw std::runtime_error("the log holds no record: start the service once");
  std::optional<log::Position> after;
  if (copy.count() > 0) after = log::Position(copy.count() - 1);
  auto reader = value_of(source.read_after(after));
  const auto first = copy.count();
  CopyProgress progress;
  auto progressed = std::chrono::steady_clock::now();
  std::vector<log::Record> records;
  while (copy.count() <= end->value()) {
    records.clear();
    const auto read = reader->read(records, records_per_batch, std::chrono::milliseconds(100));
    if (!read) throw std::runtime_error(read.error().message());
    const auto now = std::chrono::steady_clock::now();
    if (records.empty()) {
      if (now - progressed > patience) fail_short(copy.count(), end->value() + 1);
      continue;
    }
    copy.append(records);
    progressed = now;
    progress.tell(copy.count() - 1, *end);
  }
  return copy.count() - first;
}

}  // namespace

BackupResult back_up(const std::filesystem::path& data, const std::filesystem::path& target) {
  BackupResult result;
  embedded::LogFollower source(data / "log");
  make_private_directory(target);
  {
    CopiedLog copy(target / "log");
    if (!is_beginning_of(copy, source)) {
      throw std::runtime_error(target.string() +
                               " holds another ledger, or this one before it was restored: name a "
                               "directory that is new");
    }
    result.records_new = copy_records(source, copy);
  }
  const OfflineLedger folded(target);
  const auto checkpoint = folded.view().checkpoint();
  result.position = checkpoint.position.value();
  result.state_digest = checkpoint.state_digest;
  write_mark(target, {result.position, result.state_digest});
  return result;
}

}  // namespace ledger::tokenledger

#include "events/embedded/embedded_log.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <utility>

#include <boost/system/system_error.hpp>

#include "events/embedded/tail_reader.hpp"

namespace ledger::embedded {
namespace {

// A batch beyond this gains nothing by being larger, and keeps its first record waiting.
constexpr std::size_t batch_records_max = 1024;
constexpr std::size_t batch_bytes_max = 4 * 1024 * 1024;

log::Timestamp system_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// After a failed sync the kernel may have dropped the pages and report the next sync as fine.
[[noreturn]] void stop_process(const std::filesystem::path& directory, const std::string& what) {
  std::fprintf(stderr,
               "tokenledger: the log in %s could not be written: %s. The process stops, for nobody "
               "knows whether the last records are on disk. Free space or mend the disk and start "
               "again: what the log then holds is what happened.\n",
               directory.c_str(), what.c_str());
  std::_Exit(EXIT_FAILURE);
}

/// RocksDB recovers a damaged write-ahead log up to the damage and says nothing: what was on disk
/// once, and was acted upon, must not be missing in silence.
void check_complete(const EmbeddedLogOptions& options, std::uint64_t found,
                    std::uint64_t published) {
  if (found >= published) return;
  throw boost::system::system_error(log::make_error_code(log::errc::unavailable),
                                    "log directory " + options.directory.string() +
                                        " has lost records: " + std::to_string(published) +
                                        " were on disk, " + std::to_string(found) +
                                        " are there: restore the directory from a copy, or delete "
                                        "the file \"serving\" in it to go on without them");
}

std::shared_ptr<Shelf> open_shelf(const EmbeddedLogOptions& options) {
  // The lock first: RocksDB's own refusal does not say what to do.
  auto lock = std::make_unique<ServingLock>(options.directory);
  auto store = RecordStore::serve(options.directory, options.files_max, options.env);
  const auto count = store.count().value();
  check_complete(options, count, lock->published());
  if (!store.check_newest(options.checked_records)) {
    throw boost::system::system_error(
        log::make_error_code(log::errc::unavailable),
        "log directory " + options.directory.string() +
            " holds a record that is not what was appended (its position is said above): it is "
            "damaged, or somebody changed it. Restore the directory from a copy");
  }
  return std::make_shared<Shelf>(std::move(lock), std::move(store), count, options.tail_bytes_max);
}

}  // namespace

EmbeddedLog::EmbeddedLog(EmbeddedLogOptions options)
    : options_(std::move(options)), shelf_(open_shelf(options_)) {
  if (!options_.now) options_.now = system_now;
  opened_count_ = shelf_->tail.count();
  opened_at_ = log::boot_time_now();
  if (opened_count_ != 0) {
    std::vector<log::Record> last;
    shelf_->store.read(opened_count_ - 1, opened_count_, 1, last).value();
    log_time_ = last.front().log_time;
  }
  // RocksDB has synced what it recovered, so all of it is durable.
  shelf_->lock->publish(opened_count_);
  thread_ = std::thread([this] { run(); });
}

EmbeddedLog::~EmbeddedLog() { close(); }

void EmbeddedLog::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  queued_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Result<void> EmbeddedLog::append(std::string key, std::string value, log::OnAppended on_appended) {
  if (key.size() > log::record_bytes_max || value.size() > log::record_bytes_max) {
    return log::make_error_code(log::errc::record_too_large);
  }
  const auto bytes = key.size() + value.size();
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return log::make_error_code(log::errc::closed);
    if (queue_.size() == options_.queue_records_max ||
        queue_bytes_ + bytes > options_.queue_bytes_max) {
      return log::make_error_code(log::errc::overloaded);
    }
    queue_bytes_ += bytes;
    queue_.push_back(
        {std::move(key), std::move(value), std::move(on_appended), log::boot_time_now()});
  }
  queued_.notify_one();
  return {};
}

Result<std::unique_ptr<log::EventReader>> EmbeddedLog::read_after(
    std::optional<log::Position> after) {
  if (after && after->value() >= shelf_->tail.count()) {
    return log::make_error_code(log::errc::out_of_range);
  }
  return std::make_unique<TailReader>(shelf_, after ? after->value() + 1 : 0);
}

log::RecordsFrom EmbeddedLog::records_from() const {
  return [shelf = shelf_](log::Position first,
                          std::size_t records_max) -> Result<std::vector<log::Record>> {
    std::vector<log::Record> records;
    if (const auto batch = shelf->tail.batch_with(first.value())) {
      const auto rest = std::span(batch->records).subspan(first.value() - batch->first());
      const auto wanted = rest.first(std::min(records_max, rest.size()));
      records.assign(wanted.begin(), wanted.end());
      return records;
    }
    const auto past = shelf->tail.count();
    const auto read = shelf->store.read(first.value(), past, records_max, records);
    if (!read) return read.error();
    if (records.empty()) return log::make_error_code(log::errc::out_of_range);
    return records;
  };
}

Result<std::optional<log::Position>> EmbeddedLog::end() const { return known_end(); }

std::optional<log::Position> EmbeddedLog::known_end() const noexcept {
  const auto count = shelf_->tail.count();
  if (count == 0) return std::nullopt;
  return log::Position(count - 1);
}

std::optional<log::BootTime> EmbeddedLog::complete_at(log::Position applied,
                                                      log::BootTime now) const noexcept {
  // The time was read first: what was published since then is in the count.
  const auto count = shelf_->tail.count();
  if (count == 0 || applied.value() >= count - 1) return now;
  const auto unread = applied.value() + 1;
  if (const auto batch = shelf_->tail.batch_with(unread)) {
    return batch->handed_over[unread - batch->first()];
  }
  // Appended since the opening, at a time no longer known; or before it, and that proves nothing.
  if (unread >= opened_count_) return opened_at_;
  return std::nullopt;
}

void EmbeddedLog::run() {
  for (auto pending = take(); !pending.empty(); pending = take()) commit(std::move(pending));
}

std::deque<EmbeddedLog::Pending> EmbeddedLog::take() {
  std::deque<Pending> taken;
  std::unique_lock lock(mutex_);
  queued_.wait(lock, [this] { return closed_ || !queue_.empty(); });
  std::size_t bytes = 0;
  while (!queue_.empty() && taken.size() < batch_records_max && bytes < batch_bytes_max) {
    const auto size = queue_.front().key.size() + queue_.front().value.size();
    bytes += size;
    queue_bytes_ -= size;
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

void EmbeddedLog::commit(std::deque<Pending> pending) {
  auto batch = std::make_shared<Batch>();
  batch->records.reserve(pending.size());
  batch->handed_over.reserve(pending.size());
  log_time_ = std::max(log_time_, options_.now());
  log::Position position(shelf_->tail.count());
  for (auto& item : pending) {
    batch->records.push_back({position, log_time_, std::move(item.key), std::move(item.value)});
    batch->handed_over.push_back(item.handed_over);
    position = position.next();
  }
  const auto written = shelf_->store.append_synced(batch->records);
  if (written.outcome == log::AppendOutcome::unknown) {
    stop_process(options_.directory, written.trouble);
  }
  const bool durable = written.outcome == log::AppendOutcome::durable;
  if (durable) {
    shelf_->lock->publish(position.value());
    shelf_->tail.publish(std::move(batch));
  }
  if (std::exchange(flushes_, durable) != durable && options_.on_flushes) {
    options_.on_flushes(written.trouble);
  }
  for (const auto& item : pending) {
    if (item.on_appended) item.on_appended(written.outcome);
  }
}

}  // namespace ledger::embedded

#include "events/embedded/log_follower.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "events/embedded/record_store.hpp"
#include "events/embedded/serving.hpp"

namespace ledger::embedded {
namespace {

/// How soon a waiting reader sees that the other process has written: a look costs one pread.
constexpr std::chrono::milliseconds look_interval{2};
/// While the serving process moves records from its write-ahead log into a file, a look may find
/// the later log and not yet the file. A gap that stays is one.
constexpr int looks_at_gap_max = 500;

}  // namespace

struct LogFollower::Shared {
  explicit Shared(const std::filesystem::path& directory)
      : serving(directory), store(RecordStore::follow(directory)) {}

  const ServingView serving;
  std::mutex catching_up;
  RecordStore store;
};

class LogFollower::Reader final : public log::EventReader {
 public:
  Reader(std::shared_ptr<Shared> shared, std::uint64_t next)
      : shared_(std::move(shared)), next_(next) {}

  Result<void> read(std::vector<log::Record>& out, std::size_t records_max,
                    std::chrono::milliseconds wait) override {
    constexpr std::chrono::milliseconds wait_max = std::chrono::hours(24);
    const auto deadline = std::chrono::steady_clock::now() + std::min(wait, wait_max);
    out.clear();
    std::unique_lock lock(mutex_);
    while (!std::exchange(interrupted_, false)) {
      if (const auto taken = take(out, records_max); !taken || !out.empty()) return taken;
      const auto now = std::chrono::steady_clock::now();
      if (now >= deadline) return {};
      changed_.wait_until(lock, std::min(deadline, now + look_interval),
                          [this] { return interrupted_; });
    }
    return {};
  }

  void interrupt() override {
    {
      const std::lock_guard lock(mutex_);
      interrupted_ = true;
    }
    changed_.notify_one();
  }

 private:
  Result<void> take(std::vector<log::Record>& out, std::size_t records_max) {
    const auto count = shared_->serving.count();
    if (!count) return log::make_error_code(log::errc::unavailable);
    if (next_ >= *count) return {};
    for (int looks = 0;; ++looks) {
      const auto read = shared_->store.read(next_, *count, records_max, out);
      const bool has_gap = !read && read.error() == log::errc::out_of_range;
      next_ += out.size();
      if (!out.empty() && (read || has_gap)) return {};  // what lies before a gap is whole
      if (!read && (!has_gap || looks == looks_at_gap_max)) return read;
      if (read && looks > 0) return {};
      if (has_gap) std::this_thread::sleep_for(look_interval);
      const std::lock_guard lock(shared_->catching_up);
      if (const auto caught_up = shared_->store.catch_up(); !caught_up) return caught_up;
    }
  }

  std::shared_ptr<Shared> shared_;
  std::uint64_t next_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool interrupted_ = false;
};

LogFollower::LogFollower(const std::filesystem::path& directory)
    : shared_(std::make_shared<Shared>(directory)) {}

LogFollower::~LogFollower() = default;

Result<std::unique_ptr<log::EventReader>> LogFollower::read_after(
    std::optional<log::Position> after) {
  const auto count = shared_->serving.count();
  if (!count) return log::make_error_code(log::errc::unavailable);
  if (after && after->value() >= *count) return log::make_error_code(log::errc::out_of_range);
  return std::make_unique<Reader>(shared_, after ? after->value() + 1 : 0);
}

Result<std::optional<log::Position>> LogFollower::end() const {
  const auto count = shared_->serving.count();
  if (!count) return log::make_error_code(log::errc::unavailable);
  if (*count == 0) return std::optional<log::Position>();
  return std::optional(log::Position(*count - 1));
}

}  // namespace ledger::embedded

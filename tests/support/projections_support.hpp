#pragma once
// What the projections' tests stand on: a log in memory, records that are valid unless asked
// otherwise, a fresh directory, and a plain model of the state to compare with.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>

#include <gtest/gtest.h>

#include "events/log/envelope.hpp"
#include "events/log/event_log.hpp"
#include "projections/memory_entities.hpp"
#include "projections/projector.hpp"

namespace ledger::projections::test {

using namespace ledger::token;

inline const std::string ledger_id = "0123456789abcdef0123456789abcdef";
inline constexpr Timestamp noon{std::chrono::milliseconds(1'790'000'000'000)};

class FreshDirectory {
 public:
  FreshDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "projections-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  ~FreshDirectory() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  FreshDirectory(const FreshDirectory&) = delete;
  FreshDirectory& operator=(const FreshDirectory&) = delete;
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// A log in memory whose records a test may also change. Visible at once.
class MemoryLog final : public log::EventLog {
 public:
  std::deque<log::Record> records;  ///< change only while nobody reads
  Timestamp now = noon;             ///< of the next append
  std::atomic<int> lacking{0};      ///< so many read_after() say that they lack what is asked for

  Result<void> append(std::string key, std::string value, log::OnAppended on_appended) override {
    {
      const std::lock_guard lock(mutex_);
      records.push_back({Position(records.size()), now, std::move(key), std::move(value)});
    }
    changed_.notify_all();
    if (on_appended) on_appended(log::AppendOutcome::durable);
    return {};
  }
  void add(const log::Barrier& barrier) {
    (void)append(ledger_id, log::encode_barrier(barrier, ledger_id), {});
  }
  void add(const Event& event) {
    (void)append(log::key_of(event, ledger_id), log::encode(event, ledger_id), {});
  }
  Result<std::unique_ptr<log::EventReader>> read_after(std::optional<Position> after) override {
    if (lacking > 0) {
      --lacking;
      return log::make_error_code(log::errc::out_of_range);
    }
    return std::unique_ptr<log::EventReader>(
        std::make_unique<Reader>(*this, after ? after->value() + 1 : 0));
  }
  Result<std::optional<Position>> end() const override {
    const std::lock_guard lock(mutex_);
    if (records.empty()) return std::optional<Position>();
    return std::optional(records.back().position);
  }
  std::optional<Position> known_end() const noexcept override {
    const std::lock_guard lock(mutex_);
    if (records.empty()) return std::nullopt;
    return records.back().position;
  }
  bool has_other_writers() const noexcept override { return false; }
  void close() override {}
  std::optional<log::BootTime> complete_at(Position, log::BootTime) const noexcept override {
    return {};
  }

 private:
  class Reader final : public log::EventReader {
   public:
    Reader(MemoryLog& log, std::size_t next) : log_(log), next_(next) {}
    Result<void> read(std::vector<log::Record>& out, std::size_t records_max,
                      std::chrono::milliseconds wait) override {
      out.clear();
      std::unique_lock lock(log_.mutex_);
      log_.changed_.wait_for(lock, wait,
                             [&] { return interrupted_ || next_ < log_.records.size(); });
      interrupted_ = false;
      while (next_ < log_.records.size() && out.size() < records_max) {
        out.push_back(log_.records[next_++]);
      }
      return {};
    }
    void interrupt() override {
      const std::lock_guard lock(log_.mutex_);
      interrupted_ = true;
      log_.changed_.notify_all();
    }

   private:
    MemoryLog& log_;
    std::size_t next_;
    bool interrupted_ = false;
  };
  mutable std::mutex mutex_;
  std::condition_variable changed_;
};

/// Records that are no events, until so much memory time has passed.
inline void let_pass(MemoryLog& log, std::chrono::minutes time) {
  for (; time.count() > 0; time -= memory_step_max) {
    log.now += memory_step_max;
    (void)log.append("", "no event", {});
  }
}

class RecordingObserver final : public ProjectorObserver {
 public:
  void on_folded(std::span<const Folded> folded, Position through) override {
    const std::lock_guard lock(mutex_);
    all.insert(all.end(), folded.begin(), folded.end());
    through_ = through;
    changed_.notify_all();
  }
  void on_progress(Position, Position, double per_second) override { rate = per_second; }
  void on_barrier(const FoldedBarrier& folded) override {
    const std::lock_guard lock(mutex_);
    barriers.push_back(folded);
  }
  void on_stopped(const std::string& reason) override {
    const std::lock_guard lock(mutex_);
    stopped = reason;
    changed_.notify_all();
  }
  /// False if it does not come within some seconds.
  bool wait_through(Position position) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return through_ && *through_ >= position; });
  }
  std::string wait_stopped() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return !stopped.empty(); });
    return stopped;
  }

  std::vector<Folded> all;
  std::vector<FoldedBarrier> barriers;
  std::string stopped;
  double rate = 0;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Position> through_;
};

template <class Id>
Id numbered(std::uint64_t number) {
  Id id;
  // Spread over the value, as real ones are.
  std::mt19937_64 random(number + 1);
  for (auto& byte : id.value) byte = static_cast<std::uint8_t>(random());
  return id;
}
inline TokenId token_id(std::uint64_t n) { return numbered<TokenId>(n); }
inline TokenDigest digest(std::uint64_t n) { return numbered<TokenDigest>(n); }
inline SessionDigest session_digest(std::uint64_t n) { return numbered<SessionDigest>(n); }
inline OwnerId owner_id(const std::string& text) { return *OwnerId::parse(text); }
inline ScopeSet scopes(std::vector<std::string> texts) { return *ScopeSet::make(texts); }

/// Makes events, each a command of its own.
class Events {
 public:
  Event opened() { return make(std::monostate(), 0, LedgerOpened{ledger_id}); }
  Event created(std::uint64_t n, const std::string& owner, std::uint64_t digest_number) {
    owners_.emplace(n, owner);
    return make(
        token_id(n), 1,
        TokenCreated{owner_id(owner), "token " + std::to_string(n), scopes({"repo:read"}),
                     noon + std::chrono::days(30), "operator", digest(digest_number), "abcd"});
  }
  Event updated(std::uint64_t n, std::uint64_t revision, std::vector<std::string> to) {
    return make(token_id(n), revision, TokenUpdated{std::nullopt, scopes(std::move(to))});
  }
  Event regenerated(std::uint64_t n, std::uint64_t revision, std::uint64_t digest_number,
                    std::optional<Timestamp> overlap_until = {}) {
    return make(token_id(n), revision,
                TokenRegenerated{noon + std::chrono::days(60), digest(digest_number), "efgh",
                                 overlap_until});
  }
  /// Of the owner that it was first made for.
  Event deleted(std::uint64_t n, std::uint64_t revision) {
    const auto owner = owners_.find(n);
    return deleted(n, revision, owner == owners_.end() ? "nobody" : owner->second);
  }
  Event deleted(std::uint64_t n, std::uint64_t revision, const std::string& owner) {
    return make(token_id(n), revision, TokenDeleted{owner_id(owner)});
  }
  template <class Payload>
  Event about_owner(const std::string& owner, std::uint64_t revision) {
    return make(owner_id(owner), revision, Payload{});
  }
  Event make(Subject subject, std::uint64_t revision, Payload payload) {
    ++count_;
    return Event{CommandAttempt{numbered<CommandId>(count_), 1},
                 Fingerprint::of("request"),
                 "ledger",
                 noon,
                 std::move(subject),
                 revision,
                 {},
                 std::move(payload)};
  }

 private:
  std::uint64_t count_ = 0;
  std::map<std::uint64_t, std::string> owners_;
};

/// A view with its projector over a log, in a directory that outlives it.
struct Node {
  Node(MemoryLog& log, const std::filesystem::path& directory, ProjectorOptions options = plain(),
       std::size_t hot_bytes = std::size_t{1} << 30)
      : view(directory), hot(hot_bytes), projector(log, view, hot, observer, options) {}
  static ProjectorOptions plain() {
    ProjectorOptions options;
    options.wait = std::chrono::milliseconds(50);
    options.retry = std::chrono::milliseconds(5);
    options.unavailable_max = std::chrono::milliseconds(50);
    options.rebuild_bytes_max = 0;
    return options;
  }
  TokenView view;
  HotSet hot;
  RecordingObserver observer;
  Projector projector;
};

/// A log folded without a database.
inline Checkpoint folded_in_memory(const MemoryLog& log, std::size_t records_per_batch) {
  MemoryEntities entities;
  LedgerFold fold(entities);
  std::size_t since = 0;
  for (const auto& record : log.records) {
    const auto through = fold.checkpoint().position;
    if (fold.full() && through) fold.commit(log.records[through->value()]);
    const auto fate = fold.apply(record);
    EXPECT_FALSE(std::holds_alternative<Obstacle>(fate));
    if (++since % records_per_batch == 0) fold.commit(record);
  }
  if (since % records_per_batch != 0) fold.commit(log.records.back());
  return entities.checkpoint();
}

}  // namespace ledger::projections::test

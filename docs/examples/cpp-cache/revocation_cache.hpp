#pragma once
// A cache of a ledger's answers that lets go of a token as soon as the topic says that it changed.
// The rules that it keeps, and why each is needed, are in docs/kafka.md, "The rules for a cache".

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// What a node said of a secret that is good.
struct Answer {
  std::string token;  ///< its id
  std::string owner;
  Time expires_at;
  std::uint64_t position = 0;  ///< the node had folded the log through there
};

/// What stands in the topic, of one record.
struct TopicRecord {
  std::uint64_t position = 0;  ///< its offset
  Time time;                   ///< its timestamp: the broker's clock
  std::string type;            ///< header ce_type
  std::string subject;         ///< header ce_subject; empty: it has none
  std::optional<std::chrono::milliseconds> barrier_interval;  ///< of a barrier
};

class RevocationCache {
 public:
  /// An answer that still holds. Nothing: ask a node.
  [[nodiscard]] std::optional<Answer> find(const std::string& digest, Time now) const {
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(digest);
    if (found == answers_.end() || found->second.expires_at <= now || !is_fresh(now)) return {};
    return found->second;
  }

  /// Keeps what a node said. Where that is older than what the topic said of this token or its
  /// owner, it is worth nothing: then the position that another answer must be at.
  std::optional<std::uint64_t> keep(const std::string& digest, const Answer& answer) {
    const std::lock_guard lock(mutex_);
    const auto needed = std::max({floor_, dropped_at(answer.token), dropped_at(answer.owner)});
    if (answer.position < needed) return needed;
    forget(digest);
    while (answers_.size() >= answers_max) forget(answers_.begin()->first);
    answers_.emplace(digest, answer);
    digests_of_[answer.token].insert(digest);
    digests_of_[answer.owner].insert(digest);
    return std::nullopt;
  }

  /// Each record, in the order of the topic. Whether it may have ended or narrowed something.
  bool read(const TopicRecord& record) {
    const std::lock_guard lock(mutex_);
    newest_ = record.time;
    if (record.barrier_interval) interval_ = record.barrier_interval;
    if (!record.type.starts_with("tokenledger.") || harmless.contains(record.type)) return false;
    record.subject.empty() ? drop_all(record.position) : drop(record.subject, record.position);
    return true;
  }

 private:
  static constexpr std::size_t answers_max = 100'000;
  static constexpr std::size_t dropped_max = 100'000;
  /// Between the log's clock and this one, and for the way.
  static constexpr std::chrono::milliseconds allowance{1000};
  /// They end nothing. Any other type may, also one that is not known here.
  inline static const std::set<std::string> harmless{
      "tokenledger.ledger.opened.v1",          "tokenledger.ledger.barrier.v1",
      "tokenledger.ledger.expired-through.v1", "tokenledger.token.created.v1",
      "tokenledger.token.expiring.v1",         "tokenledger.token.retired-secret-presented.v1",
      "tokenledger.owner.resumed.v1",          "tokenledger.session.started.v1",
      "tokenledger.session.continued.v1",      "tokenledger.session.ended.v1"};

  /// Whoever has not heard of any node for two of its intervals may have missed a revocation; and a
  /// time that is still to come says nothing of how long ago it was.
  [[nodiscard]] bool is_fresh(Time now) const {
    const auto age = now - newest_;
    return interval_ && age <= 2 * *interval_ + allowance && age >= -allowance;
  }

  [[nodiscard]] std::uint64_t dropped_at(const std::string& subject) const {
    const auto found = dropped_.find(subject);
    return found == dropped_.end() ? 0 : found->second;
  }

  /// A loser or a duplicate drops, too: the worst is a question more. What a node said when it had
  /// read the record itself stays.
  void drop(const std::string& subject, std::uint64_t position) {
    if (const auto found = digests_of_.find(subject); found != digests_of_.end()) {
      for (const auto& digest : std::set<std::string>(found->second)) {
        if (answers_.at(digest).position < position) forget(digest);
      }
    }
    drops_.erase(dropped_at(subject));
    dropped_[subject] = position;
    drops_[position] = subject;
    if (drops_.size() <= dropped_max) return;
    // What is forgotten of single ones holds for all.
    floor_ = drops_.begin()->first;
    dropped_.erase(drops_.begin()->second);
    drops_.erase(drops_.begin());
  }

  void drop_all(std::uint64_t position) {
    answers_.clear();
    digests_of_.clear();
    dropped_.clear();
    drops_.clear();
    floor_ = position;
  }

  void forget(const std::string& digest) {
    const auto found = answers_.find(digest);
    if (found == answers_.end()) return;
    for (const auto& subject : {found->second.token, found->second.owner}) {
      const auto digests = digests_of_.find(subject);
      if (digests == digests_of_.end()) continue;
      digests->second.erase(digest);
      if (digests->second.empty()) digests_of_.erase(digests);
    }
    answers_.erase(found);
  }

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Answer> answers_;                    // by the secret's digest
  std::unordered_map<std::string, std::set<std::string>> digests_of_;  // a token, an owner
  std::unordered_map<std::string, std::uint64_t> dropped_;             // a token, an owner
  std::map<std::uint64_t, std::string> drops_;  // the same by position, to forget the oldest
  std::uint64_t floor_ = 0;
  Time newest_{};
  std::optional<std::chrono::milliseconds> interval_;
};

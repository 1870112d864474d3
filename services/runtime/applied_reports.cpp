#include "services/runtime/applied_reports.hpp"

#include <algorithm>

namespace ledger::runtime {
namespace {

/// Beside the names of nodes, which are hexadecimal.
std::string key_of_follower(const std::string& name) { return "follower " + name; }
std::string key_of_followers(const std::string& node) { return node + " followers"; }

/// As it may stand in a list.
std::string name_of(const log::Barrier& barrier) {
  auto name = barrier.node_name + '/' + barrier.node.substr(0, 8);
  std::ranges::replace(name, ',', '_');
  return name;
}

}  // namespace

bool AppliedReports::note_follower(const std::string& name, std::optional<log::Position> applied,
                                   log::BootTime until) {
  const std::lock_guard lock(mutex_);
  return note(key_of_follower(name), {name, applied, until, 1, true});
}

void AppliedReports::note_barrier(const log::Barrier& barrier, log::BootTime now) {
  const std::lock_guard lock(mutex_);
  if (barrier.leaving) {
    reporters_.erase(barrier.node);
    reporters_.erase(key_of_followers(barrier.node));
    return;
  }
  std::optional<log::Position> applied;
  if (barrier.compared) applied = barrier.compared->at;
  static_cast<void>(note(barrier.node, {name_of(barrier), applied, now}));
  const auto followers = key_of_followers(barrier.node);
  if (!barrier.followers) {
    reporters_.erase(followers);
    return;
  }
  static_cast<void>(note(followers, {"followers of " + name_of(barrier), barrier.followers->applied,
                                     now, barrier.followers->count}));
}

/// Under the lock.
bool AppliedReports::note(const std::string& key, Reporter reporter) {
  const auto found = reporters_.find(key);
  if (found != reporters_.end()) {
    // Questions may overtake one another; nobody takes back what he has applied.
    reporter.applied = std::max(reporter.applied, found->second.applied);
    found->second = std::move(reporter);
    return true;
  }
  // Who was heard of when somebody began to wait is known until that has ended.
  std::erase_if(reporters_,
                [&](const auto& one) { return reporter.heard - one.second.heard > 2 * bound_; });
  const auto of_kind = std::ranges::count_if(
      reporters_, [&](const auto& one) { return one.second.is_follower == reporter.is_follower; });
  if (static_cast<std::size_t>(of_kind) >= reporters_max) return false;
  reporters_.emplace(key, std::move(reporter));
  return true;
}

std::optional<log::Barrier::Followers> AppliedReports::followers(log::BootTime now) const {
  const std::lock_guard lock(mutex_);
  std::optional<log::Barrier::Followers> all;
  for (const auto& [key, reporter] : reporters_) {
    if (!reporter.is_follower || now - reporter.heard > bound_) continue;
    if (!all) {
      all = {1, reporter.applied};
      continue;
    }
    ++all->count;
    // Nothing is less than anything.
    all->applied = std::min(all->applied, reporter.applied);
  }
  return all;
}

std::vector<std::string> AppliedReports::heard_of(log::BootTime now) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> who;
  for (const auto& [key, reporter] : reporters_) {
    if (now - reporter.heard <= bound_) who.push_back(key);
  }
  return who;
}

AppliedReports::Account AppliedReports::account(const std::vector<std::string>& who,
                                                log::Position position) const {
  const std::lock_guard lock(mutex_);
  Account account;
  for (const auto& key : who) {
    const auto found = reporters_.find(key);
    if (found == reporters_.end()) continue;
    const auto& reporter = found->second;
    if (reporter.applied && *reporter.applied >= position) {
      account.applied += reporter.count;
    } else {
      account.missing.push_back(reporter.name);
    }
  }
  return account;
}

}  // namespace ledger::runtime

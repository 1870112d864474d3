#include "tests/support/history_lane.hpp"

#include <algorithm>

namespace ledger::support {

std::string HistoryLane::token() const {
  const std::lock_guard lock(mutex_);
  return token_;
}

void HistoryLane::begin(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (!tokens_.insert(token).second) return;
  token_ = token;
  revision_ = 1;
}

void HistoryLane::end(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (token_ == token) token_.clear();
}

void HistoryLane::note_secret(Secret secret) {
  const std::lock_guard lock(mutex_);
  secrets_.push_back(std::move(secret));
}

std::optional<HistoryLane::Secret> HistoryLane::secret(std::mt19937_64& dice) const {
  const std::lock_guard lock(mutex_);
  if (secrets_.empty()) return std::nullopt;
  const auto back = dice() % 4 == 0 ? dice() % secrets_.size()
                                    : dice() % std::min<std::size_t>(3, secrets_.size());
  return secrets_[secrets_.size() - 1 - back];
}

void HistoryLane::note_revision(const std::string& token, std::uint64_t revision) {
  const std::lock_guard lock(mutex_);
  if (token_ == token) revision_ = std::max(revision_, revision);
}

std::uint64_t HistoryLane::revision() const {
  const std::lock_guard lock(mutex_);
  return revision_;
}

void HistoryLane::note_position(std::uint64_t position) {
  const std::lock_guard lock(mutex_);
  position_ = std::max(position_, position);
}

std::uint64_t HistoryLane::position() const {
  const std::lock_guard lock(mutex_);
  return position_;
}

std::set<std::string> HistoryLane::tokens() const {
  const std::lock_guard lock(mutex_);
  return tokens_;
}

}  // namespace ledger::support

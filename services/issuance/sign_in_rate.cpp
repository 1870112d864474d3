#include "services/issuance/sign_in_rate.hpp"

#include <algorithm>

namespace ledger::issuance {

std::optional<std::chrono::seconds> SignInRate::take(const token::TokenId& id, Time now) {
  constexpr std::chrono::seconds ahead_max = interval * (burst - 1);
  const std::lock_guard lock(mutex_);
  auto found = level_.find(id);
  if (found == level_.end()) {
    if (level_.size() == remembered_max) {
      erase_if(level_, [&](const auto& entry) { return entry.second <= now; });
      if (level_.size() == remembered_max) level_.erase(level_.begin());
    }
    found = level_.emplace(id, now).first;
  }
  const auto level = std::max(found->second, now);
  if (level - now > ahead_max) {
    return std::chrono::ceil<std::chrono::seconds>(level - now - ahead_max);
  }
  found->second = level + interval;
  return std::nullopt;
}

}  // namespace ledger::issuance

#pragma once
// How often one token may sign in, as this node counts it: each sign-in is in the log for ever.
// Any thread.

#include <chrono>
#include <mutex>
#include <optional>

#include <boost/unordered/unordered_flat_map.hpp>

#include "events/token/ids.hpp"

namespace ledger::issuance {

class SignInRate {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr int burst = 60;                    ///< at once, after a silence
  static constexpr std::chrono::seconds interval{5};  ///< between two, in the long run
  static constexpr std::size_t remembered_max = 65'536;

  /// One sign-in of the token; something: how long it has to wait instead.
  [[nodiscard]] std::optional<std::chrono::seconds> take(const token::TokenId& id, Time now);

 private:
  struct Hash {
    using is_avalanching = void;
    std::size_t operator()(const token::TokenId& id) const noexcept {
      return std::hash<std::string_view>()(id.view());
    }
  };
  std::mutex mutex_;
  /// When its sign-ins so far would be level with the rate.
  boost::unordered_flat_map<token::TokenId, Time, Hash> level_;
};

}  // namespace ledger::issuance

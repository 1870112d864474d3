#pragma once
// Of a follower: which nodes' log it folds, and as whom it reads that. From the command line alone.

#include <chrono>
#include <vector>

#include "events/remote/server_address.hpp"
#include "events/token/secret.hpp"

namespace ledger::runtime {

/// The bound of a follower's view must leave room for a question and its answer.
inline constexpr std::chrono::milliseconds follow_age_max_min{3000};
inline constexpr std::size_t followed_nodes_max = 16;

struct FollowSettings {
  std::vector<remote::ServerAddress> nodes;  ///< of one ledger, in the order of preference
  token::TokenSecret token;                  ///< with `ledger:audit`
};

}  // namespace ledger::runtime

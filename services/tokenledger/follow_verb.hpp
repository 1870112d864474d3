#pragma once
// The verb `follow`: a verifier beside the service, which folds the log of a node.

#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

/// `nodes`: as given by --from. `token_file`: the token that the log is read with is on its first
/// line; without one it is that of the environment or of the login. Throws std::runtime_error with
/// a text for people.
[[nodiscard]] runtime::FollowSettings read_follow_options(const runtime::Settings& settings,
                                                          const std::vector<std::string>& nodes,
                                                          const std::string& token_file);

}  // namespace ledger::tokenledger

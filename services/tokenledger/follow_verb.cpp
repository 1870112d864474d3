#include "services/tokenledger/follow_verb.hpp"

#include <algorithm>
#include <stdexcept>

#include "services/cli/credentials.hpp"

namespace ledger::tokenledger {

runtime::FollowSettings read_follow_options(const runtime::Settings& settings,
                                            const std::vector<std::string>& nodes,
                                            const std::string& token_file) {
  if (settings.kafka) {
    throw std::runtime_error(
        "a follower reads the log of a node, not a topic: leave [kafka] out of its settings");
  }
  if (settings.view_age_max < runtime::follow_age_max_min) {
    throw std::runtime_error(
        "view.age_max_ms of a follower is at least " +
        std::to_string(runtime::follow_age_max_min.count()) +
        ": it asks its node once a second at the most, and a node may be slow to answer");
  }
  if (nodes.size() > runtime::followed_nodes_max) {
    throw std::runtime_error("--from names at most " + std::to_string(runtime::followed_nodes_max) +
                             " nodes");
  }
  std::vector<remote::ServerAddress> addresses;
  for (const auto& node : nodes) {
    const auto address = remote::ServerAddress::parse(node);
    if (!address) {
      throw std::runtime_error(
          "--from is where a node is reached, http://HOST:PORT or https://HOST");
    }
    if (std::ranges::find(addresses, *address) != addresses.end()) {
      throw std::runtime_error("--from names " + address->text() + " twice");
    }
    addresses.push_back(*address);
  }
  const auto found = cli::find_credentials(nodes.front(), token_file);
  if (!found) throw std::runtime_error(found.error().text);
  return {std::move(addresses), found->token};
}

}  // namespace ledger::tokenledger

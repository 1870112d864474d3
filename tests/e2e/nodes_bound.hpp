#pragma once
// Nodes with a short bound on the age of their views, and what must be seen of one whose records do
// not come back.

#include "tests/e2e/nodes_fixture.hpp"

namespace ledger::e2e {

constexpr std::chrono::milliseconds bound(1500);
constexpr const char* short_bound = "[view]\nage_max_ms = 1500\nbarrier_interval_ms = 300\n";

class BoundedNodes : public Nodes {
 protected:
  /// Asked again while the view is too old: on a slow machine it is now and then, and nothing is
  /// meant by it here.
  static ApiAnswer patiently(const std::function<ApiAnswer()>& ask);
  /// Made at node 0, and known at node 1.
  support::Json token_known_to_both();
  /// Of node i, while records do not come back: it verifies for as long as it can prove enough,
  /// then it says that it cannot.
  void expect_verification_ends_at_the_bound(std::size_t i, const std::string& secret);
  void expect_recovery(std::size_t i, const std::string& secret);
};

}  // namespace ledger::e2e

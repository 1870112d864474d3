#pragma once
// `POST /v1/webhooks/{}/test`: one message, sent once and now by the node that is asked, and what
// came of it. No event, and nothing of it waits.

#include "services/issuance/desk.hpp"
#include "services/webhooks/sender.hpp"

namespace ledger::webhooks {

class TestDelivery {
 public:
  /// At a time; each may take as long as a try.
  static constexpr int under_way_max = 4;

  TestDelivery(issuance::Desk desk, const Sender& sender) : desk_(desk), sender_(sender) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> test(http::Exchange& exchange);

  issuance::Desk desk_;
  const Sender& sender_;
  std::atomic<int> under_way_{0};
};

}  // namespace ledger::webhooks

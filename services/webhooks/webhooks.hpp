#pragma once
// All of the room: the store, the thread that delivers, what operators do with it over HTTP.

#include "services/webhooks/dead_letters.hpp"
#include "services/webhooks/test_delivery.hpp"
#include "services/webhooks/webhook_control.hpp"

namespace ledger::webhooks {

struct WebhookOptions {
  std::filesystem::path store;
  int store_files_max = -1;
  std::optional<SealingKey> key;  ///< nothing: this node has none
  AddressPolicy addresses;
  std::string ledger_id;
};

class Webhooks {
 public:
  /// All must outlive it. Throws std::runtime_error where the store cannot be opened.
  Webhooks(const issuance::Desk& desk, runtime::PositionGate& gate, log::EventLog& event_log,
           const runtime::DiskWatch& disk, WebhookOptions options)
      : delivers_(!event_log.has_other_writers()),
        sender_(std::move(options.key), std::move(options.addresses), std::move(options.ledger_id)),
        store_(std::move(options.store), options.store_files_max),
        deliveries_({desk.view, gate, event_log, desk.clock, disk, sender_, store_, board_}),
        control_(desk, sender_, board_, delivers_),
        dead_letters_(desk, store_, deliveries_),
        test_(desk, sender_) {}

  /// Must outlive the router.
  void add_routes(http::Router& router) {
    control_.add_routes(router);
    dead_letters_.add_routes(router);
    test_.add_routes(router);
  }
  /// Delivers from now on, where no other node would do the same.
  void start() {
    if (delivers_) deliveries_.start();
  }
  [[nodiscard]] bool delivers() const noexcept { return delivers_; }
  /// Idempotent.
  void stop() { deliveries_.stop(); }

  [[nodiscard]] const DeliveryBoard& board() const noexcept { return board_; }
  /// Where a damaged store was put by this start.
  [[nodiscard]] const std::optional<std::filesystem::path>& set_aside() const noexcept {
    return store_.set_aside();
  }

 private:
  const bool delivers_;
  Sender sender_;
  DeliveryStore store_;
  DeliveryBoard board_;
  Deliveries deliveries_;
  WebhookControl control_;
  DeadLetters dead_letters_;
  TestDelivery test_;
};

}  // namespace ledger::webhooks

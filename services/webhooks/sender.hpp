#pragma once
// One try at one message: signed for this moment, sent to where the webhook is, by redirects too if
// they keep the method, judged by the answer. Used by one thread at a time for each executor.

#include <memory>

#include "services/http/router.hpp"
#include "services/outgoing/exchange.hpp"
#include "services/outgoing/url.hpp"
#include "services/webhooks/address_policy.hpp"
#include "services/webhooks/message.hpp"
#include "services/webhooks/sealing_key.hpp"

namespace ledger::webhooks {

/// For a whole try: looking up, connecting, TLS, sending, the answer's header, redirects.
inline constexpr std::chrono::seconds try_time{20};
inline constexpr int redirects_max = 3;

struct Verdict {
  enum class Kind {
    delivered,  ///< 2xx
    failed,
    gone,  ///< 410: it wants no more
  } kind = Kind::failed;
  std::uint16_t status = 0;  ///< 0: none came
  std::string why{};         ///< of a failure: for people, without anything that the receiver sent
};

class Sender {
 public:
  /// `key`: nothing where this node has none; then nothing can be signed.
  Sender(std::optional<SealingKey> key, AddressPolicy addresses, std::string ledger_id);

  [[nodiscard]] const std::optional<SealingKey>& key() const noexcept { return key_; }
  [[nodiscard]] const AddressPolicy& addresses() const noexcept { return addresses_; }
  [[nodiscard]] const std::string& ledger_id() const noexcept { return ledger_id_; }
  /// Whether this node can sign for it.
  [[nodiscard]] bool can_sign(const token::WebhookState& webhook) const {
    return key_ && key_->name() == webhook.key.sealed_with;
  }

  /// `webhook-signature` of a message at a time in seconds: by the key, and the old one while it
  /// counts. Empty: this node cannot.
  [[nodiscard]] std::string signatures(const token::WebhookState& webhook, std::string_view id,
                                       std::string_view timestamp, std::string_view body,
                                       token::Timestamp now) const;
  [[nodiscard]] http::Task<Verdict> send(token::WebhookState webhook, Message message,
                                         token::Timestamp now, http::Executor executor) const;

 private:
  std::optional<SealingKey> key_;
  AddressPolicy addresses_;
  std::string ledger_id_;
  std::unique_ptr<boost::asio::ssl::context> tls_;  // shared by all tries; OpenSSL counts it
};

}  // namespace ledger::webhooks

#pragma once
// What commands about webhooks have in their bodies. What is wrong is noted with its member.

#include "events/token/command.hpp"
#include "services/http/json_body.hpp"
#include "services/webhooks/address_policy.hpp"

namespace ledger::webhooks {

struct RegistrationBody {
  std::string url;
  token::WebhookChoice choice;
  bool is_ed25519 = false;
  std::optional<token::Position> after;
};

[[nodiscard]] RegistrationBody read_registration(const http::JsonObject& body,
                                                 const AddressPolicy& addresses);
[[nodiscard]] token::ResumeWebhook read_resume(const http::JsonObject& body);
/// `overlap`, in seconds.
[[nodiscard]] std::chrono::seconds read_rotate(const http::JsonObject& body);

}  // namespace ledger::webhooks

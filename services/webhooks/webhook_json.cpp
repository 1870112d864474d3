#include "services/webhooks/webhook_json.hpp"

#include <array>

#include <openssl/crypto.h>

#include "events/log/event_types.hpp"
#include "events/log/json_writer.hpp"

namespace ledger::webhooks {
namespace {

void write_time(log::JsonWriter& json, std::string_view name,
                const std::optional<token::Timestamp>& time) {
  json.key(name);
  time ? json.text(token::to_text(*time)) : json.null();
}

void write_delivery(log::JsonWriter& json, const DeliveryStatus& status) {
  json.key("delivery").begin_object().key("through").number(status.through.value());
  json.key("waiting").number(status.waiting).key("dead_letters").number(status.given_up);
  write_time(json, "delivered_at", status.delivered_at);
  write_time(json, "failed_at", status.failed_at);
  json.key("failed_status");
  status.failed_status != 0 ? json.number(status.failed_status) : json.null();
  json.key("failed_why");
  status.failed_at ? json.text(status.failed_why) : json.null();
  json.end_object();
}

}  // namespace

std::string_view to_text(token::WebhookStatus status) noexcept {
  constexpr std::array<std::string_view, 4> texts{"active", "paused", "disabled", "deleted"};
  return texts[static_cast<std::size_t>(status) - 1];
}

std::string webhook_json(const token::WebhookState& webhook, const DeliveryStatus& status,
                         bool can_sign, token::Timestamp now,
                         const std::optional<SigningSecret>& secret) {
  std::string text;
  text.reserve(2048);
  log::JsonWriter json(text);
  const auto& choice = webhook.choice;
  json.begin_object().key("id").text(to_text(webhook.id)).key("url").text(webhook.url);
  json.key("feed").text(log::webhook_feeds[static_cast<std::size_t>(choice.feed) - 1]);
  json.key("types").begin_array();
  for (const auto& type : choice.types) json.text(type);
  json.end_array().key("owners");
  choice.owners.empty() ? json.null() : json.text(choice.owners);
  json.key("signing").text(webhook.key.public_key ? "ed25519" : "symmetric");
  if (webhook.key.public_key) json.key("public_key").text(to_text(*webhook.key.public_key));
  json.key("status").text(to_text(webhook.status)).key("revision").number(webhook.revision);
  json.key("created_at").text(token::to_text(webhook.created_at));
  json.key("updated_at").text(token::to_text(webhook.updated_at));
  json.key("after").number(webhook.begin_after.value());
  const bool overlaps = webhook.old_key && now < webhook.old_key->until;
  write_time(json, "old_secret_until",
             overlaps ? std::optional(webhook.old_key->until) : std::nullopt);
  json.key("key_present").boolean(can_sign);
  write_delivery(json, status);
  if (secret) {
    auto shown = secret->reveal();
    json.key("secret").text(shown);
    ::OPENSSL_cleanse(shown.data(), shown.size());
  }
  json.end_object();
  return text;
}

}  // namespace ledger::webhooks

#include "services/webhooks/message.hpp"

#include <algorithm>

#include "events/log/event_types.hpp"
#include "events/log/json_writer.hpp"
#include "events/token/checksum.hpp"
#include "events/token/invariant.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::webhooks {
namespace {

constexpr std::string_view test_type = "tokenledger.webhook.test";

std::string id_of(std::string_view what) {
  const auto hash = token::sha256(what);
  return "msg_" + token::to_hex(std::span(hash).first<16>());
}

std::string body_of(std::string_view type, token::Timestamp time, std::string_view data) {
  std::string body;
  body.reserve(data.size() + 160);
  log::JsonWriter json(body);
  json.begin_object().key("type").text(type).key("timestamp").text(token::to_text(time));
  json.key("data").raw(data).end_object();
  token::invariant(body.size() < body_bytes_max);
  return body;
}

}  // namespace

bool wants(const token::WebhookChoice& choice, const feeds::FeedItem& item,
           std::string_view type_name) {
  if (choice.feed == token::WebhookFeed::events && type_name.starts_with("webhook.")) return false;
  if (!token::matches_owner(choice.owners, item.owner)) return false;
  return choice.types.empty() || std::ranges::binary_search(choice.types, type_name);
}

Message message_of(const token::WebhookId& webhook, token::WebhookFeed feed,
                   const feeds::FeedItem& item, std::string_view type_name) {
  Message message;
  message.id = id_of(to_text(webhook) + ' ' + item.json);
  message.type = feed == token::WebhookFeed::events
                     ? std::string(log::event_types[item.type])
                     : "tokenledger.revocation." + std::string(type_name);
  message.body = body_of(message.type, item.log_time, item.json);
  return message;
}

Message test_message(const token::WebhookId& webhook, token::Timestamp now) {
  std::string data;
  log::JsonWriter(data).begin_object().key("webhook").text(to_text(webhook)).end_object();
  Message message;
  message.id = id_of(to_text(webhook) + token::to_hex(runtime::random_bytes<16>()));
  message.type = test_type;
  message.body = body_of(test_type, now, data);
  return message;
}

}  // namespace ledger::webhooks

#pragma once
// What is sent to a webhook: an item of a feed in the form of Standard Webhooks. The same item of
// the same webhook is the same message on every node, at every try.

#include "services/feeds/feed_source.hpp"

namespace ledger::webhooks {

/// Of Standard Webhooks: a body stays below it.
inline constexpr std::size_t body_bytes_max = 20'000;

/// Where a message stands among those of its webhook: the position that it tells of, and which of
/// that position's items it is.
struct MessageKey {
  token::Position position;
  std::uint16_t ordinal = 0;
  friend auto operator<=>(const MessageKey&, const MessageKey&) = default;
};

struct Message {
  std::string id;    ///< `msg_` and 32 hexadecimal digits
  std::string type;  ///< `tokenledger.token.deleted.v1`, `tokenledger.revocation.deleted`
  std::string body;  ///< `{"type":…,"timestamp":…,"data":…}`
  friend bool operator==(const Message&, const Message&) = default;
};

/// Whether the webhook is told of it. Never of what is about webhooks: that a receiver is gone
/// would be told to it.
[[nodiscard]] bool wants(const token::WebhookChoice& choice, const feeds::FeedItem& item,
                         std::string_view type_name);

[[nodiscard]] Message message_of(const token::WebhookId& webhook, token::WebhookFeed feed,
                                 const feeds::FeedItem& item, std::string_view type_name);

/// What a test sends, at `now`: never the same twice.
[[nodiscard]] Message test_message(const token::WebhookId& webhook, token::Timestamp now);

}  // namespace ledger::webhooks

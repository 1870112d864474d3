// The rows of webhooks.

#include "projections/byte_codec.hpp"
#include "projections/row_codec.hpp"

namespace ledger::projections {
namespace {

using namespace token;

constexpr std::uint8_t webhook_row_version = 1;
constexpr std::uint8_t flag_old_key = 1;
constexpr std::uint8_t flag_public_key = 1;

void write_key_row(ByteWriter& writer, const WebhookKey& key) {
  writer.u8(key.public_key ? flag_public_key : 0);
  writer.raw(key.sealed_with.view()).raw(key.sealed.view());
  if (key.public_key) writer.raw(key.public_key->view());
}

WebhookKey read_key_row(ByteReader& reader) {
  const auto bits = reader.u8();
  WebhookKey key{reader.fixed<SealingKeyName>(), reader.fixed<SealedSecret>(), std::nullopt};
  if ((bits & flag_public_key) != 0) key.public_key = reader.fixed<WebhookPublicKey>();
  return key;
}

}  // namespace

std::string encode_row(const WebhookState& webhook) {
  std::string row;
  ByteWriter writer(row);
  writer.u8(webhook_row_version).u8(static_cast<std::uint8_t>(webhook.status));
  writer.u8(webhook.old_key ? flag_old_key : 0).u64(webhook.revision);
  writer.time(webhook.created_at).time(webhook.updated_at);
  writer.u64(webhook.begin_after.value()).u64(webhook.begin_set_at.value());
  const auto& choice = webhook.choice;
  writer.text(webhook.url).u8(static_cast<std::uint8_t>(choice.feed)).text(choice.owners);
  writer.u8(static_cast<std::uint8_t>(choice.types.size()));
  for (const auto& type : choice.types) writer.text(type);
  write_key_row(writer, webhook.key);
  if (webhook.old_key) {
    write_key_row(writer, webhook.old_key->key);
    writer.time(webhook.old_key->until);
  }
  return row;
}

std::optional<WebhookState> decode_webhook(const WebhookId& id, std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != webhook_row_version) return std::nullopt;
  WebhookState webhook;
  webhook.id = id;
  const auto status = reader.u8();
  const auto bits = reader.u8();
  webhook.status = static_cast<WebhookStatus>(status);
  webhook.revision = reader.u64();
  webhook.created_at = reader.time();
  webhook.updated_at = reader.time();
  webhook.begin_after = Position(reader.u64());
  webhook.begin_set_at = Position(reader.u64());
  webhook.url = reader.text();
  const auto feed = reader.u8();
  webhook.choice.feed = static_cast<WebhookFeed>(feed);
  webhook.choice.owners = reader.text();
  for (auto left = reader.u8(); left > 0 && !reader.failed(); --left) {
    webhook.choice.types.emplace_back(reader.text());
  }
  webhook.key = read_key_row(reader);
  if ((bits & flag_old_key) != 0) {
    const auto key = read_key_row(reader);
    webhook.old_key = {key, reader.time()};
  }
  const bool is_known = status >= 1 && status <= 4 && feed >= 1 && feed <= 2;
  if (!is_known || !reader.complete()) return std::nullopt;
  return webhook;
}

}  // namespace ledger::projections

// Webhooks in the read model: their rows, byte by byte, and their part of the state digest.

#include <gtest/gtest.h>

#include "events/token/fold.hpp"
#include "projections/keys.hpp"
#include "projections/row_codec.hpp"
#include "projections/state_digest.hpp"
#include "tests/support/samples.hpp"

namespace ledger::projections {
namespace {

using namespace token;

std::string hex(std::string_view bytes) {
  return to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

Timestamp ms(std::int64_t value) { return Timestamp(std::chrono::milliseconds(value)); }

WebhookState sample() {
  WebhookState webhook;
  webhook.id = support::webhook_id(1);
  webhook.revision = 7;
  webhook.status = WebhookStatus::paused;
  webhook.url = "https://a";
  webhook.choice = {WebhookFeed::revocations, {"deleted"}, "al*"};
  webhook.key = support::webhook_key(0xaa);
  webhook.key.public_key = WebhookPublicKey();
  webhook.old_key = {support::webhook_key(0xbb), ms(3)};
  webhook.created_at = ms(1);
  webhook.updated_at = ms(2);
  webhook.begin_after = Position(4);
  webhook.begin_set_at = Position(5);
  return webhook;
}

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  while (count-- > 0) all += text;
  return all;
}

TEST(WebhookRows, AreTheseBytes) {
  EXPECT_EQ(hex(encode_row(sample())),
            "01020107000000000000000100000000000000020000000000000004000000000000000500000000000000"
            "090068747470733a2f2f61"
            "02"
            "0300616c2a"
            "01070064656c65746564"
            "01" +
                times(68, "aa") + times(32, "00") + "00" + times(68, "bb") + "0300000000000000");
  EXPECT_EQ(hex(Keys::webhook(support::webhook_id(1)).view()).substr(0, 2), "6b");
}

TEST(WebhookRows, ComeBackAsTheyWere) {
  EXPECT_EQ(decode_webhook(sample().id, encode_row(sample())), sample());
  WebhookState plain;
  plain.id = sample().id;
  EXPECT_EQ(decode_webhook(plain.id, encode_row(plain)), plain);
}

TEST(WebhookRows, OfOtherBytesAreNone) {
  const auto row = encode_row(sample());
  for (std::size_t size = 0; size < row.size(); ++size) {
    EXPECT_FALSE(decode_webhook(sample().id, row.substr(0, size))) << size;
  }
  EXPECT_FALSE(decode_webhook(sample().id, row + '\0'));
  auto of_no_status = row;
  of_no_status[1] = 5;
  EXPECT_FALSE(decode_webhook(sample().id, of_no_status));
}

TEST(WebhookRows, ACommandMayBeAboutOne) {
  CommandState command;
  command.subject = support::webhook_id(1);
  EXPECT_EQ(decode_command(command.attempt, encode_row(command)), command);
}

TEST(WebhookDigest, ChangesWithEachMember) {
  const auto digest = [](const WebhookState& webhook) {
    StateDigest sum;
    sum.add(webhook);
    return sum.hex();
  };
  const auto before = digest(sample());
  const std::vector<std::function<void(WebhookState&)>> changes{
      [](auto& w) { w.id = support::webhook_id(2); },
      [](auto& w) { ++w.revision; },
      [](auto& w) { w.status = WebhookStatus::active; },
      [](auto& w) { w.url += 'b'; },
      [](auto& w) { w.choice.feed = WebhookFeed::events; },
      [](auto& w) { w.choice.types.clear(); },
      [](auto& w) { w.choice.owners.clear(); },
      [](auto& w) { w.key.sealed.value[0] = 1; },
      [](auto& w) { w.key.sealed_with.value[0] = 1; },
      [](auto& w) { w.key.public_key.reset(); },
      [](auto& w) { w.old_key.reset(); },
      [](auto& w) { w.old_key->until = ms(9); },
      [](auto& w) { w.created_at = ms(9); },
      [](auto& w) { w.updated_at = ms(9); },
      [](auto& w) { w.begin_after = Position(9); },
      [](auto& w) { w.begin_set_at = Position(9); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    auto changed = sample();
    changes[i](changed);
    EXPECT_NE(digest(changed), before) << i;
  }
}

}  // namespace
}  // namespace ledger::projections

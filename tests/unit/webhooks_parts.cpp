// What webhooks are made of, part by part: addresses, secrets, the schedule, messages.

#include <fstream>
#include <set>

#include <boost/asio/ip/address.hpp>
#include <gtest/gtest.h>

#include "events/log/event_types.hpp"
#include "services/webhooks/address_policy.hpp"
#include "services/webhooks/message.hpp"
#include "services/webhooks/retry_schedule.hpp"
#include "services/webhooks/sealing_key.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/samples.hpp"

namespace ledger::webhooks {
namespace {

using std::chrono::milliseconds;
using support::ledger_id;
using support::webhook_id;

boost::asio::ip::address address(const char* text) { return boost::asio::ip::make_address(text); }

TEST(WebhookAddress, OfThePublicInternetOnly) {
  for (const auto* good :
       {"1.1.1.1",         "8.8.8.8",        "9.255.255.255",    "11.0.0.0",
        "100.63.255.255",  "100.128.0.0",    "126.255.255.255",  "128.0.0.0",
        "169.253.255.255", "169.255.0.0",    "172.15.255.255",   "172.32.0.0",
        "192.167.255.255", "192.169.0.0",    "223.255.255.255",  "2606:4700::1111",
        "2001:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"}) {
    EXPECT_TRUE(is_public(address(good))) << good;
  }
  for (const auto* bad : {"0.0.0.0",
                          "0.1.2.3",
                          "10.0.0.0",
                          "10.255.255.255",
                          "100.64.0.0",
                          "100.127.255.255",
                          "127.0.0.1",
                          "127.255.255.255",
                          "169.254.169.254",
                          "172.16.0.0",
                          "172.31.255.255",
                          "192.0.0.1",
                          "192.0.2.1",
                          "192.88.99.1",
                          "192.168.0.0",
                          "192.168.255.255",
                          "198.18.0.1",
                          "198.19.255.255",
                          "198.51.100.1",
                          "203.0.113.1",
                          "224.0.0.1",
                          "240.0.0.1",
                          "255.255.255.255",
                          "::",
                          "::1",
                          "fe80::1",
                          "fc00::1",
                          "fd12::1",
                          "ff02::1",
                          "::7f00:1",
                          "::ffff:127.0.0.1",
                          "::ffff:10.0.0.1",
                          "64:ff9b::7f00:1",
                          "64:ff9b:1::1",
                          "100::1",
                          "2001::1",
                          "2001:1ff::1",
                          "2001:db8::1",
                          "2002:7f00:1::1",
                          "2002:a00:1::1",
                          "3fff::1",
                          "5f00::1"}) {
    EXPECT_FALSE(is_public(address(bad))) << bad;
  }
}

TEST(WebhookAddress, WhatASettingNamesIsReachedAlsoWithoutTls) {
  http::TrustedPeers named;
  ASSERT_TRUE(named.add("10.1.0.0/16"));
  const AddressPolicy policy(named);
  EXPECT_TRUE(policy.may_connect(address("10.1.2.3"), true));
  EXPECT_TRUE(policy.may_connect(address("10.1.2.3"), false));
  EXPECT_TRUE(policy.may_connect(address("::ffff:10.1.2.3"), true));
  EXPECT_FALSE(policy.may_connect(address("10.2.0.0"), true));
  EXPECT_TRUE(policy.may_connect(address("8.8.8.8"), true));
  EXPECT_FALSE(policy.may_connect(address("8.8.8.8"), false));
  EXPECT_FALSE(AddressPolicy().may_connect(address("10.1.2.3"), true));
  EXPECT_FALSE(AddressPolicy().allows_plain());
}

TEST(WebhookSecret, HasTheFormsOfStandardWebhooks) {
  const auto secret = SigningSecret::random();
  EXPECT_EQ(secret.reveal().size(), 6U + 44U);
  EXPECT_TRUE(secret.reveal().starts_with("whsec_"));
  EXPECT_EQ(to_text(secret.public_key()).size(), 5U + 44U);
  EXPECT_TRUE(to_text(secret.public_key()).starts_with("whpk_"));
  EXPECT_NE(SigningSecret::random().bytes(), secret.bytes());
}

/// RFC 4231's first key is shorter; this one is 32 bytes of 0x0b, reckoned by Python's hmac.
TEST(WebhookSecret, SignsAsOthersDo) {
  SigningSecret secret;
  secret.bytes().fill(0x0b);
  EXPECT_EQ(signature_of(secret, false, "Hi There"),
            "v1,GYpgfrRL+8aZA6Dxzyu9xboKo/PZrjwcejsWlqC2jPc=");
}

TEST(SealingKey, OpensWhatItSealedAndOnlyForThatWebhook) {
  const SealingKey key(SigningSecret::random());
  const auto secret = SigningSecret::random();
  token::WebhookKey sealed{key.name(), key.seal(secret, ledger_id, webhook_id(1)), {}};
  const auto opened = key.open(sealed, ledger_id, webhook_id(1));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->bytes(), secret.bytes());
  EXPECT_FALSE(key.open(sealed, ledger_id, webhook_id(2)));
  EXPECT_FALSE(key.open(sealed, "ffffffffffffffffffffffffffffffff", webhook_id(1)));
  EXPECT_FALSE(SealingKey(SigningSecret::random()).open(sealed, ledger_id, webhook_id(1)));
  EXPECT_NE(key.seal(secret, ledger_id, webhook_id(1)), sealed.sealed);
  for (std::size_t i = 0; i < sealed.sealed.value.size(); ++i) {
    auto changed = sealed;
    changed.sealed.value[i] ^= 1;
    EXPECT_FALSE(key.open(changed, ledger_id, webhook_id(1))) << i;
  }
}

TEST(SealingKey, IsAFileThatNobodyElseReads) {
  const support::FreshDirectory directory;
  const auto file = directory.path() / "key";
  EXPECT_FALSE(SealingKey::read(file));
  SealingKey::make(file);
  const auto key = SealingKey::read(file);
  ASSERT_TRUE(key);
  EXPECT_EQ(SealingKey::read(file)->name(), key->name());
  std::filesystem::permissions(file, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_THROW(static_cast<void>(SealingKey::read(file)), std::runtime_error);
}

TEST(SealingKey, IsNothingButItsDigits) {
  const support::FreshDirectory directory;
  const auto file = directory.path() / "key";
  for (const auto& bad : {std::string(), std::string(63, 'a'), std::string(65, 'a'),
                          std::string(64, 'A'), std::string(63, 'a') + "g"}) {
    std::ofstream(file) << bad << '\n';
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_THROW(static_cast<void>(SealingKey::read(file)), std::runtime_error) << bad;
  }
  std::ofstream(file) << std::string(64, 'a') << '\n';
  EXPECT_TRUE(SealingKey::read(file));
}

TEST(RetrySchedule, IsStandardWebhooksAndALittleMore) {
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  const std::vector<milliseconds> waits{seconds(5), minutes(5), minutes(30), hours(2), hours(5),
                                        hours(10),  hours(14),  hours(20),   hours(24)};
  ASSERT_EQ(tries.size(), waits.size() + 1);
  for (std::size_t made = 1; made < tries.size(); ++made) {
    const auto wait = waits[made - 1];
    EXPECT_EQ(wait_after(made, 0), wait);
    EXPECT_EQ(wait_after(made, 1000), wait + wait / 10);
    std::set<milliseconds> different;
    for (std::uint32_t dice = 0; dice < 100'000; dice += 7919) {
      const auto waited = wait_after(made, dice);
      EXPECT_GE(waited, wait);
      EXPECT_LE(waited, wait + wait / 10);
      different.insert(waited);
    }
    EXPECT_GT(different.size(), 5U);
  }
}

feeds::FeedItem item(std::string json = "{}") {
  feeds::FeedItem made;
  made.position = token::Position(42);
  made.json = std::move(json);
  made.owner = "team-a";
  made.type = 4;
  made.log_time = support::sample_time();
  return made;
}

TEST(WebhookMessage, IsInTheFormOfStandardWebhooks) {
  const auto message =
      message_of(webhook_id(1), token::WebhookFeed::events, item("{\"a\":1}"), "token.deleted");
  EXPECT_EQ(message.type, "tokenledger.token.deleted.v1");
  EXPECT_EQ(message.body,
            "{\"type\":\"tokenledger.token.deleted.v1\",\"timestamp\":\"2026-11-24T05:00:00.000Z\","
            "\"data\":{\"a\":1}}");
  EXPECT_EQ(message_of(webhook_id(1), token::WebhookFeed::revocations, item(), "deleted").type,
            "tokenledger.revocation.deleted");
}

TEST(WebhookMessage, HasOneIdWhoeverMakesIt) {
  const auto id = [](std::uint8_t webhook, const char* json) {
    return message_of(webhook_id(webhook), token::WebhookFeed::events, item(json), "").id;
  };
  EXPECT_EQ(id(1, "{}"), id(1, "{}"));
  EXPECT_NE(id(1, "{}"), id(2, "{}"));
  EXPECT_NE(id(1, "{}"), id(1, "{ }"));
  EXPECT_NE(test_message(webhook_id(1), support::sample_time()).id,
            test_message(webhook_id(1), support::sample_time()).id);
}

TEST(WebhookMessage, OfTheLargestRecordStaysBelowItsLimit) {
  const std::string record(16 * 1024, 'x');
  const auto message = message_of(webhook_id(1), token::WebhookFeed::events,
                                  item("{\"position\":18446744073709551615,\"log_time\":"
                                       "\"2026-11-24T05:00:00.000Z\",\"event\":\"" +
                                       record + "\"}"),
                                  "token.retired-secret-presented");
  EXPECT_LT(message.body.size(), 20'000U);
}

TEST(WebhookChoice, IsByTypeAndOwnerAndNeverOfWebhooks) {
  token::WebhookChoice choice;
  EXPECT_TRUE(wants(choice, item(), "token.deleted"));
  EXPECT_FALSE(wants(choice, item(), "webhook.paused"));
  choice.types = {"token.created", "token.deleted"};
  EXPECT_TRUE(wants(choice, item(), "token.deleted"));
  EXPECT_FALSE(wants(choice, item(), "token.updated"));
  choice.owners = "team-*";
  EXPECT_TRUE(wants(choice, item(), "token.deleted"));
  choice.owners = "team-b";
  EXPECT_FALSE(wants(choice, item(), "token.deleted"));
}

}  // namespace
}  // namespace ledger::webhooks

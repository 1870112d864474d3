// The bytes on the log, for ever: a change here is a new version of an event type.

#include <gtest/gtest.h>

#include "events/log/envelope.hpp"
#include "events/log/event_types.hpp"
#include "tests/support/golden_events.hpp"

namespace ledger::log {
namespace {

using support::golden_events;

TEST(Envelope, WritesEveryEventAsItsGoldenBytes) {
  for (const auto& golden : golden_events()) {
    EXPECT_EQ(encode(golden.event, support::ledger_id), golden.value);
    EXPECT_EQ(key_of(golden.event, support::ledger_id), golden.key);
  }
}

TEST(Envelope, ReadsEveryGoldenEventBack) {
  for (const auto& golden : golden_events()) {
    for (const auto ledger_id : {support::ledger_id, std::string_view()}) {
      const auto decoded = decode(golden.value, ledger_id);
      const auto* event = std::get_if<token::Event>(&decoded);
      ASSERT_NE(event, nullptr) << golden.value;
      EXPECT_EQ(*event, golden.event) << golden.value;
    }
  }
}

TEST(Envelope, WithoutDigestIsTheSameButForTheDigest) {
  for (const auto& golden : golden_events()) {
    std::string expected(golden.value);
    if (const auto at = expected.find(R"("digest_alg")"); at != std::string::npos) {
      const auto end = expected.find(R"("hint")");
      // A session has no hint, and its digests stand last.
      end == expected.npos ? expected.replace(at - 1, expected.npos, "}}")
                           : expected.erase(at, end - at);
    }
    EXPECT_EQ(encode_without_digest(golden.event, support::ledger_id), expected);
    EXPECT_EQ(expected.find("digest"), std::string::npos);
  }
}

TEST(Envelope, GoldenEventsAreOfEveryType) {
  std::vector<bool> seen(event_types.size());
  for (const auto& golden : golden_events()) {
    seen[golden.event.payload.index()] = true;
    EXPECT_EQ(type_of(golden.event.payload), event_types[golden.event.payload.index()]);
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), false), 0);
}

TEST(Envelope, TypesKeepTheirNames) {
  const std::vector<std::string_view> names{
      "tokenledger.ledger.opened.v1",
      "tokenledger.token.created.v1",
      "tokenledger.token.updated.v1",
      "tokenledger.token.regenerated.v1",
      "tokenledger.token.deleted.v1",
      "tokenledger.owner.suspended.v1",
      "tokenledger.owner.resumed.v1",
      "tokenledger.owner.tokens-revoked.v1",
      "tokenledger.ledger.expired-through.v1",
      "tokenledger.token.expiring.v1",
      "tokenledger.token.retired-secret-presented.v1",
      "tokenledger.ledger.restored.v1",
      "tokenledger.ledger.rules-adopted.v1",
      "tokenledger.session.started.v1",
      "tokenledger.session.continued.v1",
      "tokenledger.session.ended.v1",
      "tokenledger.webhook.registered.v1",
      "tokenledger.webhook.paused.v1",
      "tokenledger.webhook.resumed.v1",
      "tokenledger.webhook.secret-rotated.v1",
      "tokenledger.webhook.disabled.v1",
      "tokenledger.webhook.deleted.v1",
  };
  EXPECT_TRUE(std::equal(names.begin(), names.end(), event_types.begin(), event_types.end()));
}

}  // namespace
}  // namespace ledger::log

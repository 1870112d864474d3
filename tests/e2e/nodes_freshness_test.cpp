// No node answers from a view that is older than the bound: not one that was paused, nor one whose
// broker is read and takes nothing. It says so instead, and recovers by itself.

#include <thread>

#include "tests/e2e/nodes_bound.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/kafka_client.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::milliseconds;
using support::HttpClient;
using testing::AnyOf;
using testing::Eq;
using testing::Le;

class NodesFreshness : public BoundedNodes {
 protected:
  std::string question(const std::string& secret, const std::string& more = {}) {
    const auto body = R"({"token":")" + secret + R"("})";
    return "POST /v1/verify HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
           ledger->secret() + "\r\n" + more +
           "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
  static std::string at_the_door(const std::string& secret) {
    return "GET /auth/request HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + secret +
           "\r\n\r\n";
  }
};

TEST_F(NodesFreshness, OfANodeThatWasPausedAcrossARevocationIsItsFirstConcern) {
  open(2, short_bound);
  for (int round = 0; round < 4; ++round) {
    const auto token = token_known_to_both();
    const auto secret = token.text("/secret");
    HttpClient known(ledger->port(1));
    ASSERT_TRUE(known.ask(question(secret)));
    ledger->pause(1);
    const auto deleted = patiently([&] { return op[0].remove(path_of(token)); });
    ASSERT_EQ(deleted.status, 204U) << deleted.body;
    // The kernel takes connections and requests; the node finds them when it goes on.
    HttpClient fresh(ledger->port(1));
    HttpClient gateway(ledger->port(1));
    HttpClient hasty(ledger->port(1));
    ASSERT_TRUE(known.send(question(secret)));
    ASSERT_TRUE(fresh.send(question(secret)));
    ASSERT_TRUE(gateway.send(at_the_door(secret)));
    ASSERT_TRUE(hasty.send(question(secret, "Ledger-Max-Age: 1\r\n")));
    std::this_thread::sleep_for(bound + milliseconds(1));
    ledger->resume(1);
    for (auto* client : {&known, &fresh, &hasty}) {
      const auto answer = client->receive();
      ASSERT_TRUE(answer);
      EXPECT_THAT(answer->status, AnyOf(Eq(200U), Eq(503U))) << answer->body;
      if (answer->status != 200) continue;
      EXPECT_FALSE(support::Json(answer->body).boolean("/active"));
    }
    EXPECT_THAT(gateway.receive()->status, AnyOf(Eq(401U), Eq(503U)));
    ledger->wait_ready(1);
    const auto now = patiently([&] { return verify(1, secret, behind(deleted)); });
    EXPECT_FALSE(now.json().boolean("/active"));
  }
}

TEST_F(NodesFreshness, IsWhatACallerAsksFor) {
  open(2, short_bound);
  const auto token = token_known_to_both();
  const auto secret = token.text("/secret");
  EXPECT_EQ(verify(1, secret, {{"Ledger-Max-Age", "0"}}).problem(), "view-too-old");
  ledger->pause(0);  // its records prove nothing to others anyway
  for (int i = 0; i < 300; ++i) {
    const auto answer = verify(1, secret, {{"Ledger-Max-Age", "1"}});
    if (answer.status == 503) continue;
    ASSERT_EQ(answer.status, 200U) << answer.body;
    ASSERT_THAT(answer.json().number("/view_age_ms"), Le(1000U));
  }
  ledger->resume(0);
}

/// As `init` makes it, but for how long a record may be. (`min.insync.replicas` would not do: a
/// broker takes no more of it than the topic has replicas.)
support::KafkaTopic topic_with(const std::string& name, const std::string& bytes_max) {
  return {name,
          1,
          {{"retention.ms", "-1"},
           {"retention.bytes", "-1"},
           {"cleanup.policy", "delete"},
           {"message.timestamp.type", "LogAppendTime"},
           {"unclean.leader.election.enable", "false"},
           {"max.message.bytes", bytes_max}}};
}

TEST_F(NodesFreshness, EndsAtTheBoundWhereTheBrokerIsReadAndTakesNothing) {
  open(2, short_bound);
  const auto token = token_known_to_both();
  const auto secret = token.text("/secret");
  support::KafkaClient admin(support::shared_kafka_bootstrap());
  admin.alter_topic(topic_with(ledger->topic(), "100"));
  expect_verification_ends_at_the_bound(1, secret);
  ledger->wait_unready(0);
  const auto read = ledger->run({"log"});
  EXPECT_EQ(read.code, 0) << read.err;
  EXPECT_THAT(read.out, testing::HasSubstr(token.text("/id")));
  admin.alter_topic(topic_with(ledger->topic(), "1048588"));
  expect_recovery(0, secret);
  expect_recovery(1, secret);
}

}  // namespace
}  // namespace ledger::e2e

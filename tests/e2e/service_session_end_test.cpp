// How long a session lasts: its time, its uses, its reader, and above all the token behind it.

#include <gmock/gmock.h>

#include "tests/support/comes_true.hpp"
#include "tests/support/page_client.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::PageClient;
using support::RunningService;

class SessionEnd : public testing::Test {
 protected:
  [[nodiscard]] PageClient signed_in(const std::string& secret) const {
    PageClient page(service_.port());
    EXPECT_EQ(page.sign_in(secret).status, 204U);
    return page;
  }
  void pass(milliseconds time) { service_.clock().set(service_.clock().now() + time); }
  static bool is_good(PageClient& page) {
    const auto answer = page.get("/v1/session", poll_);
    if (answer.status == 200) return true;
    EXPECT_EQ(answer.status, 401U);
    EXPECT_EQ(answer.problem(), "session-ended");
    EXPECT_EQ(page.get("/v1/tokens", poll_).status, 401U);
    return false;
  }
  std::string last_position() { return op_.get("/v1/self").field("Ledger-Position"); }

  inline static const Headers poll_{{"Ledger-Poll", "1"}};
  RunningService service_;
  ApiClient op_ = service_.as_operator();
  ApiClient alice_ = service_.as_owner("alice");
  std::string path_ = "/v1/tokens/" + alice_.get("/v1/self").json().text("/id");
  PageClient page_ = signed_in(alice_.secret());
};

TEST_F(SessionEnd, ComesAnHourAfterTheLastUseAndNoMillisecondBefore) {
  pass(hours(1) - milliseconds(1));
  EXPECT_TRUE(is_good(page_));
  ASSERT_EQ(page_.get("/v1/tokens").status, 200U);
  pass(hours(1) - milliseconds(1));
  EXPECT_TRUE(is_good(page_));  // a poll, which is no use
  pass(milliseconds(1));
  EXPECT_FALSE(is_good(page_));
}

TEST_F(SessionEnd, ComesTwelveHoursAfterTheStartHoweverItIsUsed) {
  for (int i = 1; i < 24; ++i) {
    pass(minutes(30));
    ASSERT_EQ(page_.get("/v1/session").status, 200U) << i;
  }
  pass(minutes(30) - milliseconds(1));
  EXPECT_TRUE(is_good(page_));
  pass(milliseconds(1));
  EXPECT_FALSE(is_good(page_));
}

TEST_F(SessionEnd, ComesWithTheExpiryOfTheTokenAtTheLatest) {
  const auto token = op_.create(R"({"name":"x","owner":"bob","scopes":["*"],"expires_in":600})");
  auto page = signed_in(token.text("/secret"));
  EXPECT_EQ(page.get("/v1/session").json().text("/expires_at"), token.text("/expires_at"));
  pass(seconds(600) - milliseconds(1));
  EXPECT_TRUE(is_good(page));
  pass(milliseconds(1));
  EXPECT_FALSE(is_good(page));
}

TEST_F(SessionEnd, IsASettingOfTheNodeThatSignsIn) {
  RunningService service([](runtime::Settings& settings) {
    settings.policy.session_idle = seconds(60);
    settings.policy.session_lifetime = seconds(90);
  });
  PageClient page(service.port());
  ASSERT_EQ(page.sign_in(service.as_operator().secret()).status, 204U);
  const auto start = service.clock().now();
  service.clock().set(start + seconds(59));
  EXPECT_EQ(page.get("/v1/session").status, 200U);
  service.clock().set(start + milliseconds(89'999));
  EXPECT_EQ(page.get("/v1/session").status, 200U);
  service.clock().set(start + seconds(90));
  EXPECT_EQ(page.get("/v1/session").status, 401U);
}

TEST_F(SessionEnd, OfItsReaderIsForGoodAndOfThisSessionAlone) {
  auto other = signed_in(alice_.secret());
  const auto answer = page_.remove("/v1/session");
  EXPECT_EQ(answer.status, 204U);
  EXPECT_EQ(answer.field("Set-Cookie"),
            "tokenledger=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  EXPECT_FALSE(is_good(page_));
  EXPECT_EQ(page_.remove("/v1/session").status, 401U);
  EXPECT_TRUE(is_good(other));
  EXPECT_EQ(alice_.get("/v1/self").status, 200U);
}

TEST_F(SessionEnd, EverywhereIsOfAllOfTheTokenAndOfNoOther) {
  auto second = signed_in(alice_.secret());
  auto others = signed_in(op_.secret());
  for (const auto* query : {"?everywhere=false", "?everywhere", "?everywhere=true&everywhere=true",
                            "?every=true", "?everywhere=%zz"}) {
    EXPECT_EQ(page_.remove(std::string("/v1/session") + query).status, 400U) << query;
  }
  EXPECT_EQ(page_.remove("/v1/session?everywhere=true").status, 204U);
  EXPECT_FALSE(is_good(page_));
  EXPECT_FALSE(is_good(second));
  EXPECT_TRUE(is_good(others));
  EXPECT_EQ(alice_.get("/v1/self").status, 200U);
}

TEST_F(SessionEnd, ComesWithItsTokens) {
  ASSERT_EQ(op_.remove(path_).status, 204U);
  EXPECT_FALSE(is_good(page_));
}

TEST_F(SessionEnd, ComesWhenItsTokenDeletesItself) {
  ASSERT_EQ(page_.remove(path_).status, 204U);
  EXPECT_FALSE(is_good(page_));
}

TEST_F(SessionEnd, ComesWhenItsTokenIsRegeneratedAlsoWithAnOverlap) {
  for (const auto* body : {"", R"({"overlap":3600})"}) {
    auto bob = service_.as_owner("bob");
    auto page = signed_in(bob.secret());
    const auto path = "/v1/tokens/" + bob.get("/v1/self").json().text("/id");
    const auto next = op_.post(path + "/regenerate", body);
    ASSERT_EQ(next.status, 200U);
    EXPECT_FALSE(is_good(page)) << body;
    auto again = signed_in(next.json().text("/secret"));
    EXPECT_TRUE(is_good(again));
  }
}

TEST_F(SessionEnd, OfAnOldSecretIsThatOfItsOverlap) {
  ASSERT_EQ(op_.post(path_ + "/regenerate", R"({"overlap":600})").status, 200U);
  auto page = signed_in(alice_.secret());
  EXPECT_EQ(page.get("/v1/session").json().text("/expires_at"),
            token::to_text(service_.clock().now() + seconds(600)));
  EXPECT_EQ(page.post(path_ + "/regenerate", "").problem(), "secret-in-overlap");
  EXPECT_EQ(page.post("/v1/tokens", R"({"name":"a","expires_in":601})").problem(),
            "expiry-beyond-caller");
  pass(seconds(600) - milliseconds(1));
  EXPECT_TRUE(is_good(page));
  pass(milliseconds(1));
  EXPECT_FALSE(is_good(page));
}

TEST_F(SessionEnd, OfASuspendedOwnerIsUntilItIsResumed) {
  ASSERT_EQ(op_.post("/v1/owners/alice/suspend", "").status, 200U);
  EXPECT_FALSE(is_good(page_));
  ASSERT_EQ(op_.post("/v1/owners/alice/resume", "").status, 200U);
  EXPECT_TRUE(is_good(page_));
  ASSERT_EQ(op_.post("/v1/owners/alice/revoke-tokens", "").status, 200U);
  EXPECT_FALSE(is_good(page_));
}

TEST_F(SessionEnd, OfItsReaderIsForGoodAlsoWhileTheOwnerIsSuspended) {
  ASSERT_EQ(op_.post("/v1/owners/alice/suspend", "").status, 200U);
  EXPECT_EQ(page_.get("/v1/session").status, 401U);
  EXPECT_EQ(page_.remove("/v1/session").status, 204U);
  ASSERT_EQ(op_.post("/v1/owners/alice/resume", "").status, 200U);
  EXPECT_FALSE(is_good(page_));
}

TEST_F(SessionEnd, OfTheOldestComesWhenThirtyTwoBeganBehindIt) {
  std::vector<PageClient> others;
  for (int i = 0; i < 31; ++i) others.push_back(signed_in(alice_.secret()));
  EXPECT_TRUE(is_good(page_));
  others.push_back(signed_in(alice_.secret()));
  EXPECT_FALSE(is_good(page_));
  EXPECT_TRUE(is_good(others.front()));
}

TEST_F(SessionEnd, IsNoneWhenTheNodeStartsAnewOrRebuildsItsView) {
  for (const bool rebuilt : {false, true}) {
    rebuilt ? service_.restart_rebuilt() : service_.restart();
    PageClient again(service_.port());
    again.set_cookie(page_.cookie());
    EXPECT_EQ(again.get("/v1/session").status, 200U);
  }
}

TEST_F(SessionEnd, IsCountedFromUsesThatTheLogHeardOf) {
  const auto before = std::stoull(last_position());
  pass(minutes(15) - milliseconds(1));
  ASSERT_EQ(page_.get("/v1/session").status, 200U);
  pass(milliseconds(1));
  ASSERT_EQ(page_.get("/v1/session").status, 200U);
  ASSERT_EQ(page_.get("/v1/session").status, 200U);  // told once
  ASSERT_TRUE(support::comes_true([&] { return std::stoull(last_position()) > before; }));
  pass(minutes(45));
  // Another node, or this one after a start: what it saw itself is gone.
  service_.restart();
  PageClient again(service_.port());
  again.set_cookie(page_.cookie());
  op_ = service_.as_operator();
  EXPECT_EQ(std::stoull(last_position()), before + 1);
  EXPECT_EQ(again.get("/v1/session", poll_).status, 200U);
  pass(minutes(15) - milliseconds(1));
  EXPECT_TRUE(is_good(again));
  pass(milliseconds(1));
  EXPECT_FALSE(is_good(again));
}

TEST_F(SessionEnd, ByItsOwnRegenerationLeavesItTheLostAnswerAndNothingElse) {
  const Headers key{{"Idempotency-Key", "k"}};
  for (const auto* body : {"", R"({"overlap":60})"}) {
    auto bob = service_.as_owner("bob");
    const auto path = "/v1/tokens/" + bob.get("/v1/self").json().text("/id");
    auto page = signed_in(bob.secret());
    auto other = signed_in(bob.secret());
    const auto first = page.post(path + "/regenerate", body, key);
    ASSERT_EQ(first.status, 200U) << first.body;
    EXPECT_FALSE(is_good(page));
    for (int i = 0; i < 2; ++i) {
      const auto again = page.post(path + "/regenerate", body, key);
      EXPECT_EQ(again.status, 200U) << again.body;
      EXPECT_EQ(again.body, first.body);
      EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    }
    // Without what shows that the page sends it, under another key, of another body, at other
    // calls.
    EXPECT_EQ(page.call("POST", path + "/regenerate", body, key).problem(), "foreign-page");
    EXPECT_EQ(page.post(path + "/regenerate", body).status, 401U);
    EXPECT_EQ(page.post(path + "/regenerate", body, {{"Idempotency-Key", "k2"}}).status, 401U);
    EXPECT_EQ(page.post(path + "/regenerate", R"({"overlap":61})", key).status, 401U);
    EXPECT_EQ(page.post("/v1/tokens", body, key).status, 401U);
    EXPECT_FALSE(is_good(page));
    // Nor for another session of the token, nor for the secret that signed in.
    EXPECT_EQ(other.post(path + "/regenerate", body, key).status, 401U);
    // With an overlap that is good for now, but with it nobody takes the token over.
    EXPECT_EQ(bob.post(path + "/regenerate", body, key).status, *body == '\0' ? 401U : 403U);
    EXPECT_EQ(page.post(path + "/regenerate", body, key).body, first.body);
    EXPECT_EQ(op_.get(path).json().number("/revision"), 2U);
    ASSERT_EQ(op_.post(path + "/regenerate", "").status, 200U);
    EXPECT_NE(page.post(path + "/regenerate", body, key).status, 200U);
  }
}

}  // namespace
}  // namespace ledger::e2e

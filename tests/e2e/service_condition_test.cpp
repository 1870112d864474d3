// Conditional requests about tokens: what a tag of this server is good for, in reads and changes.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::Headers;
using support::RunningService;

class Condition : public testing::Test {
 protected:
  Condition() {
    const auto made = alice_.create(R"({"name":"deploy","scopes":["repo:read"]})");
    path_ = "/v1/tokens/" + made.text("/id");
    secret_ = made.text("/secret");
  }
  support::ApiAnswer read(const Headers& headers = {}) { return alice_.get(path_, headers); }
  support::ApiAnswer rename(const std::string& tags) {
    return alice_.call("PATCH", path_, R"({"name":")" + std::to_string(++names_) + R"("})",
                       {{"If-Match", tags}});
  }
  std::string tag() { return read().field("ETag"); }

  RunningService service_;
  ApiClient alice_ = service_.as_owner("alice");
  std::string path_;
  std::string secret_;
  int names_ = 0;
};

TEST_F(Condition, OfAReadIsAnsweredWithWhatHasChanged) {
  EXPECT_EQ(tag(), "\"1\"");
  const auto same = read({{"If-None-Match", "\"1\""}});
  EXPECT_EQ(same.status, 304U);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.field("ETag"), "\"1\"");
  EXPECT_NE(same.field("Ledger-Position"), "");
  EXPECT_EQ(same.header("Content-Length"), std::nullopt);
  EXPECT_EQ(read({{"If-None-Match", "W/\"1\""}}).status, 304U);
  EXPECT_EQ(read({{"If-None-Match", "*"}}).status, 304U);
  EXPECT_EQ(read({{"If-None-Match", "\"0\", \"1\""}}).status, 304U);
  EXPECT_EQ(read({{"If-None-Match", "\"0\""}, {"If-None-Match", "\"1\""}}).status, 304U);
  EXPECT_EQ(read({{"If-None-Match", "\"01\""}}).status, 200U);
  EXPECT_EQ(read({{"If-None-Match", "1"}}).problem(), "invalid-if-none-match");
  EXPECT_EQ(read({{"If-Match", "\"1\""}}).status, 200U);
  EXPECT_EQ(read({{"If-Match", "\"2\""}}).status, 412U);
  EXPECT_EQ(read({{"If-Match", "\"2\""}, {"If-None-Match", "\"1\""}}).status, 412U);
  EXPECT_EQ(alice_.get("/v1/tokens/tok_none", {{"If-None-Match", "*"}}).status, 404U);
  EXPECT_EQ(alice_.call("HEAD", path_, {}, {{"If-None-Match", "\"1\""}}).status, 304U);
}

TEST_F(Condition, OfAReadSeesUsesAndStatus) {
  EXPECT_EQ(alice_.gateway(secret_, "?scope=repo:read"), 200U);
  const auto used = tag();
  EXPECT_NE(used, "\"1\"");
  EXPECT_EQ(read({{"If-None-Match", "\"1\""}}).status, 200U);
  EXPECT_EQ(read({{"If-None-Match", used}}).status, 304U);
  auto op = service_.as_operator();
  EXPECT_EQ(op.post("/v1/owners/alice/suspend", "").status, 200U);
  EXPECT_EQ(op.get(path_, {{"If-None-Match", used}}).status, 200U);
}

TEST_F(Condition, OfAChangeIsAboutTheTokenAndNotItsUses) {
  const auto made = tag();
  EXPECT_EQ(alice_.gateway(secret_, "?scope=repo:read"), 200U);
  const auto used = tag();
  EXPECT_EQ(rename(made).status, 200U);
  EXPECT_EQ(rename(used).status, 412U);
  const auto renamed = tag();
  service_.clock().set(service_.clock().now() + std::chrono::minutes(2));
  EXPECT_EQ(alice_.gateway(secret_, "?scope=repo:read"), 200U);
  EXPECT_NE(tag(), renamed);
  EXPECT_EQ(rename(renamed).status, 200U);
}

TEST_F(Condition, OfAChangeMayBeAList) {
  EXPECT_EQ(rename("\"7\", \"01\"").status, 412U);
  EXPECT_EQ(rename("W/\"1\"").status, 412U);
  EXPECT_EQ(rename("\"7\", \"1\"").status, 200U);
  EXPECT_EQ(rename("*").status, 200U);
  EXPECT_EQ(rename("*, \"3\"").problem(), "invalid-if-match");
  const Headers star_and_tag{{"If-Match", "*"}, {"If-Match", "\"3\""}};
  EXPECT_EQ(alice_.remove(path_, star_and_tag).problem(), "invalid-if-match");
  const Headers lines{{"If-Match", "\"9\""}, {"If-Match", "\"3\""}};
  EXPECT_EQ(alice_.remove(path_, lines).status, 204U);
}

TEST_F(Condition, ThatNobodyHoldsIsRefusedByName) {
  const Headers none_match{{"If-None-Match", "*"}};
  EXPECT_EQ(alice_.remove(path_, none_match).problem(), "invalid-if-none-match");
  EXPECT_EQ(alice_.post(path_ + "/regenerate", "", none_match).problem(), "invalid-if-none-match");
  EXPECT_EQ(alice_.post("/v1/tokens", R"({"name":"x"})", none_match).problem(),
            "invalid-if-none-match");
  EXPECT_EQ(alice_.get("/v1/tokens", {{"If-None-Match", "\"1\""}}).problem(),
            "invalid-if-none-match");
  EXPECT_EQ(alice_.post("/v1/tokens", R"({"name":"x"})", {{"If-Match", "*"}}).problem(),
            "invalid-if-match");
  EXPECT_EQ(alice_.remove(path_, {{"If-Unmodified-Since", "x"}}).problem(),
            "invalid-if-unmodified-since");
  EXPECT_EQ(tag(), "\"1\"");
}

}  // namespace
}  // namespace ledger::e2e

#include "tests/e2e/nodes_bound.hpp"

namespace ledger::e2e {

support::ApiAnswer BoundedNodes::patiently(const std::function<ApiAnswer()>& ask) {
  ApiAnswer answer;
  EXPECT_TRUE(comes_true([&] {
    answer = ask();
    return answer.status != 503;
  }));
  return answer;
}

support::Json BoundedNodes::token_known_to_both() {
  const auto created = patiently([&] { return create(0); });
  EXPECT_EQ(created.status, 201U) << created.body;
  const auto secret = created.json().text("/secret");
  const auto known = patiently([&] { return verify(1, secret, behind(created)); });
  EXPECT_TRUE(known.json().boolean("/active"));
  return created.json();
}

void BoundedNodes::expect_verification_ends_at_the_bound(std::size_t i, const std::string& secret) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (auto answer = verify(i, secret);; answer = verify(i, secret)) {
    if (answer.status != 200) {
      EXPECT_EQ(answer.status, 503U) << answer.body;
      EXPECT_EQ(answer.problem(), "view-too-old");
      EXPECT_NE(answer.field("Retry-After"), "");
      break;
    }
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "records go on coming back";
    ASSERT_TRUE(answer.json().boolean("/active"));
    ASSERT_THAT(answer.json().number("/view_age_ms"), testing::Le(bound.count()));
  }
  // It can only grow: that it is over the bound now means that it was not long under it.
  EXPECT_GT(ledger->metric(i, "tokenledger_view_age_seconds"), 1.5);
  EXPECT_EQ(op[i].get("/readyz").problem(), "view-too-old");
  EXPECT_EQ(op[i].gateway(secret), 503U);
  EXPECT_EQ(create(i).problem(), "view-too-old");
}

void BoundedNodes::expect_recovery(std::size_t i, const std::string& secret) {
  ledger->wait_ready(i);
  EXPECT_TRUE(patiently([&] { return verify(i, secret); }).json().boolean("/active"));
  EXPECT_EQ(patiently([&] { return create(i); }).status, 201U);
}

}  // namespace ledger::e2e

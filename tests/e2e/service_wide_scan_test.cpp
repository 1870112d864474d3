// How much of a ledger one page looks at: what is wanted stands 100,000 rows or records further,
// and one beyond.

#include "tests/support/program.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::RunningService;

/// 100,001 tokens of one owner, `token 0` first, at the positions from 1.
class WideScan : public testing::Test {
 protected:
  static void fill(const runtime::Settings& settings) {
    support::Program filler(FILL_LEDGER, {settings.data, "100001", "0", "/dev/null", "1"});
    ASSERT_EQ(filler.wait(), 0) << filler.err();
  }
  support::Json page(const std::string& target) {
    const auto answer = op.get(target);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer.json();
  }
  std::string id_of(const std::string& number) {
    return page("/v1/tokens?limit=1&order=newest&name=token+" + number).text("/tokens/0/id");
  }

  RunningService service{fill};
  ApiClient op = service.as_operator();
};

const std::string list = "/v1/tokens?owner=owner-0&name=token+";

TEST_F(WideScan, OfAListFindsWhatStandsAtTheLimitAndGoesOnBehindIt) {
  const auto found = page(list + "99999");
  ASSERT_EQ(found.size("/tokens"), 1U);
  EXPECT_EQ(found.text("/tokens/0/name"), "token 99999");

  const auto short_page = page(list + "100000");
  EXPECT_EQ(short_page.size("/tokens"), 0U);
  ASSERT_FALSE(short_page.is_null("/next_cursor"));
  const auto next = page(list + "100000&cursor=" + short_page.text("/next_cursor"));
  ASSERT_EQ(next.size("/tokens"), 1U);
  EXPECT_EQ(next.text("/tokens/0/name"), "token 100000");
  EXPECT_TRUE(next.is_null("/next_cursor"));
}

TEST_F(WideScan, OfAFeedFindsWhatStandsAtTheLimitAndGoesOnBehindIt) {
  const auto found = page("/v1/events?after=0&token=" + id_of("99999"));
  ASSERT_EQ(found.size("/events"), 1U);
  EXPECT_EQ(found.number("/events/0/position"), 100'000);
  EXPECT_EQ(found.number("/last_position"), 100'000);

  const auto target = "/v1/events?token=" + id_of("100000") + "&after=";
  const auto short_page = page(target + "0");
  EXPECT_EQ(short_page.size("/events"), 0U);
  EXPECT_EQ(short_page.number("/last_position"), 100'000);
  EXPECT_TRUE(short_page.boolean("/more"));
  const auto next = page(target + "100000");
  ASSERT_EQ(next.size("/events"), 1U);
  EXPECT_EQ(next.number("/events/0/position"), 100'001);
  EXPECT_FALSE(next.boolean("/more"));
  // Without `after` the first of them is that of position 0.
  EXPECT_EQ(page("/v1/events?token=" + id_of("100000")).number("/last_position"), 99'999);
}

}  // namespace
}  // namespace ledger::e2e

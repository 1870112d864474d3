// The last minutes in numbers: rates, times, and how much of the past is kept.

#include <array>

#include <gmock/gmock.h>

#include "services/runtime/recent_numbers.hpp"
#include "tests/support/json.hpp"

namespace ledger::runtime {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using support::Json;
using testing::HasSubstr;

constexpr std::array<std::string_view, 2> outcomes{"active", "unknown"};
constexpr auto noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + milliseconds(0);

class RecentNumbersTest : public testing::Test {
 protected:
  [[nodiscard]] ViewMoment at(nanoseconds after) const {
    return {seconds(1000) + after, noon + std::chrono::duration_cast<milliseconds>(after), 7, 7,
            nanoseconds(0)};
  }
  [[nodiscard]] std::string json() const { return recent_.json(at(seconds(0))); }

  Metrics metrics_;
  ThreadCounts& door_ = metrics_.verifications("a", outcomes);
  ThreadCounts& other_door_ = metrics_.verifications("b", outcomes);
  prometheus::Counter& created_ = metrics_.commands("create", "applied");
  prometheus::Counter& deleted_ = metrics_.commands("delete", "applied");
  prometheus::Counter& rejected_ = metrics_.commands("create", "rejected");
  RecentNumbers recent_{metrics_};
};

TEST_F(RecentNumbersTest, HaveNoStepBeforeOneIsOver) {
  const auto empty = json();
  EXPECT_THAT(empty, HasSubstr(R"("step_s":5,"times":[],"view":{"lag":[],"age_ms":[]},)"));
  EXPECT_THAT(empty, HasSubstr(R"("per_second":{"active":[],"unknown":[]},"p50_us":[])"));
  recent_.look(at(seconds(0)));
  recent_.look(at(seconds(5) - nanoseconds(1)));
  EXPECT_EQ(json(), empty);
  recent_.look(at(seconds(5)));
  EXPECT_THAT(json(), HasSubstr(R"("times":["2026-11-24T00:00:05.000Z"])"));
}

TEST_F(RecentNumbersTest, AreRatesOfEachOutcomeOverAllDoorsAndCommands) {
  door_.add(0, 1000);  // before the first look: long ago
  recent_.look(at(seconds(0)));
  door_.add(0, 8);
  other_door_.add(0, 2);
  other_door_.add(1);
  created_.Increment();
  deleted_.Increment(4);
  recent_.look(at(seconds(5)));
  rejected_.Increment(3);
  recent_.look(at(seconds(11)));
  const auto text = json();
  EXPECT_THAT(text, HasSubstr(R"("verifications":{"per_second":{"active":[2,0],)"
                              R"("unknown":[0.2,0]})"));
  EXPECT_THAT(text, HasSubstr(R"("commands":{"per_second":{"applied":[1,0],"rejected":[0,0.5]})"));
}

TEST_F(RecentNumbersTest, SayHowLongThingsTookWithinAStep) {
  recent_.look(at(seconds(0)));
  for (int i = 0; i < 99; ++i) metrics_.verification_seconds().add(microseconds(4));
  metrics_.verification_seconds().add(milliseconds(5));
  metrics_.command_seconds().Observe(3);
  recent_.look(at(seconds(5)));
  metrics_.command_seconds().Observe(60);
  recent_.look(at(seconds(10)));
  const auto text = json();
  // 99 between 2 and 5 µs: half of all are 50/99 of that way; nothing came in the second step.
  EXPECT_THAT(text, HasSubstr(R"("p50_us":[3.515,null],"p99_us":[5,null]},"commands")"));
  // Beyond the last bound nothing is known but that.
  EXPECT_THAT(text, HasSubstr(R"("p50_us":[3000000,5000000],"p99_us":[4960000,5000000]}})"));
}

TEST_F(RecentNumbersTest, TellOfTheViewThenAndNow) {
  auto moment = at(seconds(0));
  recent_.look(moment);
  moment = at(seconds(5));
  moment.end_position = 10;
  moment.age = milliseconds(40);
  recent_.look(moment);
  moment = at(seconds(10));
  moment.age.reset();
  recent_.look(moment);
  moment.end_position = 9;
  EXPECT_THAT(
      recent_.json(moment),
      HasSubstr(R"({"position":7,"end_position":9,"lag":2,"view_age_ms":null,"step_s":5,)"));
  EXPECT_THAT(json(), HasSubstr(R"("view":{"lag":[3,0],"age_ms":[40,null]})"));
}

TEST_F(RecentNumbersTest, GoBackTenMinutesAndNoFurther) {
  for (int i = 0; i <= 120; ++i) recent_.look(at(seconds(5 * i)));
  const auto times = [&] { return Json(json()).texts("/times"); };
  EXPECT_EQ(times().size(), 120U);
  EXPECT_EQ(times().front(), "2026-11-24T00:00:05.000Z");
  recent_.look(at(seconds(5 * 121)));
  EXPECT_EQ(times().size(), 120U);
  EXPECT_EQ(times().front(), "2026-11-24T00:00:10.000Z");
  EXPECT_EQ(times().back(), "2026-11-24T00:10:05.000Z");
}

}  // namespace
}  // namespace ledger::runtime

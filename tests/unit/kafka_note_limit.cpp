#include <vector>

#include <gmock/gmock.h>

#include "events/kafka/note_limit.hpp"

namespace ledger::kafka {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class KafkaNoteLimit : public testing::Test {
 protected:
  void note(const std::string& text) { limited(false, text); }

  log::BootTime now{1h};
  std::vector<std::string> told;
  OnNote limited = limit_notes([this](bool, std::string_view text) { told.emplace_back(text); }, 5s,
                               [this] { return now; });
};

TEST_F(KafkaNoteLimit, OfEachKindOneInAnIntervalGoesOn) {
  note("FAIL: a");
  note("FAIL: b");
  note("ERROR: c");
  now += 5s - 1ns;
  note("FAIL: d");
  EXPECT_THAT(told, ElementsAre("FAIL: a", "ERROR: c"));
}

TEST_F(KafkaNoteLimit, TheNextOneSaysHowManyWereLeftOut) {
  for (const auto* const text : {"FAIL: a", "FAIL: b", "FAIL: c"}) note(text);
  now += 5s;
  note("FAIL: d");
  now += 5s;
  note("FAIL: e");
  EXPECT_THAT(told, ElementsAre("FAIL: a", "FAIL: d (and 2 like it before)", "FAIL: e"));
}

TEST_F(KafkaNoteLimit, MoreKindsThanItKeepsAreOne) {
  for (std::size_t i = 0; i < note_kinds_max; ++i) note(std::to_string(i) + ": x");
  EXPECT_EQ(told.size(), note_kinds_max);
  note("one more: x");
  note("and another: x");
  EXPECT_EQ(told.size(), note_kinds_max + 1);
}

TEST_F(KafkaNoteLimit, CopiesShareWhatTheyKnow) {
  const auto other = limited;
  note("FAIL: a");
  other(true, "FAIL: b");
  EXPECT_THAT(told, ElementsAre("FAIL: a"));
}

}  // namespace
}  // namespace ledger::kafka

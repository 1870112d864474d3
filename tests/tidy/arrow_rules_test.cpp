// Each arrow rule is seen to object to a bad tree and to accept a good one.

#include "tests/tidy/arrow_rules.hpp"

#include <gmock/gmock.h>

namespace ledger::tidy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

SourceFile including(std::string path, const std::string& included) {
  return {std::move(path), "#include \"" + included + "\"\n"};
}

Complaints arrow(std::string from, const std::string& to) {
  return upward_arrows({including(std::move(from), to)});
}

TEST(Arrows, MayGoDown) {
  EXPECT_THAT(arrow("events/log/a.hpp", "events/token/b.hpp"), IsEmpty());
  EXPECT_THAT(arrow("projections/a.hpp", "events/log/b.hpp"), IsEmpty());
  EXPECT_THAT(arrow("services/issuance/a.cpp", "services/http/b.hpp"), IsEmpty());
  EXPECT_THAT(arrow("services/tokenledger/main.cpp", "events/embedded/b.hpp"), IsEmpty());
  EXPECT_THAT(arrow("events/log/a.hpp", "events/log/b.hpp"), IsEmpty());
}

TEST(Arrows, MayNotGoUpOrAcross) {
  EXPECT_THAT(arrow("events/token/a.hpp", "events/log/b.hpp"), SizeIs(1));
  EXPECT_THAT(arrow("projections/a.hpp", "services/http/b.hpp"), SizeIs(1));
  EXPECT_THAT(arrow("services/http/a.hpp", "projections/b.hpp"), SizeIs(1));
  EXPECT_THAT(arrow("services/issuance/a.hpp", "services/verification/b.hpp"), SizeIs(1));
  EXPECT_THAT(arrow("events/embedded/a.hpp", "events/kafka/b.hpp"), SizeIs(1));
}

TEST(Arrows, ConcreteLogIsNamedOnlyByMainAndTests) {
  EXPECT_THAT(arrow("projections/a.hpp", "events/embedded/b.hpp"), SizeIs(1));
  EXPECT_THAT(arrow("services/runtime/a.hpp", "events/kafka/b.hpp"), SizeIs(1));
  EXPECT_THAT(arrow("tests/unit/a.cpp", "events/kafka/b.hpp"), IsEmpty());
}

TEST(Arrows, HouseDoesNotKnowItsTests) {
  EXPECT_THAT(arrow("events/log/a.cpp", "tests/support/b.hpp"), SizeIs(1));
  EXPECT_THAT(arrow("tests/unit/a.cpp", "tests/support/b.hpp"), IsEmpty());
  EXPECT_THAT(arrow("tests/unit/a.cpp", "tests/e2e/b.hpp"), SizeIs(1));
}

TEST(Arrows, EveryRoomHasAPlace) {
  EXPECT_THAT(arrow("services/kitchen/a.cpp", "events/token/b.hpp"),
              ElementsAre(HasSubstr("a room without a place in the house")));
}

TEST(Includes, AreAddressesFromTheTop) {
  const SourceFile target{"events/token/b.hpp", ""};
  EXPECT_THAT(lost_includes({target, including("events/token/a.cpp", "events/token/b.hpp")}),
              IsEmpty());
  EXPECT_THAT(lost_includes({target, including("events/token/a.cpp", "b.hpp")}),
              ElementsAre("events/token/a.cpp:1: no file of the tree has the path b.hpp"));
  EXPECT_THAT(lost_includes({including("docs/examples/cpp-cache/a.cpp", "b.hpp")}), IsEmpty());
  EXPECT_THAT(lost_includes({including("docs/a.cpp", "b.hpp")}), SizeIs(1));
}

TEST(Cycles, AreFoundOverSeveralRooms) {
  EXPECT_THAT(room_cycles({including("a/x.hpp", "b/y.hpp"), including("b/y.hpp", "c/z.hpp"),
                           including("c/z.hpp", "a/x.hpp"), including("d/w.hpp", "a/x.hpp")}),
              ElementsAre(HasSubstr("a -> b -> c -> a"), HasSubstr("b -> c -> a -> b"),
                          HasSubstr("c -> a -> b -> c")));
}

TEST(Cycles, DoNotSeeATreeAsOne) {
  EXPECT_THAT(room_cycles({including("a/x.hpp", "b/y.hpp"), including("a/x.hpp", "c/z.hpp"),
                           including("b/y.hpp", "c/z.hpp"), including("c/z.hpp", "c/q.hpp")}),
              IsEmpty());
}

}  // namespace
}  // namespace ledger::tidy

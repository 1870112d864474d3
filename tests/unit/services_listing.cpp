// Cursors, the query of a list, and the filter by name.

#include <limits>

#include <gtest/gtest.h>

#include "services/issuance/listing.hpp"

namespace ledger::issuance {
namespace {

using token::Position;

ListFilter taken(std::string_view query) {
  auto result = read_list_filter(query);
  EXPECT_TRUE(std::holds_alternative<ListFilter>(result)) << query;
  return std::get<ListFilter>(std::move(result));
}

std::string refused(std::string_view query) {
  const auto result = read_list_filter(query);
  const auto* problem = std::get_if<http::Problem>(&result);
  return problem == nullptr ? "taken" : problem->type;
}

TEST(ListCursor, ReadsBackWhatItWrites) {
  for (const std::uint64_t position :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xdeadbeef},
        std::numeric_limits<std::uint64_t>::max()}) {
    for (const auto order : {Order::oldest_first, Order::newest_first}) {
      EXPECT_EQ(parse_cursor(cursor_of(Position(position), order), order), Position(position));
    }
  }
}

TEST(ListCursor, IsNothingElse) {
  for (const auto* text :
       {"", "p", "1", "q1", "p-1", "p 1", "p1 ", "pg", "p0x1", "p10000000000000000"}) {
    EXPECT_EQ(parse_cursor(text, Order::oldest_first), std::nullopt) << text;
  }
}

TEST(ListCursor, BelongsToItsOrder) {
  EXPECT_EQ(cursor_of(Position(31), Order::newest_first), "n1f");
  EXPECT_EQ(parse_cursor("n1f", Order::oldest_first), std::nullopt);
  EXPECT_EQ(parse_cursor("p1f", Order::newest_first), std::nullopt);
}

TEST(ListQuery, HasADefaultForEverything) {
  const auto filter = taken("");
  EXPECT_EQ(filter.limit, 25U);
  EXPECT_FALSE(filter.after || filter.status || filter.owner);
  EXPECT_EQ(filter.order, Order::oldest_first);
  EXPECT_TRUE(filter.name.matches("anything"));
}

TEST(ListQuery, ReadsEveryParameter) {
  const auto filter = taken("limit=100&cursor=p1f&status=suspended&owner=a%40b&name=%C3%84+x");
  EXPECT_EQ(filter.limit, 100U);
  EXPECT_EQ(filter.after, Position(31));
  EXPECT_EQ(filter.status, token::Standing::suspended);
  EXPECT_EQ(filter.owner->text(), "a@b");
  EXPECT_TRUE(filter.name.matches("die ä X hier"));
  EXPECT_FALSE(filter.name.matches("die äX hier"));
}

TEST(ListQuery, ReadsACursorInTheOrderAskedForWhereverThatStands) {
  EXPECT_EQ(taken("order=newest&cursor=n1f").after, Position(31));
  const auto filter = taken("cursor=n1f&order=newest");
  EXPECT_EQ(filter.after, Position(31));
  EXPECT_EQ(filter.order, Order::newest_first);
  EXPECT_EQ(taken("cursor=p1f&order=oldest").order, Order::oldest_first);
  EXPECT_EQ(refused("cursor=p1f&order=newest"), "invalid-cursor");
  EXPECT_EQ(refused("cursor=n1f"), "invalid-cursor");
  EXPECT_EQ(refused("cursor=n1f&order=oldest"), "invalid-cursor");
}

TEST(ListQuery, RefusesByName) {
  EXPECT_EQ(refused("limit=0"), "invalid-limit");
  EXPECT_EQ(refused("limit=101"), "invalid-limit");
  EXPECT_EQ(refused("limit=+5"), "invalid-limit");
  EXPECT_EQ(refused("cursor=abc"), "invalid-cursor");
  EXPECT_EQ(refused("status="), "invalid-status");
  EXPECT_EQ(refused("owner=.."), "invalid-owner");
  EXPECT_EQ(refused("order="), "invalid-order");
  EXPECT_EQ(refused("order=Newest"), "invalid-order");
  EXPECT_EQ(refused("sort=name"), "unknown-parameter");
  EXPECT_EQ(refused("name=a&name=b"), "repeated-parameter");
  EXPECT_EQ(refused("name=%f"), "invalid-query");
}

TEST(NameFilter, FindsAPartInAnyCase) {
  EXPECT_TRUE(NameFilter("ärg").matches("GROSSER ÄRGER"));
  EXPECT_TRUE(NameFilter("ПРИ").matches("привет"));
  EXPECT_TRUE(NameFilter("E\xCC\x81t").matches("\xC3\xA9t\xC3\xA9"));
  EXPECT_TRUE(NameFilter("STRASSE").matches("straße"));
  EXPECT_TRUE(NameFilter("").matches(""));
  EXPECT_FALSE(NameFilter("a").matches(""));
  EXPECT_FALSE(NameFilter("a").matches("ä"));
}

}  // namespace
}  // namespace ledger::issuance

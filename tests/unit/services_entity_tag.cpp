// The entity tags of tokens: what a tag says, and which revision it means when it comes back.

#include <set>

#include <gtest/gtest.h>

#include "services/access/entity_tag.hpp"

namespace ledger::access {
namespace {

using token::Standing;

constexpr token::Timestamp at{std::chrono::milliseconds(1'780'000'000'000)};

token::LedgerState ledger(std::string epoch) {
  token::LedgerState made;
  made.ledger_id = "00112233445566778899aabbccddeeff";
  made.epoch = std::move(epoch);
  return made;
}

const EntityTags first(ledger("0011223344556677"));
const EntityTags restored(ledger("fedcba9876543210"));

TEST(EntityTag, IsTheRevisionWhereNothingElseIsShown) {
  EXPECT_EQ(first.of(1, {}), "\"1\"");
  EXPECT_EQ(first.of(18446744073709551615U, {}), "\"18446744073709551615\"");
}

TEST(EntityTag, ChangesWithAllThatIsShown) {
  const usage::Use use{29'666'666, ""};
  const usage::Use later{29'666'667, ""};
  const usage::Use from{29'666'666, "192.0.2.7"};
  std::set<std::string> tags;
  const std::vector<ShownBeside> shown{{},
                                       {Standing::expired},
                                       {Standing::suspended},
                                       {Standing::revoked},
                                       {Standing::active, use},
                                       {Standing::active, later},
                                       {Standing::active, from},
                                       {Standing::active, {}, at},
                                       {Standing::active, use, at}};
  for (const auto& each : shown) {
    tags.insert(first.of(3, each));
    EXPECT_EQ(first.of(3, each), first.of(3, each));
    EXPECT_EQ(first.revision_of(first.of(3, each)), 3U);
    EXPECT_EQ(restored.revision_of(restored.of(3, each)), 3U);
  }
  EXPECT_EQ(tags.size(), shown.size());
}

TEST(EntityTag, IsOfOneEpoch) {
  EXPECT_EQ(restored.of(3, {}), "\"3.fedcba9876543210\"");
  EXPECT_FALSE(restored.revision_of("\"3\""));
  EXPECT_FALSE(first.revision_of(restored.of(3, {})));
  EXPECT_FALSE(restored.revision_of("\"3.fedcba9876543211\""));
}

TEST(EntityTag, ThatWasNeverGivenMeansNothing) {
  for (const auto* tag : {"W/\"3\"", "\"03\"", "\"0\"", "\"\"", "\"+3\"", "\"3x\"", "\"3-\"",
                          "\"3-00\"", "\"3-5e0c9a31b2d4f60\"", "\"3-5e0c9a31b2d4f6077\"",
                          "\"3-5E0C9A31B2D4F607\"", "\"18446744073709551616\"", "3", "\""}) {
    EXPECT_FALSE(first.revision_of(tag)) << tag;
  }
}

}  // namespace
}  // namespace ledger::access

#include <gtest/gtest.h>

#include "projections/living_token.hpp"
#include "projections/row_codec.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

TokenState sample() {
  return {token_id(1),
          owner_id("alice"),
          "deploy",
          scopes({"b:x", "a"}),
          7,
          "operator",
          noon,
          noon,
          noon + std::chrono::hours(1),
          digest(1),
          "abcd",
          Position(4),
          Position(5),
          std::nullopt,
          false};
}

void expect_same(const TokenState& state) {
  LivingToken read;
  std::string buffer;
  const auto row = encode_row(state);  // viewed by what is read
  const auto kind = decode_living_token(state.id, row, read, buffer);
  EXPECT_EQ(kind, state.deleted ? RowKind::deleted : RowKind::living);
  const auto joined = state.scopes.joined();
  const auto expected = living_token(state, joined);
  EXPECT_EQ(read.id, expected.id);
  EXPECT_EQ(read.owner, expected.owner);
  EXPECT_EQ(read.name, expected.name);
  EXPECT_EQ(read.scopes, expected.scopes);
  EXPECT_EQ(read.revision, expected.revision);
  EXPECT_EQ(read.digest, expected.digest);
  EXPECT_EQ(read.issued_position, expected.issued_position);
  EXPECT_EQ(read.expires_at, expected.expires_at);
  EXPECT_EQ(read.overlap, expected.overlap);
}

TEST(LivingToken, IsReadFromEveryKindOfRowAsTheStateIs) {
  auto state = sample();
  expect_same(state);
  state.overlap = Overlap{digest(2), Position(3), noon};
  expect_same(state);
  state.expiry_told = std::chrono::hours(1);
  expect_same(state);
  state.scopes = {};
  state.name.assign(400, 'n');
  expect_same(state);
  state.overlap.reset();
  state.deleted = true;
  expect_same(state);
}

TEST(LivingToken, IsNotReadFromARowThatIsCutOrTooLong) {
  const auto row = encode_row(sample());
  LivingToken read;
  std::string buffer;
  for (std::size_t size = 0; size < row.size(); ++size) {
    EXPECT_EQ(decode_living_token(token_id(1), row.substr(0, size), read, buffer),
              RowKind::damaged);
  }
  EXPECT_EQ(decode_living_token(token_id(1), row + '\0', read, buffer), RowKind::damaged);
}

}  // namespace
}  // namespace ledger::projections::test

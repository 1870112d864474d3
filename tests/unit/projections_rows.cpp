#include <gtest/gtest.h>

#include "events/token/checksum.hpp"
#include "projections/row_codec.hpp"
#include "projections/state_digest.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

std::string hex(std::string_view bytes) {
  return to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

template <class Id>
Id filled(std::uint8_t byte) {
  Id id;
  id.value.fill(byte);
  return id;
}

Timestamp ms(std::int64_t value) { return Timestamp(std::chrono::milliseconds(value)); }

TokenState sample() {
  return {filled<TokenId>(1),
          owner_id("al"),
          "n",
          scopes({"b:x", "a"}),
          7,
          "operator",
          ms(1),
          ms(2),
          ms(3),
          filled<TokenDigest>(0xdd),
          "abcd",
          Position(4),
          Position(5),
          Overlap{filled<TokenDigest>(0xee), Position(6), ms(8)},
          false};
}

const std::string cc(64, 'c');
const std::string dd(64, 'd');
const std::string ee(64, 'e');

TEST(Rows, OfATokenAreTheseBytes) {
  EXPECT_EQ(hex(encode_row(sample())),
            "0102"
            "0700000000000000"
            "0100000000000000"
            "0200000000000000"
            "0300000000000000"
            "0400000000000000"
            "0500000000000000" +
                dd + ee +
                "0600000000000000"
                "0800000000000000"
                "0200616c"
                "01006e"
                "08006f70657261746f72"
                "040061626364"
                "02"
                "0300623a78"
                "010061");
}

TEST(Rows, OfATokenSayWhatWasToldOfItsExpiry) {
  auto token = sample();
  token.overlap.reset();
  const auto untold = hex(encode_row(token));
  token.expiry_told = std::chrono::seconds(0x0102);
  auto expected = untold;
  expected.replace(2, 2, "04");
  expected.insert(2 * (2 + 6 * 8 + 32), "0201000000000000");
  EXPECT_EQ(hex(encode_row(token)), expected);
}

TEST(Rows, OfTheLogsPastAreTheseBytes) {
  EXPECT_EQ(hex(encode_row(StoredEvent{Position(1), ms(3), "{}"})),
            "0300000000000000"
            "7b7d");
  const Revocation deleted{Position(1),
                           ms(2),
                           RevocationReason::deleted,
                           "al",
                           filled<TokenId>(0xaa),
                           {filled<TokenDigest>(1)},
                           {},
                           {},
                           {}};
  EXPECT_EQ(hex(encode_row(deleted)),
            "010101"
            "0200000000000000"
            "0200616c" +
                std::string(32, 'a') + "01" + hex(std::string(32, '\1')) +
                "00"
                "0000000000000000");
  const Revocation narrowed{
      Position(1), ms(2), RevocationReason::scopes_narrowed, "al", filled<TokenId>(0xaa), {}, {"r"},
      {},          {}};
  EXPECT_EQ(hex(encode_row(narrowed)),
            "010401"
            "0200000000000000"
            "0200616c" +
                std::string(32, 'a') +
                "00"
                "01010072"
                "0000000000000000");
  const Revocation expired{Position(1), ms(2), RevocationReason::expired, "", {}, {}, {},
                           ms(4),       ms(5)};
  EXPECT_EQ(hex(encode_row(expired)),
            "010802"
            "0200000000000000"
            "0000"
            "00"
            "00"
            "0400000000000000"
            "0500000000000000");
  for (const auto& revocation : {deleted, narrowed, expired}) {
    const auto row = encode_row(revocation);
    EXPECT_EQ(decode_revocation(Position(1), row), revocation);
    for (std::size_t size = 0; size < row.size(); ++size) {
      EXPECT_FALSE(decode_revocation(Position(1), row.substr(0, size))) << size;
    }
    EXPECT_FALSE(decode_revocation(Position(1), row + '\0'));
  }
  EXPECT_FALSE(decode_event(Position(1), std::string(8, '\0')));
}

TEST(Rows, OfTheOthersAreTheseBytes) {
  OwnerState owner{owner_id("al"), 2, true, Position(9), 3};
  EXPECT_EQ(hex(encode_row(owner)),
            "0103"
            "0200000000000000"
            "0300000000000000"
            "0900000000000000");
  CommandState command{{filled<CommandId>(1), 1},
                       CommandOutcome::rejected,
                       filled<Fingerprint>(0xff),
                       "me",
                       filled<TokenId>(0xaa),
                       Position(3),
                       ms(4)};
  EXPECT_EQ(hex(encode_row(command)), "0102" + std::string(32, 'f') +
                                          "0300000000000000"
                                          "0400000000000000"
                                          "02006d65"
                                          "01" +
                                          std::string(32, 'a'));
  EXPECT_EQ(hex(encode_row(
                RetiredDigest{filled<TokenDigest>(1), filled<TokenId>(0xaa), Position(2), ms(-1)})),
            "01" + std::string(32, 'a') + "0200000000000000" + "ffffffffffffffff");
  EXPECT_EQ(hex(encode_row(LedgerState{"id", 1, {}, "ee", 7})),
            "01"
            "00"
            "01000000"
            "02006964"
            "02006565"
            "0700000000000000");
  EXPECT_EQ(hex(encode_row(LedgerState{"id", 1, ms(5), "ee", 7})),
            "01"
            "01"
            "01000000"
            "02006964"
            "02006565"
            "0700000000000000"
            "0500000000000000");
  EXPECT_EQ(
      hex(encode_row(TokenSessions{filled<TokenId>(0xaa),
                                   {{filled<SessionDigest>(0x55), filled<TokenDigest>(0xdd),
                                     Position(2), ms(3), ms(4), ms(5), std::chrono::seconds(6)}},
                                   ms(7)})),
      "01"
      "0700000000000000"
      "01" +
          std::string(64, '5') + dd +
          "0200000000000000"
          "0300000000000000"
          "0400000000000000"
          "0500000000000000"
          "0600000000000000");
  EXPECT_EQ(hex(encode_row(LivingRow{filled<TokenId>(0xaa), true})), std::string(32, 'a') + "01");
  EXPECT_EQ(hex(encode_row(Checkpoint{Position(2), ms(3), ms(4), 5, dd, cc, ee})),
            "01"
            "0200000000000000"
            "0300000000000000"
            "0400000000000000"
            "0500000000000000" +
                dd + cc + ee);
  EXPECT_EQ(hex(encode_format({row_format, true})), "0700000001");
  EXPECT_EQ(hex(encode_format({row_format, false})), "0700000000");
  EXPECT_EQ(decode_format(std::string("\6\0\0\0", 4))->number, 6U);  // as others wrote it
  EXPECT_FALSE(decode_format(std::string("\7\0\0\0", 4)));
}

TEST(Rows, AreReadBackAsTheyWereWritten) {
  TokenState token = sample();
  EXPECT_EQ(decode_token(token.id, encode_row(token)), token);
  token.overlap.reset();
  token.deleted = true;
  token.scopes = {};
  token.expiry_told = std::chrono::days(7);
  EXPECT_EQ(decode_token(token.id, encode_row(token)), token);
  for (const auto& owner : {OwnerState{owner_id("o"), 0, false, std::nullopt, 0},
                            OwnerState{owner_id("o"), 9, true, Position(0), 4}}) {
    EXPECT_EQ(decode_owner(owner.id, encode_row(owner)), owner);
  }
  CommandState command{{filled<CommandId>(1), 3},
                       CommandOutcome::applied,
                       filled<Fingerprint>(2),
                       "ledger",
                       std::monostate(),
                       Position(3),
                       ms(4)};
  EXPECT_EQ(decode_command(command.attempt, encode_row(command)), command);
  command.subject = owner_id("carol");
  EXPECT_EQ(decode_command(command.attempt, encode_row(command)), command);
  const Checkpoint checkpoint{Position(2), ms(3), ms(4), 5, dd, cc, ee};
  EXPECT_EQ(decode_checkpoint(encode_row(checkpoint)), checkpoint);
  EXPECT_EQ(decode_ledger(encode_row(LedgerState{ledger_id, 1})), (LedgerState{ledger_id, 1}));
  const LedgerState swept{ledger_id, 1, ms(9), "0123456789abcdef", 4};
  EXPECT_EQ(decode_ledger(encode_row(swept)), swept);
  TokenSessions sessions{token.id, {}, ms(7)};
  EXPECT_FALSE(decode_sessions(token.id, encode_row(sessions)));  // of none there is no row
  for (std::size_t n = 0; n < sessions_max; ++n) {
    sessions.sessions.push_back(
        {session_digest(n), digest(n), Position(n), ms(1), ms(2), ms(3), std::chrono::seconds(4)});
  }
  EXPECT_EQ(decode_sessions(token.id, encode_row(sessions)), sessions);
}

TEST(Rows, ThatAreCutOrTooLongAreNotRead) {
  const auto id = sample().id;
  const std::string row = encode_row(sample());
  for (std::size_t size = 0; size < row.size(); ++size) {
    EXPECT_FALSE(decode_token(id, row.substr(0, size))) << size;
  }
  EXPECT_FALSE(decode_token(id, row + '\0'));
  EXPECT_FALSE(decode_living(std::string(17, '\2')));
  std::string other_version = row;
  other_version[0] = 2;
  EXPECT_FALSE(decode_token(id, other_version));
}

TEST(StateDigest, OfNothingIsZeroAndWhatIsSubtractedIsGone) {
  StateDigest digest;
  const TokenState token = sample();
  const OwnerState owner{owner_id("al"), 2, true, Position(9), 3};
  digest.add(token);
  const auto with_token = digest;
  digest.add(owner);
  digest.subtract(token);
  digest.add(token);
  digest.subtract(owner);
  EXPECT_EQ(digest, with_token);
  digest.subtract(token);
  EXPECT_EQ(digest.hex(), std::string(64, '0'));
}

TEST(StateDigest, IsTheseBytes) {
  StateDigest digest;
  digest.add(LedgerState{ledger_id, 1, {}, "e"});
  // SHA-256 of "tokenledger state 1L", 20 00, the id, 01 00 00 00, 00, 01 00, the epoch, the count.
  EXPECT_EQ(digest.hex(),
            to_hex(sha256("tokenledger state 1L" + std::string("\x20\0", 2) + ledger_id +
                          std::string("\1\0\0\0\0\1\0e\0\0\0\0\0\0\0\0", 16))));
  digest.add(sample());
  EXPECT_EQ(digest.hex(), "25ad98158e108e41ea3485ec0ca464d4276b55fdf406ada0aff5c1b79249c81d");
}

TEST(StateDigest, DoesNotDependOnTheOrderOfScopesButOnEverythingElse) {
  const TokenState token = sample();
  const auto of = [](const TokenState& state) {
    StateDigest digest;
    digest.add(state);
    return digest.hex();
  };
  auto other = token;
  other.scopes = scopes({"a", "b:x"});
  EXPECT_EQ(of(other), of(token));
  other = token;
  other.overlap->until = ms(9);
  EXPECT_NE(of(other), of(token));
  other = token;
  other.deleted = true;
  EXPECT_NE(of(other), of(token));
  other = token;
  other.expiry_told = std::chrono::days(1);
  EXPECT_NE(of(other), of(token));
  other = token;
  other.name = "m";
  EXPECT_NE(of(other), of(token));
}

TEST(StateDigest, CarriesAndBorrowsOverTheWholeNumber) {
  auto all_ones = StateDigest::parse(std::string(64, 'f'));
  ASSERT_TRUE(all_ones);
  StateDigest one_entity;
  const LedgerState ledger{ledger_id, 1};
  one_entity.add(ledger);
  all_ones->add(ledger);  // 2^256 - 1 + h = h - 1
  all_ones->subtract(ledger);
  EXPECT_EQ(all_ones->hex(), std::string(64, 'f'));
}

}  // namespace
}  // namespace ledger::projections::test

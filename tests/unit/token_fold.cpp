// What each accepted event does to the entities.

#include <gtest/gtest.h>

#include "events/token/standing.hpp"
#include "tests/support/memory_state.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using std::chrono::days;
using std::chrono::hours;
using support::attempt;
using support::created;
using support::digest;
using support::event;
using support::MemoryState;
using support::owner_id;
using support::sample_time;
using support::token_id;

/// A ledger with genesis and a fresh command id for every event.
class Fold : public ::testing::Test {
 protected:
  Fold() { EXPECT_EQ(state.fold_next(support::opened(), sample_time()).verdict, Verdict::applied); }

  Effects happen(Subject subject, std::uint64_t revision, Payload payload) {
    return state.fold_next(
        event(attempt(++commands), std::move(subject), revision, std::move(payload)),
        sample_time());
  }
  Effects create(std::uint8_t number, std::string_view owner) {
    return happen(token_id(number), 1, created(number, owner));
  }
  TokenState token(std::uint8_t number) { return state.token(token_id(number)).value(); }
  OwnerState owner(std::string_view id) { return state.owner(owner_id(id)).value(); }
  Effects regenerate(std::uint64_t revision, std::uint8_t to, std::optional<Timestamp> overlap) {
    return happen(token_id(1), revision,
                  TokenRegenerated{sample_time() + days(60), digest(to), "Zz09", overlap});
  }
  std::vector<TokenDigest> retired() {
    std::vector<TokenDigest> digests;
    for (const auto& [digest, entry] : state.retired()) digests.push_back(digest);
    return digests;
  }

  MemoryState state;
  std::uint8_t commands = 0;
};

TEST_F(Fold, GenesisMakesTheLedger) {
  EXPECT_EQ(state.ledger(), (LedgerState{std::string(support::ledger_id),
                                         newest_rules().number,
                                         {},
                                         std::string(support::ledger_id.substr(0, 16))}));
}

TEST_F(Fold, ADigestThatLivesOrIsRetiredIsNotIssuedAgain) {
  create(1, "alice");
  auto second = support::created(2, "alice");
  second.digest = digest(1);
  EXPECT_EQ(happen(token_id(2), 1, second).verdict, Verdict::superseded);
  EXPECT_EQ(regenerate(2, 1, std::nullopt).verdict, Verdict::superseded) << "its own";
  EXPECT_EQ(regenerate(2, 50, sample_time() + hours(1)).verdict, Verdict::applied);
  EXPECT_EQ(regenerate(3, 1, std::nullopt).verdict, Verdict::superseded) << "in overlap";
  EXPECT_EQ(regenerate(3, 51, std::nullopt).verdict, Verdict::applied);
  EXPECT_EQ(regenerate(4, 1, std::nullopt).verdict, Verdict::superseded) << "retired";
  second.digest = digest(50);
  EXPECT_EQ(happen(token_id(2), 1, second).verdict, Verdict::superseded);
  second.digest = digest(52);
  EXPECT_EQ(happen(token_id(2), 1, second).verdict, Verdict::applied);
}

TEST(MemoryTime, GainsWhatTheLogGainsAndAtMostTenMinutesARecord) {
  const auto at = [](std::int64_t ms) { return Timestamp(std::chrono::milliseconds(ms)); };
  const auto step = std::chrono::duration_cast<std::chrono::milliseconds>(memory_step_max).count();
  EXPECT_EQ(memory_time_after(at(5), at(100), at(101)), at(6));
  EXPECT_EQ(memory_time_after(at(5), at(100), at(100)), at(5));
  EXPECT_EQ(memory_time_after(at(5), at(100), at(99)), at(5));
  EXPECT_EQ(memory_time_after(at(5), at(100), at(100 + step)), at(5 + step));
  EXPECT_EQ(memory_time_after(at(5), at(100), at(101 + step)), at(5 + step));
  EXPECT_EQ(memory_time_after(at(5), at(0), Timestamp::max()), at(5 + step));
}

TEST_F(Fold, RulesGoForwardOnly) {
  const auto adopt = [&](std::uint32_t rules) {
    return happen(std::monostate(), 0, RulesAdopted{rules});
  };
  EXPECT_EQ(adopt(newest_rules().number).verdict, Verdict::superseded);
  const auto effects = adopt(newest_rules().number + 1);
  EXPECT_EQ(effects.verdict, Verdict::applied);
  EXPECT_EQ(state.ledger()->rules, newest_rules().number + 1);
  EXPECT_EQ(adopt(newest_rules().number).verdict, Verdict::superseded);
}

TEST_F(Fold, GenesisCountsOnlyAtPositionZero) {
  auto second = support::opened();
  std::get<LedgerOpened>(second.payload).ledger_id = std::string(32, 'f');
  const auto before = state;
  const auto effects = state.fold_next(second, sample_time());
  EXPECT_EQ(effects.verdict, Verdict::superseded);
  EXPECT_FALSE(effects.ledger);
  EXPECT_EQ(state.ledger(), before.ledger());
  MemoryState late;
  late.set_next_position(Position(1));
  EXPECT_EQ(late.fold_next(support::opened(), sample_time()).verdict, Verdict::superseded);
  EXPECT_FALSE(late.ledger());
}

TEST_F(Fold, CreatedTokenIsWhatItsEventSays) {
  EXPECT_EQ(create(1, "alice").verdict, Verdict::applied);
  EXPECT_EQ(token(1), support::token_state(1, "alice"));
  EXPECT_EQ(owner("alice"), (OwnerState{owner_id("alice"), 0, false, std::nullopt, 1}));
}

TEST_F(Fold, CreatingMovesNoOwnerRevision) {
  create(1, "alice");
  create(2, "alice");
  EXPECT_EQ(owner("alice").revision, 0u);
  EXPECT_EQ(owner("alice").tokens, 2u);
}

TEST_F(Fold, CreatingOverAnExistingIdIsSuperseded) {
  create(1, "alice");
  EXPECT_EQ(create(1, "bob").verdict, Verdict::superseded);
  EXPECT_EQ(happen(token_id(1), 2, created(1, "bob")).verdict, Verdict::superseded);
  EXPECT_EQ(token(1).owner, owner_id("alice"));
  happen(token_id(1), 2, TokenDeleted{owner_id("alice")});
  EXPECT_EQ(happen(token_id(1), 3, created(1, "alice")).verdict, Verdict::superseded);
  EXPECT_FALSE(state.owner(owner_id("bob")));
}

TEST_F(Fold, UpdateChangesNameAndScopesAndNothingElse) {
  create(1, "alice");
  const auto before = token(1);
  auto update =
      event(attempt(90), token_id(1), 2, TokenUpdated{"new", support::scopes({"wiki:read"})});
  update.time = sample_time() + hours(1);
  EXPECT_EQ(state.fold_next(update, sample_time()).verdict, Verdict::applied);
  auto after = before;
  after.name = "new";
  after.scopes = support::scopes({"wiki:read"});
  after.revision = 2;
  after.updated_at = sample_time() + hours(1);
  EXPECT_EQ(token(1), after);
}

TEST_F(Fold, RegenerateWithoutOverlapRetiresTheOldSecret) {
  create(1, "alice");
  EXPECT_EQ(regenerate(2, 50, std::nullopt).verdict, Verdict::applied);
  auto after = support::token_state(1, "alice");
  after.revision = 2;
  after.digest = digest(50);
  after.hint = "Zz09";
  after.expires_at = sample_time() + days(60);
  after.issued_position = Position(2);
  EXPECT_EQ(token(1), after);
  EXPECT_EQ(state.retired().at(digest(1)),
            (RetiredDigest{digest(1), token_id(1), Position(2), sample_time()}));
}

TEST_F(Fold, RegenerateWithOverlapKeepsTheOldSecret) {
  create(1, "alice");
  const auto until = sample_time() + hours(1);
  regenerate(2, 50, until);
  EXPECT_EQ(token(1).overlap, (Overlap{digest(1), Position(1), until}));
  EXPECT_TRUE(retired().empty());
}

TEST_F(Fold, ASecondRegenerateEndsTheFirstOverlap) {
  create(1, "alice");
  const auto until = sample_time() + hours(1);
  regenerate(2, 50, until);
  regenerate(3, 51, until + hours(1));
  EXPECT_EQ(token(1).overlap, (Overlap{digest(50), Position(2), until + hours(1)}));
  EXPECT_EQ(retired(), std::vector{digest(1)});
  regenerate(4, 52, std::nullopt);
  EXPECT_FALSE(token(1).overlap);
  EXPECT_EQ(retired(), (std::vector{digest(1), digest(50), digest(51)}));
}

TEST_F(Fold, DeleteRetiresBothSecretsAndIsFinal) {
  create(1, "alice");
  regenerate(2, 50, sample_time() + hours(1));
  EXPECT_EQ(happen(token_id(1), 3, TokenDeleted{owner_id("alice")}).verdict, Verdict::applied);
  EXPECT_TRUE(token(1).deleted);
  EXPECT_FALSE(token(1).overlap);
  EXPECT_EQ(retired(), (std::vector{digest(1), digest(50)}));
  EXPECT_EQ(owner("alice").tokens, 0u);
  EXPECT_EQ(regenerate(4, 51, std::nullopt).verdict, Verdict::superseded);
  EXPECT_EQ(happen(token_id(1), 4, TokenUpdated{"x", std::nullopt}).verdict, Verdict::superseded);
  EXPECT_EQ(happen(token_id(1), 4, TokenDeleted{owner_id("alice")}).verdict, Verdict::superseded);
  EXPECT_EQ(owner("alice").tokens, 0u);
}

TEST_F(Fold, ADeleteThatNamesAnotherOwnerIsSuperseded) {
  create(1, "alice");
  EXPECT_EQ(happen(token_id(1), 2, TokenDeleted{owner_id("bob")}).verdict, Verdict::superseded);
  EXPECT_FALSE(token(1).deleted);
  EXPECT_EQ(owner("alice").tokens, 1u);
  EXPECT_EQ(happen(token_id(1), 2, TokenDeleted{owner_id("alice")}).verdict, Verdict::applied);
}

TEST_F(Fold, OwnerActionsMoveItsRevision) {
  EXPECT_EQ(happen(owner_id("alice"), 1, OwnerSuspended{}).verdict, Verdict::applied);
  EXPECT_EQ(owner("alice"), (OwnerState{owner_id("alice"), 1, true, std::nullopt, 0}));
  EXPECT_EQ(happen(owner_id("alice"), 1, OwnerResumed{}).verdict, Verdict::superseded);
  EXPECT_EQ(happen(owner_id("alice"), 2, OwnerResumed{}).verdict, Verdict::applied);
  EXPECT_EQ(owner("alice"), (OwnerState{owner_id("alice"), 2, false, std::nullopt, 0}));
}

TEST_F(Fold, RevokingAllTokensTouchesTheOwnerAlone) {
  create(1, "alice");
  create(2, "alice");
  const auto effects = happen(owner_id("alice"), 1, OwnerTokensRevoked{});
  EXPECT_EQ(effects.verdict, Verdict::applied);
  EXPECT_FALSE(effects.token);
  EXPECT_TRUE(effects.retired.empty());
  EXPECT_EQ(owner("alice"), (OwnerState{owner_id("alice"), 1, false, Position(3), 0}));
  EXPECT_TRUE(is_revoked(token(1), owner("alice")));
  create(3, "alice");
  EXPECT_FALSE(is_revoked(token(3), owner("alice")));
  EXPECT_EQ(owner("alice").tokens, 1u);
}

TEST_F(Fold, DeletingARevokedTokenCountsNothing) {
  create(1, "alice");
  create(2, "alice");
  happen(owner_id("alice"), 1, OwnerTokensRevoked{});
  create(3, "alice");
  EXPECT_EQ(happen(token_id(1), 2, TokenDeleted{owner_id("alice")}).verdict, Verdict::applied);
  EXPECT_EQ(owner("alice").tokens, 1u);
  happen(token_id(3), 2, TokenDeleted{owner_id("alice")});
  EXPECT_EQ(owner("alice").tokens, 0u);
}

TEST_F(Fold, NoRecordBringsARevokedTokenBack) {
  create(1, "alice");
  happen(owner_id("alice"), 1, OwnerTokensRevoked{});
  EXPECT_EQ(regenerate(2, 50, std::nullopt).verdict, Verdict::superseded);
  EXPECT_TRUE(is_revoked(token(1), owner("alice")));
  EXPECT_TRUE(retired().empty());
}

TEST_F(Fold, AnEventAboutTheWrongThingIsSuperseded) {
  create(1, "alice");
  const auto before = state.tokens();
  EXPECT_EQ(happen(owner_id("alice"), 1, TokenDeleted{owner_id("alice")}).verdict,
            Verdict::superseded);
  EXPECT_EQ(happen(token_id(1), 2, OwnerSuspended{}).verdict, Verdict::superseded);
  EXPECT_EQ(happen(owner_id("bob"), 1, created(2, "bob")).verdict, Verdict::superseded);
  EXPECT_EQ(happen({}, 1, OwnerSuspended{}).verdict, Verdict::superseded);
  EXPECT_EQ(happen(token_id(9), 1, TokenUpdated{"x", std::nullopt}).verdict, Verdict::superseded);
  EXPECT_EQ(state.tokens(), before);
}

}  // namespace
}  // namespace ledger::token

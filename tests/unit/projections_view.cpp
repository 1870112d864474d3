#include <gtest/gtest.h>

#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

class TokenViewReads : public testing::Test {
 protected:
  TokenViewReads() { log.add(events.opened()); }
  void catch_up() { node.projector.catch_up(); }
  std::vector<TokenId> listed(const ListQuery& query) const {
    std::vector<TokenId> ids;
    for (const auto& token : node.view.list(query).tokens) ids.push_back(token.id);
    return ids;
  }

  FreshDirectory directory;
  MemoryLog log;
  Events events;
  Node node{log, directory / "view"};
};

TEST_F(TokenViewReads, GiveWhatTheEventsMade) {
  log.add(events.created(1, "alice", 11));
  log.add(events.about_owner<OwnerSuspended>("alice", 1));
  catch_up();
  EXPECT_EQ(node.view.ledger(), (LedgerState{ledger_id, 1, {}, ledger_id.substr(0, 16), 3}));
  const auto token = node.view.token(token_id(1));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->owner, owner_id("alice"));
  EXPECT_EQ(token->created_position, Position(1));
  EXPECT_EQ(node.view.owner(owner_id("alice")),
            (OwnerState{owner_id("alice"), 1, true, std::nullopt, 1}));
  EXPECT_EQ(node.view.owner(owner_id("nobody")).revision, 0u);
  EXPECT_FALSE(node.view.token(token_id(2)));
  const auto command = node.view.command({numbered<CommandId>(2), 1});
  ASSERT_TRUE(command);
  EXPECT_EQ(command->outcome, CommandOutcome::applied);
  EXPECT_EQ(command->position, Position(1));
  EXPECT_EQ(node.view.checkpoint().position, Position(2));
}

TEST_F(TokenViewReads, FindByTheLivingSecretsOnly) {
  log.add(events.created(1, "alice", 11));
  log.add(events.regenerated(1, 2, 12, noon + std::chrono::hours(1)));
  catch_up();
  const auto by_new = node.view.find(digest(12));
  const auto by_old = node.view.find(digest(11));
  ASSERT_TRUE(by_new && by_old);
  EXPECT_FALSE(is_in_overlap(*by_new, digest(12)));
  EXPECT_TRUE(is_in_overlap(*by_old, digest(11)));
  EXPECT_FALSE(node.view.retired(digest(11)));
  log.add(events.regenerated(1, 3, 13));
  catch_up();
  EXPECT_FALSE(node.view.find(digest(11)));
  EXPECT_FALSE(node.view.find(digest(12)));
  EXPECT_TRUE(node.view.find(digest(13)));
  EXPECT_EQ(node.view.retired(digest(11)),
            (RetiredDigest{digest(11), token_id(1), Position(3), noon}));
  EXPECT_TRUE(node.view.retired(digest(12)));
  log.add(events.deleted(1, 4));
  catch_up();
  EXPECT_FALSE(node.view.find(digest(13)));
  EXPECT_TRUE(node.view.retired(digest(13)));
  EXPECT_TRUE(node.view.token(token_id(1))->deleted);
}

TEST_F(TokenViewReads, SeeTheirOwnBatch) {
  // All in one batch: each event needs what the one before it made.
  log.add(events.created(1, "alice", 11));
  log.add(events.updated(1, 2, {"*"}));
  log.add(events.regenerated(1, 3, 12));
  log.add(events.updated(1, 2, {"lost"}));
  catch_up();
  EXPECT_EQ(node.view.token(token_id(1))->revision, 3u);
  EXPECT_EQ(node.view.token(token_id(1))->scopes, scopes({"*"}));
  EXPECT_FALSE(node.view.find(digest(11)));
  EXPECT_EQ(node.projector.counters().superseded, 1u);
}

TEST_F(TokenViewReads, ListInTheOrderOfCreationWithoutTheDeleted) {
  for (std::uint64_t n = 1; n <= 6; ++n) {
    log.add(events.created(n, n % 2 == 0 ? "bob" : "alice", 10 + n));
  }
  log.add(events.deleted(3, 2));
  log.add(events.regenerated(1, 2, 99));  // moves nothing in the list
  catch_up();
  EXPECT_EQ(listed({}),
            (std::vector{token_id(1), token_id(2), token_id(4), token_id(5), token_id(6)}));
  EXPECT_EQ(listed({.owner = owner_id("alice"), .after = {}}),
            (std::vector{token_id(1), token_id(5)}));
  EXPECT_EQ(listed({.owner = owner_id("ali"), .after = {}}), std::vector<TokenId>());
  EXPECT_FALSE(node.view.list({}).resume_after);
}

TEST_F(TokenViewReads, PagesMeetWhileTokensAreMade) {
  std::uint64_t made = 0;
  const auto make = [&](std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i, ++made) {
      log.add(events.created(made, "alice", 1000 + made));
    }
    catch_up();
  };
  make(10);
  std::vector<TokenId> seen;
  ListQuery query{.owner = owner_id("alice"), .after = {}, .limit = 3};
  do {
    auto slice = node.view.list(query);
    EXPECT_LE(slice.tokens.size(), 3u);
    for (const auto& token : slice.tokens) seen.push_back(token.id);
    query.after = slice.resume_after;
    if (made < 16) make(2);
  } while (query.after);
  std::vector<TokenId> expected;
  for (std::uint64_t n = 0; n < made; ++n) expected.push_back(token_id(n));
  EXPECT_EQ(seen, expected);
}

TEST_F(TokenViewReads, NewestFirstMeetsNothingThatIsMadeMeanwhile) {
  for (std::uint64_t n = 1; n <= 10; ++n) log.add(events.created(n, "alice", 1000 + n));
  log.add(events.created(90, "alic", 2000));
  log.add(events.created(91, "alicf", 2001));
  catch_up();
  std::vector<TokenId> seen;
  ListQuery query{.owner = owner_id("alice"), .after = {}, .limit = 3};
  query.order = ListOrder::newest_first;
  for (std::uint64_t made = 20;; ++made) {
    const auto slice = node.view.list(query);
    for (const auto& token : slice.tokens) seen.push_back(token.id);
    query.after = slice.resume_after;
    if (!query.after) break;
    log.add(events.created(made, "alice", 1000 + made));
    if (made == 20) log.add(events.deleted(2, 2));
    catch_up();
  }
  std::vector<TokenId> expected;
  for (std::uint64_t n = 10; n >= 1; --n) {
    if (n != 2) expected.push_back(token_id(n));
  }
  EXPECT_EQ(seen, expected);
}

TEST_F(TokenViewReads, AListLooksAtNoMoreRowsThanAllowed) {
  for (std::uint64_t n = 1; n <= 5; ++n) log.add(events.created(n, "alice", 10 + n));
  catch_up();
  const auto slice = node.view.list({.owner = {}, .after = {}, .limit = 25, .rows_max = 2});
  EXPECT_EQ(slice.tokens.size(), 2u);
  EXPECT_EQ(slice.resume_after, Position(2));
  // The last page says that it is the last, also when it is full.
  EXPECT_FALSE(node.view.list({.owner = {}, .after = {}, .limit = 5, .rows_max = 5}).resume_after);
  ListQuery newest{.owner = {}, .after = {}, .limit = 25, .rows_max = 2};
  newest.order = ListOrder::newest_first;
  EXPECT_EQ(listed(newest), (std::vector{token_id(5), token_id(4)}));
  EXPECT_EQ(node.view.list(newest).resume_after, Position(4));
  newest.rows_max = 5;
  EXPECT_FALSE(node.view.list(newest).resume_after);
}

TEST_F(TokenViewReads, AnOwnersCountFollowsCreateDeleteAndRevoke) {
  for (std::uint64_t n = 1; n <= 3; ++n) log.add(events.created(n, "alice", 10 + n));
  log.add(events.deleted(1, 2));
  catch_up();
  EXPECT_EQ(node.view.owner(owner_id("alice")).tokens, 2u);
  log.add(events.about_owner<OwnerTokensRevoked>("alice", 1));
  catch_up();
  EXPECT_EQ(node.view.owner(owner_id("alice")).tokens, 0u);
  EXPECT_EQ(node.view.owner(owner_id("alice")).revoked_through, Position(5));
}

}  // namespace
}  // namespace ledger::projections::test

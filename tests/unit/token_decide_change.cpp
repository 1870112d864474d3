#include <functional>

#include <gtest/gtest.h>

#include "tests/support/actors.hpp"

namespace ledger::token {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::seconds;
using support::actor;
using support::operator_actor;
using support::owner_id;
using support::owner_state;
using support::sample_time;
using support::scopes;

const Policy policy;
const Timestamp now = sample_time();

UpdateToken rename(std::string name) { return {std::move(name), std::nullopt, std::nullopt}; }
UpdateToken rescope(std::initializer_list<std::string> to) {
  return {std::nullopt, scopes(to), std::nullopt};
}
RegenerateToken regenerate(RequestedExpiry expiry = {}, seconds overlap = seconds(0)) {
  return {expiry, overlap, std::nullopt, {support::digest(50), "Zz09"}};
}
Actor alice() { return actor("alice", {"ledger:tokens", "repo:*"}); }

/// Token 1 of alice, with `repo:read`.
TokenState target() { return support::token_state(1, "alice"); }

template <class T>
boost::system::error_code error_of(const Result<T>& result) {
  return result ? boost::system::error_code() : result.error();
}

TEST(TokenDecideUpdate, ChangesWhatIsNamedAndReliesOnCallerAndOwner) {
  const auto by = alice();
  const auto decision = decide(rename("new"), by, target(), by.owner);
  ASSERT_TRUE(decision && *decision);
  EXPECT_EQ((*decision)->subject, Subject(support::token_id(1)));
  EXPECT_EQ((*decision)->revision, 2u);
  EXPECT_EQ((*decision)->payload, Payload(TokenUpdated{"new", std::nullopt}));
  EXPECT_EQ((*decision)->relied_on,
            (std::vector<Reliance>{{by.token.id, 7}, {owner_id("alice"), 3}}));
}

TEST(TokenDecideUpdate, OfWhatIsSoAlreadyNeedsNoEvent) {
  auto token = target();
  token.scopes = scopes({"repo:read", "repo:write"});
  const auto by = alice();
  for (const auto& command :
       {rename("deploy"), rescope({"repo:write", "repo:read"}), UpdateToken{}}) {
    const auto decision = decide(command, by, token, by.owner);
    ASSERT_TRUE(decision);
    EXPECT_FALSE(*decision);
  }
}

TEST(TokenDecideUpdate, OfItselfReliesOnItsOwnerAlone) {
  const auto by = alice();
  const auto decision = decide(rename("new"), by, by.token, by.owner);
  ASSERT_TRUE(decision && *decision);
  EXPECT_EQ((*decision)->revision, 8u);
  EXPECT_EQ((*decision)->relied_on, (std::vector<Reliance>{{owner_id("alice"), 3}}));
  EXPECT_EQ(decide(rescope({"*"}), by, by.token, by.owner).error(), errc::scope_beyond_caller);
}

TEST(TokenDecideUpdate, IsBoundByTheScopesBeforeAndAfter) {
  const auto by = alice();
  const auto error = [&](std::initializer_list<std::string> before,
                         std::initializer_list<std::string> after) {
    auto token = target();
    token.scopes = scopes(before);
    return error_of(decide(rescope(after), by, token, by.owner));
  };
  EXPECT_FALSE(error({"repo:read"}, {"repo:*"}));
  EXPECT_FALSE(error({"repo:*"}, {}));
  EXPECT_FALSE(error({}, {"repo:read", "ledger:tokens"}));
  EXPECT_EQ(error({"repo:read"}, {"wiki:read"}), errc::scope_beyond_caller);
  EXPECT_EQ(error({"wiki:read"}, {}), errc::scope_beyond_caller);
  EXPECT_EQ(error({"*"}, {"repo:read"}), errc::scope_beyond_caller);
  EXPECT_EQ(error({"repo:read"}, {"ledger:audit"}), errc::scope_needs_operator);
}

TEST(TokenDecideUpdate, KeepsAScopeThatOnlyAnOperatorCouldHaveGiven) {
  const auto by = actor("alice", {"ledger:tokens", "ledger:verify", "repo:*"});
  auto token = target();
  token.scopes = scopes({"ledger:verify"});
  EXPECT_FALSE(error_of(decide(rescope({"ledger:verify", "repo:read"}), by, token, by.owner)));
  token.scopes = scopes({"repo:read"});
  EXPECT_EQ(error_of(decide(rescope({"ledger:verify"}), by, token, by.owner)),
            errc::scope_needs_operator);
}

TEST(TokenDecideUpdate, OfARevokedTokenIsRefused) {
  const auto by = operator_actor();
  auto owner = owner_state("alice");
  owner.revoked_through = Position(1);
  EXPECT_EQ(decide(rename("new"), by, target(), owner).error(), errc::token_revoked);
  owner.revoked_through = Position(0);
  EXPECT_TRUE(decide(rename("new"), by, target(), owner));
}

TEST(TokenDecideUpdate, OfASuspendedOrExpiredTokenIsAllowed) {
  auto owner = owner_state("alice");
  owner.suspended = true;
  auto token = target();
  token.expires_at = now - days(1);
  EXPECT_TRUE(decide(rename("new"), operator_actor(), token, owner));
}

TEST(TokenDecideRegenerate, GivesNewSecretAndExpiryAndNoOverlapUnlessAsked) {
  const auto by = alice();
  const auto decision = decide(regenerate(), by, target(), by.owner, policy, now);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->payload,
            Payload(TokenRegenerated{now + days(30), support::digest(50), "Zz09", std::nullopt}));
  EXPECT_EQ(decision->revision, 2u);
  EXPECT_EQ(decision->relied_on, (std::vector<Reliance>{{by.token.id, 7}, {owner_id("alice"), 3}}));
}

std::optional<Timestamp> overlap_of(seconds overlap, Timestamp expires_at) {
  auto token = target();
  token.expires_at = expires_at;
  const auto by = operator_actor();
  const auto decision =
      decide(regenerate({}, overlap), by, token, owner_state("alice"), policy, now);
  return std::get<TokenRegenerated>(decision.value().payload).overlap_until;
}

TEST(TokenDecideRegenerate, OverlapNeverOutlivesTheOldSecret) {
  EXPECT_EQ(overlap_of(seconds(60), now + days(1)), now + seconds(60));
  EXPECT_EQ(overlap_of(days(2), now + days(1)), now + days(1));
  EXPECT_EQ(overlap_of(seconds(60), now), std::nullopt);
  EXPECT_EQ(overlap_of(seconds(60), now - days(1)), std::nullopt);
  EXPECT_EQ(overlap_of(seconds(60), now + milliseconds(1)), now + milliseconds(1));
  EXPECT_EQ(overlap_of(seconds(0), now + days(1)), std::nullopt);
  EXPECT_EQ(overlap_of(seconds::min(), now + days(1)), std::nullopt);
}

TEST(TokenDecideRegenerate, OverlapIsBoundByPolicy) {
  const auto by = alice();
  const auto error = [&](seconds overlap) {
    return error_of(decide(regenerate({}, overlap), by, target(), by.owner, policy, now));
  };
  EXPECT_FALSE(error(policy.overlap_max));
  EXPECT_EQ(error(policy.overlap_max + seconds(1)), errc::overlap_beyond_maximum);
  EXPECT_EQ(error(seconds::max()), errc::overlap_beyond_maximum);
}

TEST(TokenDecideRegenerate, BringsAnExpiredTokenBack) {
  auto token = target();
  token.expires_at = now - days(100);
  const auto by = alice();
  EXPECT_TRUE(decide(regenerate(), by, token, by.owner, policy, now));
}

TEST(TokenDecideRegenerate, IsRefusedForRevokedAndSuspended) {
  const auto by = operator_actor();
  auto owner = owner_state("alice");
  owner.suspended = true;
  EXPECT_EQ(decide(regenerate(), by, target(), owner, policy, now).error(), errc::owner_suspended);
  owner.revoked_through = Position(1);
  EXPECT_EQ(decide(regenerate(), by, target(), owner, policy, now).error(), errc::token_revoked);
}

TEST(TokenDecideRegenerate, IsBoundByTheCallersScopesAndExpiry) {
  const auto by = alice();
  const auto error = [&](const TokenState& token, RequestedExpiry expiry = {}) {
    return error_of(decide(regenerate(expiry), by, token, by.owner, policy, now));
  };
  auto token = target();
  token.scopes = scopes({"wiki:read"});
  EXPECT_EQ(error(token), errc::scope_beyond_caller);
  token.scopes = scopes({"ledger:verify"});
  EXPECT_EQ(error(token), errc::scope_beyond_caller);
  token = target();
  token.expires_at = by.token.expires_at;
  EXPECT_FALSE(error(token));
  token.expires_at += milliseconds(1);
  EXPECT_EQ(error(token), errc::expiry_beyond_caller);
  const auto own = by.token.expires_at;
  EXPECT_FALSE(error(target(), {std::nullopt, own}));
  EXPECT_EQ(error(target(), {std::nullopt, own + milliseconds(1)}), errc::expiry_beyond_caller);
  EXPECT_EQ(error(target(), {seconds(0), std::nullopt}), errc::expiry_in_past);
}

TEST(TokenDecideDelete, NeedsNoCoverOfScopesOrExpiry) {
  auto token = target();
  token.scopes = scopes({"*", "ledger:operate"});
  token.expires_at = now + days(360);
  const auto decision = decide(DeleteToken{}, actor("alice", {"ledger:tokens"}), token);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->payload, Payload(TokenDeleted{owner_id("alice")}));
  EXPECT_EQ(decision->revision, 2u);
}

TEST(TokenDecideDelete, OfItselfNeedsNoScope) {
  const auto by = actor("alice", {});
  const auto decision = decide(DeleteToken{std::nullopt, true}, by, by.token);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->revision, 8u);
  EXPECT_EQ(decision->relied_on, (std::vector<Reliance>{{owner_id("alice"), 3}}));
  EXPECT_EQ(decide(DeleteToken{}, by, by.token).error(), errc::insufficient_scope);
  // Giving up another token is deleting it.
  EXPECT_EQ(decide(DeleteToken{std::nullopt, true}, by, target()).error(),
            errc::insufficient_scope);
  EXPECT_EQ(decide(DeleteToken{IfMatch{{9}}, true}, by, by.token).error(), errc::revision_mismatch);
  auto deleted = by.token;
  deleted.deleted = true;
  EXPECT_FALSE(decide(DeleteToken{std::nullopt, true}, by, deleted));
}

/// A command at a target, as far as its error.
struct Change {
  const char* name;
  std::function<boost::system::error_code(const Actor&, const TokenState&, IfMatch if_match)> error;
};

std::vector<Change> changes() {
  const auto owner = owner_state("alice");
  return {{"update",
           [=](const Actor& by, const TokenState& token, auto if_match) {
             auto command = rename("new");
             command.if_match = if_match;
             return error_of(decide(command, by, token, owner));
           }},
          {"regenerate",
           [=](const Actor& by, const TokenState& token, auto if_match) {
             auto command = regenerate();
             command.if_match = if_match;
             return error_of(decide(command, by, token, owner, policy, now));
           }},
          {"delete", [](const Actor& by, const TokenState& token, auto if_match) {
             return error_of(decide(DeleteToken{if_match}, by, token));
           }}};
}

TEST(TokenDecide, NobodyElsesTokenCanBeToldFromAnUnknownOne) {
  for (const auto& change : changes()) {
    EXPECT_EQ(change.error(actor("bob", {"*"}), target(), {}), errc::not_found) << change.name;
    EXPECT_EQ(change.error(actor("bob", {"*"}), target(), IfMatch{{9}}), errc::not_found)
        << change.name;
    EXPECT_FALSE(change.error(operator_actor(), target(), {})) << change.name;
  }
}

TEST(TokenDecide, ADeletedTokenIsNotThere) {
  auto token = target();
  token.deleted = true;
  for (const auto& change : changes()) {
    EXPECT_EQ(change.error(alice(), token, {}), errc::not_found) << change.name;
    EXPECT_EQ(change.error(operator_actor(), token, {}), errc::not_found) << change.name;
  }
}

TEST(TokenDecide, IfMatchHoldsForTheRevisionAlone) {
  for (const auto& change : changes()) {
    EXPECT_FALSE(change.error(alice(), target(), IfMatch{{1}})) << change.name;
    EXPECT_FALSE(change.error(alice(), target(), IfMatch{{7, 1}})) << change.name;
    EXPECT_EQ(change.error(alice(), target(), IfMatch(std::in_place)), errc::revision_mismatch)
        << change.name;
    EXPECT_EQ(change.error(alice(), target(), IfMatch{{0, 2}}), errc::revision_mismatch)
        << change.name;
    EXPECT_EQ(change.error(alice(), target(), IfMatch{{0}}), errc::revision_mismatch)
        << change.name;
    EXPECT_EQ(change.error(alice(), target(), IfMatch{{2}}), errc::revision_mismatch)
        << change.name;
  }
}

TEST(TokenDecide, ChangingNeedsTheScopeForTokens) {
  for (const auto& change : changes()) {
    EXPECT_EQ(change.error(actor("alice", {"repo:*"}), target(), {}), errc::insufficient_scope)
        << change.name;
    EXPECT_FALSE(change.error(actor("alice", {"*"}), target(), {})) << change.name;
  }
}

TEST(TokenDecideRegenerate, AnOverlapEndsWithTheTokensNewExpiryAtTheLatest) {
  const auto by = alice();
  for (const auto lifetime : {seconds(59), seconds(60), seconds(61)}) {
    RequestedExpiry expiry;
    expiry.in = lifetime;
    const auto decision =
        decide(regenerate(expiry, seconds(60)), by, target(), by.owner, policy, now);
    ASSERT_TRUE(decision);
    EXPECT_EQ(std::get<TokenRegenerated>(decision->payload).overlap_until,
              now + std::min(lifetime, seconds(60)));
  }
}

/// Alice's caller with its old secret, which is good for another hour.
Actor with_old_secret() {
  auto by = alice();
  by.overlap_until = now + std::chrono::hours(1);
  return by;
}

TEST(TokenDecideOverlap, AnOldSecretNeitherUpdatesNorRegeneratesItsToken) {
  auto by = with_old_secret();
  EXPECT_EQ(error_of(decide(rename("mine"), by, by.token, by.owner)), errc::secret_in_overlap);
  EXPECT_EQ(error_of(decide(regenerate(), by, by.token, by.owner, policy, now)),
            errc::secret_in_overlap);
  by = operator_actor();
  by.overlap_until = now + std::chrono::hours(1);
  EXPECT_EQ(error_of(decide(rename("mine"), by, by.token, by.owner)), errc::secret_in_overlap);
  EXPECT_EQ(error_of(decide(regenerate(), by, by.token, by.owner, policy, now)),
            errc::secret_in_overlap);
}

TEST(TokenDecideOverlap, AnOldSecretChangesNothingThatOutlivesIt) {
  for (auto by : {with_old_secret(), operator_actor()}) {
    by.overlap_until = now + std::chrono::hours(1);
    auto token = target();
    token.expires_at = *by.overlap_until;
    EXPECT_FALSE(error_of(decide(rename("new"), by, token, by.owner)));
    token.expires_at += milliseconds(1);
    EXPECT_EQ(error_of(decide(rename("new"), by, token, by.owner)), errc::expiry_beyond_caller);
    EXPECT_EQ(error_of(decide(regenerate(), by, token, by.owner, policy, now)),
              errc::expiry_beyond_caller);
  }
}

TEST(TokenDecideOverlap, WhatAnOldSecretMakesEndsWithItsOverlap) {
  for (auto by : {with_old_secret(), operator_actor()}) {
    by.overlap_until = now + std::chrono::hours(1);
    CreateToken command;
    command.owner = owner_id("alice");
    command.name = "child";
    const auto decision = decide(command, by, owner_state("alice"), policy, now);
    ASSERT_TRUE(decision);
    EXPECT_EQ(std::get<TokenCreated>(decision->payload).expires_at, *by.overlap_until);
    command.expiry.at = *by.overlap_until;
    EXPECT_TRUE(decide(command, by, owner_state("alice"), policy, now));
    command.expiry.at = *by.overlap_until + milliseconds(1);
    EXPECT_EQ(decide(command, by, owner_state("alice"), policy, now).error(),
              errc::expiry_beyond_caller);
  }
}

TEST(TokenDecideOverlap, AnOldSecretMayDelete) {
  const auto by = with_old_secret();
  EXPECT_TRUE(decide(DeleteToken{}, by, target()));
  EXPECT_TRUE(decide(DeleteToken{}, by, by.token));
}

}  // namespace
}  // namespace ledger::token

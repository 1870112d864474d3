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

CreateToken create(ScopeSet wanted = {}, RequestedExpiry expiry = {}) {
  return {support::token_id(1), std::nullopt, "deploy",
          std::move(wanted),    expiry,       {support::digest(1), "x4Qz"}};
}

CreateToken create_for(std::string_view owner, ScopeSet wanted = {}, RequestedExpiry expiry = {}) {
  auto command = create(std::move(wanted), expiry);
  command.owner = owner_id(owner);
  return command;
}

Result<Decision> decided(const CreateToken& command, const Actor& by) {
  return decide(command, by, by.owner, policy, now);
}

/// The error, or a code of nobody's if there is none.
boost::system::error_code refusal(const CreateToken& command, const Actor& by) {
  const auto result = decided(command, by);
  return result ? boost::system::error_code() : result.error();
}

Timestamp expiry_of(const Result<Decision>& decision) {
  return std::get<TokenCreated>(decision.value().payload).expires_at;
}

TEST(TokenDecideCreate, TakesTheCallersOwnerAndReliesOnBoth) {
  const auto by = actor("alice", {"ledger:tokens", "repo:*"});
  const auto decision = decided(create(scopes({"repo:read"})), by);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->subject, Subject(support::token_id(1)));
  EXPECT_EQ(decision->revision, 1u);
  EXPECT_EQ(decision->relied_on, (std::vector<Reliance>{{by.token.id, 7}, {owner_id("alice"), 3}}));
  EXPECT_EQ(decision->payload,
            Payload(TokenCreated{owner_id("alice"), "deploy", scopes({"repo:read"}), now + days(30),
                                 to_text(by.token.id), support::digest(1), "x4Qz"}));
}

TEST(TokenDecideCreate, OfAnOperatorReliesOnTheOwnerItIsFor) {
  auto owner = owner_state("alice");
  owner.revision = 9;
  const auto by = operator_actor();
  const auto decision = decide(create_for("alice"), by, owner, policy, now);
  ASSERT_TRUE(decision);
  EXPECT_EQ(
      decision->relied_on,
      (std::vector<Reliance>{{by.token.id, 1}, {owner_id("operator"), 0}, {owner_id("alice"), 9}}));
  EXPECT_EQ(std::get<TokenCreated>(decision->payload).created_by, "operator");
}

TEST(TokenDecideCreate, NeedsTheScopeForTokens) {
  EXPECT_EQ(refusal(create(), actor("alice", {})), errc::insufficient_scope);
  EXPECT_EQ(refusal(create(), actor("alice", {"repo:*", "ledger:verify"})),
            errc::insufficient_scope);
  EXPECT_FALSE(refusal(create(), actor("alice", {"ledger:tokens"})));
  EXPECT_FALSE(refusal(create(), actor("alice", {"*"})));
}

TEST(TokenDecideCreate, OnlyAnOperatorNamesAnotherOwnerAndMustNameOne) {
  EXPECT_EQ(refusal(create_for("bob"), actor("alice", {"*"})), errc::other_owner);
  EXPECT_FALSE(refusal(create_for("alice"), actor("alice", {"*"})));
  EXPECT_EQ(refusal(create(), operator_actor()), errc::owner_required);
  EXPECT_EQ(refusal(create_for("operator"), actor("alice", {"*"})), errc::other_owner);
}

TEST(TokenDecideCreate, GrantsNoScopeBeyondTheCallers) {
  const auto by = actor("alice", {"ledger:tokens", "repo:*"});
  for (const std::string scope : {"repo:read", "repo:*", "repo:a:*", "ledger:tokens"}) {
    EXPECT_FALSE(refusal(create(scopes({scope})), by)) << scope;
  }
  for (const std::string scope : {"*", "wiki:read", "repo"}) {
    EXPECT_EQ(refusal(create(scopes({scope})), by), errc::scope_beyond_caller) << scope;
  }
  EXPECT_EQ(refusal(create(scopes({"repo:read", "wiki:read"})), by), errc::scope_beyond_caller);
  EXPECT_FALSE(refusal(create(scopes({"*", "wiki:read"})), actor("alice", {"*"})));
}

TEST(TokenDecideCreate, TheLedgersOwnScopesComeFromOperatorsAlone) {
  for (const std::string scope : {"ledger:verify", "ledger:audit", "ledger:operate"}) {
    EXPECT_EQ(refusal(create(scopes({scope})), actor("alice", {"*"})), errc::scope_needs_operator);
    EXPECT_FALSE(refusal(create_for("alice", scopes({scope})), operator_actor())) << scope;
  }
  // Not even from somebody who has it.
  EXPECT_EQ(refusal(create(scopes({"ledger:verify"})), actor("alice", {"*", "ledger:verify"})),
            errc::scope_needs_operator);
  EXPECT_FALSE(refusal(create(scopes({"ledger:tokens"})), actor("alice", {"*"})));
}

TEST(TokenDecideCreate, ForASuspendedOwnerIsRefused) {
  auto owner = owner_state("alice");
  owner.suspended = true;
  const auto decision = decide(create_for("alice"), operator_actor(), owner, policy, now);
  EXPECT_EQ(decision.error(), errc::owner_suspended);
}

TEST(TokenDecideCreate, ForARevokedOwnerIsAFreshStart) {
  auto owner = owner_state("alice");
  owner.revoked_through = Position(900);
  EXPECT_TRUE(decide(create_for("alice"), operator_actor(), owner, policy, now));
}

TEST(TokenDecideCreate, ExpiresByDefaultOrWithTheCallerWhereThatIsEarlier) {
  auto by = actor("alice", {"*"});
  by.token.expires_at = now + days(31);
  EXPECT_EQ(expiry_of(decided(create(), by)), now + days(30));
  by.token.expires_at = now + days(5);
  EXPECT_EQ(expiry_of(decided(create(), by)), now + days(5));
  auto root = operator_actor();
  root.token.expires_at = now + days(5);
  EXPECT_EQ(expiry_of(decided(create_for("alice"), root)), now + days(30));
  Policy strict;
  strict.lifetime_max = days(3);
  EXPECT_EQ(expiry_of(decide(create_for("alice"), root, root.owner, strict, now)), now + days(3));
}

TEST(TokenDecideCreate, ExpiresNoLaterThanTheCaller) {
  auto by = actor("alice", {"*"});
  by.token.expires_at = now + days(10);
  const auto at = [&](Timestamp time) { return refusal(create({}, {std::nullopt, time}), by); };
  const auto in = [&](seconds time) { return refusal(create({}, {time, std::nullopt}), by); };
  EXPECT_FALSE(at(now + days(10) - milliseconds(1)));
  EXPECT_FALSE(at(now + days(10)));
  EXPECT_EQ(at(now + days(10) + milliseconds(1)), errc::expiry_beyond_caller);
  EXPECT_FALSE(in(days(10)));
  EXPECT_EQ(in(days(10) + seconds(1)), errc::expiry_beyond_caller);
}

TEST(TokenDecideCreate, AnOperatorMayGoBeyondItsOwnExpiryButNotBeyondThePolicy) {
  auto by = operator_actor();
  by.token.expires_at = now + days(1);
  const auto at = [&](Timestamp time) {
    return refusal(create_for("alice", {}, {std::nullopt, time}), by);
  };
  const auto in = [&](seconds time) {
    return refusal(create_for("alice", {}, {time, std::nullopt}), by);
  };
  EXPECT_FALSE(at(now + policy.lifetime_max));
  EXPECT_EQ(at(now + policy.lifetime_max + milliseconds(1)), errc::expiry_beyond_maximum);
  EXPECT_FALSE(in(policy.lifetime_max));
  EXPECT_EQ(in(policy.lifetime_max + seconds(1)), errc::expiry_beyond_maximum);
  EXPECT_EQ(in(seconds::max()), errc::expiry_beyond_maximum);
  EXPECT_EQ(at(Timestamp::max()), errc::expiry_beyond_maximum);
}

TEST(TokenDecideCreate, ExpiresInTheFuture) {
  const auto by = operator_actor();
  const auto at = [&](Timestamp time) {
    return refusal(create_for("alice", {}, {std::nullopt, time}), by);
  };
  const auto in = [&](seconds time) {
    return refusal(create_for("alice", {}, {time, std::nullopt}), by);
  };
  EXPECT_FALSE(at(now + milliseconds(1)));
  EXPECT_EQ(at(now), errc::expiry_in_past);
  EXPECT_EQ(at(now - milliseconds(1)), errc::expiry_in_past);
  EXPECT_EQ(at(Timestamp::min()), errc::expiry_in_past);
  EXPECT_FALSE(in(seconds(1)));
  EXPECT_EQ(in(seconds(0)), errc::expiry_in_past);
  EXPECT_EQ(in(seconds(-1)), errc::expiry_in_past);
  EXPECT_EQ(in(seconds::min()), errc::expiry_in_past);
}

TEST(TokenDecideCreate, TakesOneExpiryNotTwo) {
  EXPECT_EQ(refusal(create_for("alice", {}, {seconds(60), now + seconds(60)}), operator_actor()),
            errc::expiry_given_twice);
}

}  // namespace
}  // namespace ledger::token

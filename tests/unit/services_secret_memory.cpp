// The secrets that are kept for repeated requests, and that they go.

#include <gtest/gtest.h>

#include "services/issuance/secret_answer.hpp"
#include "services/issuance/secret_memory.hpp"

namespace ledger::issuance {
namespace {

using token::CommandId;
using token::TokenSecret;
using token::TokenState;

constexpr SecretMemory::Time start{};
constexpr std::chrono::nanoseconds tick{1};

CommandId command(std::string_view key) { return CommandId::derive("caller", key); }

TokenState token_of(const TokenSecret& secret, std::uint8_t number = 1) {
  const auto owner = *token::OwnerId::parse("alice");
  TokenState token{{}, owner, "", {}, 1, "", {}, {}, {}, {}, "", {}, {}, {}, false};
  token.id.value.fill(number);
  token.digest = secret.digest();
  return token;
}

TEST(SecretMemory, KeepsASecretForTenMinutesAndNoLonger) {
  SecretMemory memory;
  const auto secret = fresh_secret();
  const auto token = token_of(secret);
  memory.remember(command("a"), secret, start);
  for (const auto now : {start, start + std::chrono::minutes(10) - tick}) {
    const auto found = memory.find(command("a"), token, now);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->secret.reveal(), secret.reveal());
    EXPECT_FALSE(found->answer);
  }
  EXPECT_FALSE(memory.find(command("a"), token, start + std::chrono::minutes(10)));
}

TEST(SecretMemory, IsSweptOfWhatIsTooOld) {
  SecretMemory memory;
  const auto old = fresh_secret();
  const auto young = fresh_secret();
  memory.remember(command("old"), old, start);
  memory.remember(command("young"), young, start + std::chrono::minutes(1));
  memory.sweep(start + std::chrono::minutes(10) - tick);
  EXPECT_TRUE(memory.find(command("old"), token_of(old), start));
  memory.sweep(start + std::chrono::minutes(10));
  EXPECT_FALSE(memory.find(command("old"), token_of(old), start));
  EXPECT_TRUE(memory.find(command("young"), token_of(young), start));
  memory.sweep(start + std::chrono::minutes(11));
  EXPECT_FALSE(memory.find(command("young"), token_of(young), start));
}

TEST(SecretMemory, ForgetsTheSecretThatOpensNothingAndKeepsTheOther) {
  SecretMemory memory;
  const auto won = fresh_secret();
  const auto lost = fresh_secret();
  memory.remember(command("a"), won, start);
  memory.remember(command("a"), lost, start);
  memory.forget(command("a"), lost.digest());
  EXPECT_FALSE(memory.find(command("a"), token_of(lost), start));
  EXPECT_TRUE(memory.find(command("a"), token_of(won), start));
  memory.forget(command("b"), won.digest());
  EXPECT_TRUE(memory.find(command("a"), token_of(won), start));
}

TEST(SecretMemory, FindsOnlyByCommandAndToken) {
  SecretMemory memory;
  const auto secret = fresh_secret();
  memory.remember(command("a"), secret, start);
  EXPECT_FALSE(memory.find(command("b"), token_of(secret), start));
  EXPECT_FALSE(memory.find(command("a"), token_of(fresh_secret()), start));
}

TEST(SecretMemory, GivesTheAnswerAsItWasFirstGiven) {
  SecretMemory memory;
  const auto secret = fresh_secret();
  auto token = token_of(secret);
  token.name = "first";
  memory.remember(command("a"), secret, start);
  memory.answered(command("a"), token);
  auto later = token_of(fresh_secret());
  later.name = "later";
  const auto found = memory.find(command("a"), later, start);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->secret.reveal(), secret.reveal());
  EXPECT_EQ(found->answer->name, "first");
  EXPECT_FALSE(memory.find(command("a"), token_of(fresh_secret(), 2), start));
}

TEST(SecretMemory, ForgetsNothingTwice) {
  SecretMemory memory;
  const auto secret = fresh_secret();
  memory.remember(command("a"), secret, start);
  memory.forget(command("a"), secret.digest());
  memory.forget(command("a"), secret.digest());
  memory.sweep(start + std::chrono::hours(1));
  memory.remember(command("a"), secret, start + std::chrono::hours(1));
  EXPECT_TRUE(memory.find(command("a"), token_of(secret), start + std::chrono::hours(1)));
}

}  // namespace
}  // namespace ledger::issuance

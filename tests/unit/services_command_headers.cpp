// What commands read from their headers, and how a command is known.

#include <gtest/gtest.h>

#include "services/issuance/command_headers.hpp"

namespace ledger::issuance {
namespace {

constexpr token::Timestamp at{std::chrono::milliseconds(1'780'000'000'000)};

using Fields = std::vector<http::HeaderField>;

std::variant<CommandHeaders, http::Problem> read(const Fields& fields,
                                                 std::string_view query = {}) {
  http::Request request;
  request.query = query;
  for (const auto& field : fields) request.header_fields.push_back(field);
  return read_command_headers(request);
}

CommandHeaders taken(const Fields& fields) {
  const auto result = read(fields);
  EXPECT_TRUE(std::holds_alternative<CommandHeaders>(result));
  return std::get<CommandHeaders>(result);
}

std::string refused(const Fields& fields, std::string_view query = {}) {
  const auto result = read(fields, query);
  const auto* problem = std::get_if<http::Problem>(&result);
  if (problem == nullptr) return "taken";
  EXPECT_EQ(problem->status, 400U);
  return problem->type;
}

token::TokenId caller(std::uint8_t number) {
  token::TokenId id;
  id.value.fill(number);
  return id;
}

TEST(CommandHeaders, AreBothOptional) {
  const auto headers = taken({});
  EXPECT_FALSE(headers.idempotency_key);
  EXPECT_FALSE(headers.if_match);
}

TEST(CommandHeaders, TakeAKeyOfVisibleAscii) {
  EXPECT_EQ(taken({{"idempotency-key", "!~"}}).idempotency_key, "!~");
  const std::string longest(128, 'k');
  EXPECT_EQ(taken({{"Idempotency-Key", longest}}).idempotency_key, longest);
  const auto longer = longest + 'k';
  for (const auto key :
       {std::string_view(longer), std::string_view(), std::string_view("a b"),
        std::string_view("a\tb"), std::string_view("\x7f"), std::string_view("\xc3\xa4")}) {
    EXPECT_EQ(refused({{"Idempotency-Key", key}}), "invalid-idempotency-key") << key;
  }
  EXPECT_EQ(refused({{"Idempotency-Key", "a"}, {"idempotency-key", "a"}}),
            "invalid-idempotency-key");
}

TEST(CommandHeaders, TakeOneEntityTagAsARevision) {
  EXPECT_EQ(taken({{"If-Match", "\"7\""}}).if_match, 7U);
  EXPECT_EQ(taken({{"If-Match", "*"}}).if_match, std::nullopt);
  // Tags that no token has hold for no token.
  for (const auto* tag :
       {"W/\"7\"", "\"\"", "\"x\"", "\"-1\"", "\"7 \"", "\"99999999999999999999\""}) {
    const auto revision = taken({{"If-Match", tag}}).if_match;
    ASSERT_TRUE(revision) << tag;
    EXPECT_GT(*revision, std::uint64_t{1} << 60) << tag;
  }
  for (const auto* text : {"7", "\"7", "7\"", "\"", "", "\"7\", \"8\"", "w/\"7\""}) {
    EXPECT_EQ(refused({{"If-Match", text}}), "invalid-if-match") << text;
  }
  EXPECT_EQ(refused({{"If-Match", "\"7\""}, {"If-Match", "\"7\""}}), "invalid-if-match");
}

TEST(CommandHeaders, HaveNoQueryBesideThem) {
  EXPECT_EQ(refused({}, "dry_run=1"), "unknown-parameter");
}

TEST(CommandIdentity, IsMadeOfCallerAndKey) {
  const CommandHeaders keyed{"k", {}};
  const auto first = identify(keyed, caller(1), at, "create {}");
  EXPECT_TRUE(first.keyed);
  EXPECT_EQ(first.id, identify(keyed, caller(1), at, "other").id);
  EXPECT_NE(first.id, identify(keyed, caller(2), at, "create {}").id);
  EXPECT_NE(first.id, identify({"l", {}}, caller(1), at, "create {}").id);
  EXPECT_EQ(first.caller, to_text(caller(1)));
}

TEST(CommandIdentity, IsNewEachTimeWithoutAKey) {
  const auto first = identify({}, caller(1), at, "x");
  EXPECT_FALSE(first.keyed);
  EXPECT_NE(first.id, identify({}, caller(1), at, "x").id);
}

TEST(CommandIdentity, HasAFingerprintOfRequestAndCondition) {
  const auto of = [](std::optional<std::uint64_t> if_match, std::string_view canonical) {
    return identify({"k", if_match}, caller(1), at, canonical).fingerprint;
  };
  EXPECT_EQ(of({}, "x"), of({}, "x"));
  EXPECT_NE(of({}, "x"), of({}, "y"));
  EXPECT_NE(of({}, "x"), of(1, "x"));
  EXPECT_NE(of(1, "x"), of(2, "x"));
}

TEST(CommandIdentity, HasOneAttemptUnderACondition) {
  EXPECT_FALSE(identify({"k", {}}, caller(1), at, "x").single_attempt);
  const auto conditional = identify({"k", 3}, caller(1), at, "x");
  EXPECT_TRUE(conditional.single_attempt);
  EXPECT_TRUE(conditional.conditional);
}

}  // namespace
}  // namespace ledger::issuance

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
  return read_command_headers(request, access::EntityTags());
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

using Revisions = std::vector<std::uint64_t>;

TEST(CommandHeaders, TakeEntityTagsAsRevisions) {
  EXPECT_EQ(taken({{"If-Match", "\"7\""}}).if_match, Revisions{7});
  EXPECT_EQ(taken({{"If-Match", "\"7\", \"9\""}}).if_match, (Revisions{7, 9}));
  EXPECT_EQ(taken({{"If-Match", "\"7\""}, {"if-match", "\"9\""}}).if_match, (Revisions{7, 9}));
  EXPECT_EQ(taken({{"If-Match", "*"}}).if_match, std::nullopt);
  // Tags that no token has hold for no token.
  for (const auto* tag :
       {"W/\"7\"", "\"\"", "\"x\"", "\"-1\"", "\"07\"", "\"99999999999999999999\""}) {
    EXPECT_EQ(taken({{"If-Match", tag}}).if_match, Revisions{}) << tag;
    EXPECT_EQ(taken({{"If-Match", tag}, {"If-Match", "\"7\""}}).if_match, Revisions{7}) << tag;
  }
  for (const auto* text : {"7", "\"7", "7\"", "\"", "", "\"7 \"", "w/\"7\"", "*, \"7\""}) {
    EXPECT_EQ(refused({{"If-Match", text}}), "invalid-if-match") << text;
  }
  EXPECT_EQ(refused({{"If-Match", "*"}, {"If-Match", "\"7\""}}), "invalid-if-match");
  EXPECT_EQ(refused({{"If-Match", "\"7\""}, {"If-Match", "*"}}), "invalid-if-match");
}

TEST(CommandHeaders, HaveNoQueryBesideThem) {
  EXPECT_EQ(refused({}, "dry_run=1"), "unknown-parameter");
}

TEST(CommandIdentity, IsMadeOfCallerAndKey) {
  const CommandHeaders keyed{"k", {}, {}};
  const auto first = identify(keyed, caller(1), at, "create {}");
  EXPECT_TRUE(first.keyed);
  EXPECT_EQ(first.id, identify(keyed, caller(1), at, "other").id);
  EXPECT_NE(first.id, identify(keyed, caller(2), at, "create {}").id);
  EXPECT_NE(first.id, identify({"l", {}, {}}, caller(1), at, "create {}").id);
  EXPECT_EQ(first.caller, to_text(caller(1)));
}

TEST(CommandIdentity, IsNewEachTimeWithoutAKey) {
  const auto first = identify({}, caller(1), at, "x");
  EXPECT_FALSE(first.keyed);
  EXPECT_NE(first.id, identify({}, caller(1), at, "x").id);
}

TEST(CommandIdentity, HasAFingerprintOfRequestAndCondition) {
  const auto of = [](const char* tag, std::string_view canonical) {
    CommandHeaders headers;
    headers.idempotency_key = "k";
    if (tag != nullptr) headers.if_match.emplace();
    if (tag != nullptr) headers.if_match_sent = tag;
    return identify(headers, caller(1), at, canonical).fingerprint;
  };
  EXPECT_EQ(of(nullptr, "x"), of(nullptr, "x"));
  EXPECT_NE(of(nullptr, "x"), of(nullptr, "y"));
  EXPECT_NE(of(nullptr, "x"), of("\"1\"", "x"));
  EXPECT_NE(of("\"1\"", "x"), of("\"2\"", "x"));
}

TEST(CommandIdentity, HasOneAttemptUnderACondition) {
  EXPECT_FALSE(identify({"k", {}, {}}, caller(1), at, "x").single_attempt);
  const auto conditional = identify({"k", Revisions{3}, "\"3\""}, caller(1), at, "x");
  EXPECT_TRUE(conditional.single_attempt);
  EXPECT_TRUE(conditional.conditional);
}

}  // namespace
}  // namespace ledger::issuance

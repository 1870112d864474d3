#include <gmock/gmock.h>

#include "services/cli/refusal_text.hpp"

namespace ledger::cli {
namespace {

using testing::HasSubstr;

const auto server = *ServerAddress::parse("http://127.0.0.1:8080");

Refusal refusal(unsigned status, std::string body, bool is_command = false) {
  Refusal refusal;
  refusal.status = status;
  refusal.body = std::move(body);
  refusal.is_command = is_command;
  return refusal;
}

TEST(CliRefusal, IsTitleAndDetailAndEachError) {
  const auto failure = failure_of(
      refusal(400, R"({"title":"Invalid body","status":400,"detail":"Some are wrong.","errors":[)"
                   R"({"pointer":"/name","detail":"Too long."},)"
                   R"({"pointer":"/scopes/1","detail":"No scope."}]})"),
      server);
  EXPECT_EQ(failure.status, ExitStatus::refused);
  EXPECT_EQ(failure.text,
            "Invalid body: Some are wrong.\n  /name: Too long.\n  /scopes/1: No scope.");
}

TEST(CliRefusal, HasAnExitStatusThatTellsWhatToDo) {
  const std::string problem = R"({"title":"T","detail":"D"})";
  const auto status = [&](unsigned code, bool is_command) {
    return failure_of(refusal(code, problem, is_command), server).status;
  };
  for (const unsigned code : {400U, 404U, 405U, 409U, 412U, 413U, 415U, 422U}) {
    EXPECT_EQ(status(code, true), ExitStatus::refused) << code;
  }
  for (const unsigned code : {401U, 403U}) EXPECT_EQ(status(code, true), ExitStatus::unauthorised);
  for (const unsigned code : {429U, 503U}) EXPECT_EQ(status(code, true), ExitStatus::unavailable);
  for (const unsigned code : {500U, 502U, 504U}) {
    EXPECT_EQ(status(code, true), ExitStatus::outcome_unknown) << code;
    EXPECT_EQ(status(code, false), ExitStatus::unavailable) << code;
  }
}

TEST(CliRefusal, OfAnUnknownOutcomeSaysHowToAsk) {
  const auto failure = failure_of(
      refusal(504, R"({"title":"Outcome unknown","detail":"Ask.","command_id":"cmd_12"})", true),
      server);
  EXPECT_EQ(failure.status, ExitStatus::outcome_unknown);
  EXPECT_THAT(failure.text, HasSubstr("tokenledger outcome cmd_12"));
}

TEST(CliRefusal, SaysWhenToTryAgain) {
  auto late = refusal(503, R"({"title":"Overloaded","detail":"D"})");
  late.retry_after = "7";
  EXPECT_THAT(failure_of(late, server).text, HasSubstr("Try again in 7 s."));
  late.retry_after = "\x1b[2J";
  EXPECT_EQ(failure_of(late, server).text, "Overloaded: D");
}

TEST(CliRefusal, OfAQuotaSaysWhichAndWhenToTryAgain) {
  auto over = refusal(
      429, R"({"title":"Too many tokens","detail":"The owner a may have 2 tokens."})", true);
  over.retry_after = "3600";
  const auto failure = failure_of(over, server);
  EXPECT_EQ(failure.status, ExitStatus::unavailable);
  EXPECT_EQ(failure.text, "Too many tokens: The owner a may have 2 tokens.\nTry again in 3600 s.");
}

TEST(CliRefusal, OfSomethingElseThanALedgerIsNoRefusal) {
  auto moved = refusal(301, "<html>");
  moved.location = "https://elsewhere/\x1b[2J";
  const auto failure = failure_of(moved, server);
  EXPECT_EQ(failure.status, ExitStatus::unavailable);
  EXPECT_THAT(failure.text, HasSubstr("http://127.0.0.1:8080 answered HTTP 301"));
  EXPECT_THAT(failure.text, HasSubstr("It points to https://elsewhere/?[2J."));
  EXPECT_EQ(failure_of(refusal(404, "not found"), server).status, ExitStatus::unavailable);
  EXPECT_EQ(failure_of(refusal(404, "[]"), server).status, ExitStatus::unavailable);
}

TEST(CliRefusal, CannotMoveTheCursor) {
  const auto failure =
      failure_of(refusal(400, R"({"title":"T\u001b[2J","detail":"D\u0007"})"), server);
  EXPECT_EQ(failure.text, "T?[2J: D?");
}

}  // namespace
}  // namespace ledger::cli

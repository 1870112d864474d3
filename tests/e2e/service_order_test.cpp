// Two commands at once, both decided on the same state: the order of their records in the log says
// which one holds. What a decision relied on has moved where the other record came first, so that
// nothing is ever done by a caller, or for an owner, that no longer may.

#include <future>
#include <thread>

#include <gmock/gmock.h>

#include "events/log/envelope.hpp"
#include "tests/support/scripted_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::ScriptedService;

/// One command by alice or for her, one against her, and the answers in both orders.
class Order : public testing::Test {
 protected:
  Order() : op_(service_.as_operator()), alice_(service_.as_owner("alice")) {
    path_ = "/v1/tokens/" + alice_.get("/v1/self").json().text("/id");
  }

  struct Call {
    ApiClient* client = nullptr;
    std::string method;
    std::string target;
    std::string body;
    Headers headers;
    ApiAnswer answer;
  };

  /// The record of `second_` comes before that of `first_`.
  void run_reversed() {
    std::future<void> first;
    std::future<void> second;
    ASSERT_NO_FATAL_FAILURE(hold(first, second));
    service_.log().release(1);
    second.get();
    service_.log().release();
    first.get();
  }
  void run_in_order() {
    std::future<void> first;
    std::future<void> second;
    ASSERT_NO_FATAL_FAILURE(hold(first, second));
    service_.log().release();
    first.get();
    second.get();
  }
  std::size_t tokens_of_alice() const {
    return service_.view().list({token::OwnerId::parse("alice"), {}, 100, 100}).tokens.size();
  }

  /// Under way on a connection of its own.
  std::future<void> begin(Call& call) const {
    return std::async(
        std::launch::async, [&call, client = service_.as(call.client->secret())]() mutable {
          call.answer = client.call(call.method, call.target, call.body, call.headers);
        });
  }
  /// Appends both to a log that holds them: `first_`, then `second_`.
  void hold(std::future<void>& first, std::future<void>& second) {
    service_.log().hold();
    first = begin(first_);
    ASSERT_TRUE(service_.log().wait_held(1));
    second = begin(second_);
    ASSERT_TRUE(service_.log().wait_held(2));
  }

  ScriptedService service_;
  ApiClient op_;
  ApiClient alice_;
  std::string path_;
  Call first_;
  Call second_;
};

TEST_F(Order, CreateBehindTheSuspensionOfItsCallerIsRefused) {
  first_ = {&alice_, "POST", "/v1/tokens", R"({"name":"x"})", {}, {}};
  second_ = {&op_, "POST", "/v1/owners/alice/suspend", "", {}, {}};
  run_reversed();
  EXPECT_EQ(second_.answer.status, 200U);
  EXPECT_EQ(first_.answer.status, 401U) << first_.answer.body;
  EXPECT_EQ(tokens_of_alice(), 1U);
}

TEST_F(Order, CreateBeforeTheSuspensionStandsAndIsSuspended) {
  first_ = {&alice_, "POST", "/v1/tokens", R"({"name":"x"})", {}, {}};
  second_ = {&op_, "POST", "/v1/owners/alice/suspend", "", {}, {}};
  run_in_order();
  EXPECT_EQ(first_.answer.status, 201U);
  EXPECT_EQ(second_.answer.status, 200U);
  EXPECT_EQ(second_.answer.json().number("/tokens"), 2U);
  auto made = service_.as(first_.answer.json().text("/secret"));
  EXPECT_EQ(made.get("/v1/self").status, 401U);
}

TEST_F(Order, CreateByAnOperatorBehindTheSuspensionOfTheOwnerIsRefused) {
  first_ = {&op_, "POST", "/v1/tokens", R"({"name":"x","owner":"alice"})", {}, {}};
  second_ = {&op_, "POST", "/v1/owners/alice/suspend", "", {}, {}};
  run_reversed();
  EXPECT_EQ(first_.answer.status, 409U);
  EXPECT_EQ(first_.answer.problem(), "owner-suspended");
  EXPECT_EQ(tokens_of_alice(), 1U);
}

TEST_F(Order, CreateBehindTheRevocationOfItsCallerIsRefused) {
  first_ = {&alice_, "POST", "/v1/tokens", R"({"name":"x"})", {}, {}};
  second_ = {&op_, "POST", "/v1/owners/alice/revoke-tokens", "", {}, {}};
  run_reversed();
  EXPECT_EQ(second_.answer.status, 200U);
  EXPECT_EQ(first_.answer.status, 401U);
  EXPECT_EQ(tokens_of_alice(), 1U);
}

TEST_F(Order, CreateBeforeTheRevocationIsRevokedToo) {
  first_ = {&alice_, "POST", "/v1/tokens", R"({"name":"x"})", {}, {}};
  second_ = {&op_, "POST", "/v1/owners/alice/revoke-tokens", "", {}, {}};
  run_in_order();
  EXPECT_EQ(first_.answer.status, 201U);
  EXPECT_EQ(second_.answer.json().number("/tokens"), 0U);
  auto made = service_.as(first_.answer.json().text("/secret"));
  EXPECT_EQ(made.get("/v1/self").status, 401U);
}

TEST_F(Order, CreateBehindTheDeletionOfItsCallerIsRefused) {
  first_ = {&alice_, "POST", "/v1/tokens", R"({"name":"x"})", {}, {}};
  second_ = {&op_, "DELETE", path_, "", {}, {}};
  run_reversed();
  EXPECT_EQ(second_.answer.status, 204U);
  EXPECT_EQ(first_.answer.status, 401U);
  EXPECT_EQ(tokens_of_alice(), 0U);
}

TEST_F(Order, CreateBehindALossOfItsCallersScopesIsDecidedAnew) {
  first_ = {&alice_, "POST", "/v1/tokens", R"({"name":"x","scopes":["repo:read"]})", {}, {}};
  second_ = {&op_, "PATCH", path_, R"({"scopes":["ledger:tokens"]})", {}, {}};
  run_reversed();
  EXPECT_EQ(second_.answer.status, 200U);
  EXPECT_EQ(first_.answer.status, 403U);
  EXPECT_EQ(first_.answer.problem(), "scope-beyond-caller");
}

TEST_F(Order, CreateBehindAHarmlessChangeOfItsCallerIsDoneOnce) {
  first_ = {&alice_, "POST", "/v1/tokens", R"({"name":"x"})", {{"Idempotency-Key", "k"}}, {}};
  second_ = {&op_, "PATCH", path_, R"({"name":"renamed"})", {}, {}};
  run_reversed();
  EXPECT_EQ(first_.answer.status, 201U);
  EXPECT_EQ(tokens_of_alice(), 2U);
  const auto again = alice_.post("/v1/tokens", R"({"name":"x"})", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(again.body, first_.answer.body);
  EXPECT_EQ(tokens_of_alice(), 2U);
}

TEST_F(Order, RegenerationThatLosesHandsOutNoSecret) {
  const auto token = alice_.create(R"({"name":"x"})");
  const auto path = "/v1/tokens/" + token.text("/id");
  first_ = {&alice_, "POST", path + "/regenerate", "", {}, {}};
  second_ = {&op_, "POST", path + "/regenerate", "", {}, {}};
  run_reversed();
  EXPECT_EQ(second_.answer.status, 200U);
  EXPECT_EQ(first_.answer.status, 409U);
  EXPECT_EQ(first_.answer.problem(), "conflict");
  EXPECT_EQ(first_.answer.body.find("tl_"), std::string::npos);
  EXPECT_EQ(alice_.get(path).json().number("/revision"), 2U);
  EXPECT_EQ(service_.as(second_.answer.json().text("/secret")).get("/v1/self").status, 200U);
}

TEST_F(Order, RegenerationThatLosesWithIfMatchIsAFailedPrecondition) {
  first_ = {&op_, "POST", path_ + "/regenerate", "", {{"If-Match", "\"1\""}}, {}};
  second_ = {&op_, "PATCH", path_, R"({"name":"y"})", {{"If-Match", "\"1\""}}, {}};
  run_reversed();
  EXPECT_EQ(second_.answer.status, 200U);
  EXPECT_EQ(first_.answer.status, 412U);
  EXPECT_EQ(first_.answer.problem(), "revision-mismatch");
  EXPECT_EQ(alice_.get("/v1/self").status, 200U);
}

TEST_F(Order, RegenerationBehindARevocationOfTheOwnerIsRefused) {
  first_ = {&op_, "POST", path_ + "/regenerate", "", {}, {}};
  second_ = {&op_, "POST", "/v1/owners/alice/revoke-tokens", "", {}, {}};
  run_reversed();
  EXPECT_EQ(first_.answer.status, 409U);
  EXPECT_EQ(op_.post(path_ + "/regenerate", "").problem(), "token-revoked");
}

/// Sends a command whose record makes `revision` of a token of alice's, and puts the end of that
/// token behind it, as another node would, before either is folded.
ApiAnswer overtaken(ScriptedService& service, const char* method, const std::string& path,
                    const std::string& body, std::uint64_t revision) {
  const auto before = service.log().records().size();
  service.log().hide();
  auto answered = std::async(std::launch::async, [&, client = service.as_operator()]() mutable {
    return client.call(method, path, body);
  });
  while (service.log().records().size() == before) std::this_thread::yield();
  const auto id = service.log().records().back().key;
  token::Event event{};
  event.command.id = token::CommandId::derive("another node", id);
  event.caller = token::caller_ledger;
  event.time = token::Timestamp(std::chrono::hours(1));
  event.subject = token::TokenId::parse(id).value();
  event.revision = revision + 1;
  event.payload = token::TokenDeleted{token::OwnerId::parse("alice").value()};
  const auto ledger_id = service.view().ledger()->ledger_id;
  service.log().inject(id, log::encode(event, ledger_id));
  service.log().show();
  return answered.get();
}

TEST_F(Order, CommandsOvertakenBeforeTheirAnswerShowNoDeadSecret) {
  const auto path = [&] {
    return "/v1/tokens/" + op_.create(R"({"name":"x","owner":"alice"})").text("/id");
  };
  const auto regenerated = overtaken(service_, "POST", path() + "/regenerate", "", 2);
  const auto created =
      overtaken(service_, "POST", "/v1/tokens", R"({"name":"y","owner":"alice"})", 1);
  for (const auto& answer : {regenerated, created}) {
    EXPECT_EQ(answer.status, 409U);
    EXPECT_EQ(answer.problem(), "conflict");
    EXPECT_TRUE(answer.json().has("/command_id"));
    EXPECT_EQ(answer.body.find("tl_"), std::string::npos);
  }
  EXPECT_EQ(overtaken(service_, "PATCH", path(), R"({"name":"y"})", 2).problem(), "not-found");
}

TEST_F(Order, UpdateThatLosesIsDecidedAnew) {
  first_ = {&op_, "PATCH", path_, R"({"scopes":["repo:read"]})", {}, {}};
  second_ = {&op_, "PATCH", path_, R"({"name":"y"})", {}, {}};
  run_reversed();
  EXPECT_EQ(first_.answer.status, 200U);
  EXPECT_EQ(first_.answer.json().text("/name"), "y");
  EXPECT_THAT(first_.answer.json().texts("/scopes"), testing::ElementsAre("repo:read"));
  EXPECT_EQ(first_.answer.json().number("/revision"), 3U);
}

TEST_F(Order, UpdateBehindADeletionFindsNothing) {
  first_ = {&op_, "PATCH", path_, R"({"name":"y"})", {}, {}};
  second_ = {&op_, "DELETE", path_, "", {}, {}};
  run_reversed();
  EXPECT_EQ(first_.answer.status, 404U);
  const auto id = token::TokenId::parse(path_.substr(path_.rfind('/') + 1));
  EXPECT_EQ(service_.view().token(id.value())->revision, 2U);
}

TEST_F(Order, SuspensionsThatMeetAreOneEvent) {
  first_ = {&op_, "POST", "/v1/owners/alice/suspend", "", {}, {}};
  second_ = {&op_, "POST", "/v1/owners/alice/suspend", "", {}, {}};
  run_reversed();
  EXPECT_EQ(first_.answer.body, second_.answer.body);
  EXPECT_EQ(service_.view().owner(*token::OwnerId::parse("alice")).revision, 1U);
}

}  // namespace
}  // namespace ledger::e2e

// Every state of a token × every command: one table, one expected answer in each cell.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::RunningService;

constexpr std::size_t states = 5;
constexpr std::array<const char*, states> state_names{"active", "expired", "suspended", "revoked",
                                                      "deleted"};

/// What a cell says: `200`, or `409 token-revoked`.
using Row = std::array<const char*, states>;

/// A token of an owner of its own, and who may command it.
struct Case {
  ApiClient& op;
  ApiClient& itself;
  std::string owner;
  std::string path;
};

struct Command {
  const char* name;
  ApiAnswer (*send)(Case&);
  Row expected;
};

ApiAnswer owner_call(Case& of, const char* action) {
  return of.op.post("/v1/owners/" + of.owner + "/" + action, "");
}

const Command commands[] = {
    {"create, by itself",
     [](Case& of) { return of.itself.post("/v1/tokens", R"({"name":"y"})"); },
     {"201", "401 invalid-token", "401 invalid-token", "401 invalid-token", "401 invalid-token"}},
    {"create, for its owner",
     [](Case& of) {
       return of.op.post("/v1/tokens", R"({"name":"y","owner":")" + of.owner + R"("})");
     },
     {"201", "201", "409 owner-suspended", "201", "201"}},
    {"get",
     [](Case& of) { return of.op.get(of.path); },
     {"200 active", "200 expired", "200 suspended", "200 revoked", "404 not-found"}},
    {"self",
     [](Case& of) { return of.itself.get("/v1/self"); },
     {"200 active", "401 invalid-token", "401 invalid-token", "401 invalid-token",
      "401 invalid-token"}},
    {"update",
     [](Case& of) { return of.op.call("PATCH", of.path, R"({"name":"z"})"); },
     {"200 active", "200 expired", "200 suspended", "409 token-revoked", "404 not-found"}},
    {"update to the same",
     [](Case& of) { return of.op.call("PATCH", of.path, "{}"); },
     {"200 active", "200 expired", "200 suspended", "409 token-revoked", "404 not-found"}},
    {"regenerate",
     [](Case& of) { return of.op.post(of.path + "/regenerate", ""); },
     {"200 active", "200 active", "409 owner-suspended", "409 token-revoked", "404 not-found"}},
    {"delete",
     [](Case& of) { return of.op.remove(of.path); },
     {"204", "204", "204", "204", "404 not-found"}},
    {"delete, by itself",
     [](Case& of) { return of.itself.remove("/v1/self"); },
     {"204", "401 invalid-token", "401 invalid-token", "401 invalid-token", "401 invalid-token"}},
    {"suspend",
     [](Case& of) { return owner_call(of, "suspend"); },
     {"200 true 1", "200 true 1", "200 true 1", "200 true 0", "200 true 0"}},
    {"resume",
     [](Case& of) { return owner_call(of, "resume"); },
     {"200 false 1", "200 false 1", "200 false 1", "200 false 0", "200 false 0"}},
    {"revoke-tokens",
     [](Case& of) { return owner_call(of, "revoke-tokens"); },
     {"200 false 0", "200 false 0", "200 true 0", "200 false 0", "200 false 0"}},
};

/// The answer as cells say it.
std::string said(const ApiAnswer& answer) {
  auto text = std::to_string(answer.status);
  if (answer.status >= 400) return text + " " + answer.problem();
  if (answer.status != 200) return text;
  const auto json = answer.json();
  if (json.has("/status")) return text + " " + json.text("/status");
  return text + (json.boolean("/suspended") ? " true " : " false ") +
         std::to_string(json.number("/tokens"));
}

class EveryState : public testing::TestWithParam<std::size_t> {
 protected:
  /// Brings a token into the state of this test.
  void bring(ApiClient& op, const std::string& owner, const std::string& path) {
    const std::string state = state_names.at(GetParam());
    const auto owner_is = [&](const char* action) {
      return op.post("/v1/owners/" + owner + "/" + action, "").status == 200;
    };
    if (state == "expired") service_.clock().set(service_.clock().now() + std::chrono::seconds(60));
    const bool fine = state == "suspended" ? owner_is("suspend")
                      : state == "revoked" ? owner_is("revoke-tokens")
                      : state == "deleted" ? op.remove(path).status == 204
                                           : true;
    ASSERT_TRUE(fine);
  }

  RunningService service_;
};

TEST_P(EveryState, AnswersEveryCommandAsTheTableSays) {
  auto op = service_.as_operator();
  int number = 0;
  for (const auto& command : commands) {
    const auto owner = "owner-" + std::to_string(++number);
    const auto token =
        op.create(R"({"name":"x","scopes":["*"],"expires_in":60,"owner":")" + owner + R"("})");
    const auto path = "/v1/tokens/" + token.text("/id");
    bring(op, owner, path);
    auto itself = service_.as(token.text("/secret"));
    Case of{op, itself, owner, path};
    EXPECT_EQ(said(command.send(of)), command.expected.at(GetParam())) << command.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryState, testing::Range(std::size_t{0}, states),
                         [](const auto& each) { return state_names.at(each.param); });

}  // namespace
}  // namespace ledger::e2e

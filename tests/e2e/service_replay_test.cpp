// A replay of the log says of any moment what a verification said then.

#include <map>
#include <random>

#include <gmock/gmock.h>

#include "events/embedded/log_follower.hpp"
#include "services/audit/losses.hpp"
#include "services/audit/moment.hpp"
#include "services/audit/replay.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using audit::Ended;
using support::RunningService;

/// What a verification said of a secret, when the view was at a position.
struct Said {
  std::uint64_t position = 0;
  std::string secret;
  bool active = false;
  std::string reason;
};

/// Looks on for several secrets at once.
class Asked final : public audit::Replay::Observer {
 public:
  explicit Asked(const std::vector<Said>& said) {
    for (const auto& one : said) {
      asked_.try_emplace(one.secret, token::digest_of_secret(one.secret).value());
    }
  }
  void after(const audit::Replay::Step& step) override {
    const auto* folded = std::get_if<projections::FoldedEvent>(&step.fate);
    if (folded == nullptr || folded->verdict != token::Verdict::applied) return;
    for (auto& [secret, asked] : asked_) {
      asked.see(step.record, std::get<token::Event>(step.decoded));
    }
  }
  [[nodiscard]] const audit::EndedSecrets& of(const std::string& secret) const {
    return asked_.at(secret);
  }

 private:
  std::map<std::string, audit::EndedSecrets> asked_;
};

/// The reason that a verification gives.
std::string reason_of(Ended ended) {
  if (ended == Ended::suspended) return "suspended";
  if (ended == Ended::expired) return "expired";
  return ended == Ended::unknown ? "unknown" : "revoked";
}

Said verify(support::ApiClient& op, const std::string& secret) {
  const auto answer = op.post("/v1/verify", "{\"token\":\"" + secret + "\"}").json();
  const bool active = answer.boolean("/active");
  return {answer.number("/position"), secret, active, active ? "" : answer.text("/reason")};
}

TEST(Replay, SaysOfEveryMomentWhatAVerificationSaidThen) {
  RunningService service;
  auto op = service.as_operator();
  std::mt19937 random(11);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  std::vector<std::string> ids;
  std::vector<std::string> secrets;
  std::vector<Said> said;
  for (int round = 0; round < 160; ++round) {
    const auto owner = "owner-" + std::to_string(below(3));
    if (ids.empty() || below(3) == 0) {
      const auto made = op.post("/v1/tokens", R"({"name":"x","owner":")" + owner + "\"}");
      if (made.status == 201) {
        ids.push_back(made.json().text("/id"));
        secrets.push_back(made.json().text("/secret"));
      }
    }
    if (ids.empty()) continue;
    const auto at = "/v1/tokens/" + ids[below(ids.size())];
    const auto what = below(10);
    if (what < 2) op.remove(at);
    if (what >= 2 && what < 6) {
      const auto again = op.post(at + "/regenerate", what < 4 ? "" : R"({"overlap":60})");
      if (again.status == 200) secrets.push_back(again.json().text("/secret"));
    }
    if (what == 6) op.post("/v1/owners/" + owner + "/suspend", "");
    if (what == 7) op.post("/v1/owners/" + owner + "/resume", "");
    if (what == 8 && below(3) == 0) op.post("/v1/owners/" + owner + "/revoke-tokens", "");
    for (int i = 0; i < 3; ++i) said.push_back(verify(op, secrets[below(secrets.size())]));
  }
  embedded::LogFollower follower(service.data() / "log");
  const auto end = follower.end().value().value();
  std::map<Ended, int> seen;
  for (std::size_t i = 0; i < said.size();) {
    const auto position = said[i].position;
    audit::DecodedLog log(follower.read_after(std::nullopt).value(), end);
    audit::Replay replay;
    Asked asked(said);
    replay.run(log, token::Position(position), asked);
    for (; i < said.size() && said[i].position == position; ++i) {
      const auto judgement =
          audit::judge(replay.entities(), asked.of(said[i].secret), service.clock().now());
      ++seen[judgement.ended];
      EXPECT_EQ(judgement.ended == Ended::no, said[i].active) << position;
      if (!said[i].active) {
        EXPECT_EQ(reason_of(judgement.ended), said[i].reason) << position;
      }
      // Whose hand it was is always known of what somebody did.
      EXPECT_EQ(judgement.hand.has_value(), judgement.ended != Ended::no) << position;
    }
  }
  for (const auto ended :
       {Ended::no, Ended::suspended, Ended::all_revoked, Ended::deleted, Ended::regenerated}) {
    EXPECT_GT(seen[ended], 3) << audit::to_text(ended);
  }
}

}  // namespace
}  // namespace ledger::e2e

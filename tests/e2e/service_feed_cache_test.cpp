// A cache that goes by the feed of revocations is never wrong about a dead secret.

#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>

#include "events/token/secret.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::RunningService;

/// What a gateway may keep of a verification, and how it goes by the feed (docs/http-api.md).
class Cache {
 public:
  void keep(const std::string& secret, const support::Json& answer) {
    const auto digest = token::to_hex(token::digest_of_secret(secret)->value);
    kept_[digest] = {secret, answer.text("/owner"), answer.number("/issued_position"),
                     answer.number("/position")};
  }
  void hear(const support::Json& page) {
    for (std::size_t i = 0; i < page.size("/revocations"); ++i) {
      const auto at = "/revocations/" + std::to_string(i);
      const auto position = page.number(at + "/position");
      const auto reason = page.text(at + "/reason");
      const auto owner = page.text(at + "/owner");
      if (reason == "suspended") suspended_.insert(owner);
      if (reason == "resumed") suspended_.erase(owner);
      std::erase_if(kept_, [&](const auto& entry) {
        return reason == "all_revoked" && entry.second.owner == owner &&
               entry.second.issued <= position;
      });
      if (!page.has(at + "/digests")) continue;
      for (const auto& digest : page.texts(at + "/digests")) {
        const auto found = kept_.find(digest);
        if (found != kept_.end() && found->second.as_of < position) kept_.erase(found);
      }
    }
  }
  /// Secrets that it would let in.
  [[nodiscard]] std::vector<std::string> good() const {
    std::vector<std::string> secrets;
    for (const auto& [digest, entry] : kept_) {
      if (!suspended_.contains(entry.owner)) secrets.push_back(entry.secret);
    }
    return secrets;
  }

 private:
  struct Entry {
    std::string secret;
    std::string owner;
    std::uint64_t issued = 0;
    std::uint64_t as_of = 0;
  };
  std::map<std::string, Entry> kept_;
  std::set<std::string> suspended_;
};

TEST(FeedOfRevocations, KeepsACacheRightThroughWhateverHappens) {
  RunningService service;
  auto op = service.as_operator();
  std::mt19937 random(7);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  std::vector<std::pair<std::string, std::string>> tokens;  // id, secret
  Cache cache;
  std::uint64_t last = 0;
  std::size_t ended = 0;
  for (int round = 0; round < 300; ++round) {
    const auto owner = "owner-" + std::to_string(below(4));
    const auto made =
        op.post("/v1/tokens", R"({"name":"x","scopes":["a","b"],"owner":")" + owner + "\"}");
    if (made.status == 201) {
      tokens.emplace_back(made.json().text("/id"), made.json().text("/secret"));
    }
    if (tokens.empty()) continue;
    auto& [id, secret] = tokens[below(tokens.size())];
    const auto at = "/v1/tokens/" + id;
    const auto what = below(12);
    if (what < 3) op.remove(at);
    if (what >= 3 && what < 7) {
      const auto again = op.post(at + "/regenerate", what < 5 ? "" : R"({"overlap":60})");
      if (again.status == 200) secret = again.json().text("/secret");
    }
    if (what == 7) op.call("PATCH", at, R"({"scopes":["a"]})");
    if (what == 8) op.post("/v1/owners/" + owner + "/suspend", "");
    if (what == 9) op.post("/v1/owners/" + owner + "/resume", "");
    if (what == 10 && below(4) == 0) op.post("/v1/owners/" + owner + "/revoke-tokens", "");
    const auto& asked = tokens[below(tokens.size())].second;
    const auto answer = op.post("/v1/verify", "{\"token\":\"" + asked + "\"}").json();
    if (answer.boolean("/active")) cache.keep(asked, answer);
    if (below(3) != 0) continue;
    for (bool more = true; more;) {
      const auto page = op.get("/v1/revocations?limit=5&after=" + std::to_string(last)).json();
      last = page.number("/last_position");
      more = page.boolean("/more");
      ended += page.size("/revocations");
      cache.hear(page);
    }
    // An old secret whose overlap the clock has not ended is as good here as there.
    for (const auto& good : cache.good()) ASSERT_EQ(op.gateway(good), 200U) << round;
  }
  EXPECT_GT(ended, 50U);
  EXPECT_GT(cache.good().size(), 3U);
}

}  // namespace
}  // namespace ledger::e2e

// Three nodes of one ledger: what is done at one holds at the others, at once for who names the
// position, and for who does not within the age that the answer itself states.

#include <algorithm>
#include <cstdio>

#include "tests/e2e/nodes_fixture.hpp"

namespace ledger::e2e {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using testing::AnyOf;
using testing::Eq;

TEST_F(Nodes, HoldAtOnceWhatWasDoneAtAnotherForWhoNamesItsPosition) {
  open(3);
  for (std::size_t round = 0; round < 20; ++round) {
    const auto here = round % 3;
    const auto there = (round + 1) % 3;
    const auto elsewhere = (round + 2) % 3;
    const auto created = create(here);
    ASSERT_EQ(created.status, 201U) << created.body;
    const auto token = created.json();
    const auto first = token.text("/secret");
    auto caller = ledger->as(elsewhere, first);
    EXPECT_THAT(caller.get("/v1/self", behind(created)).status, AnyOf(Eq(200U), Eq(503U)));
    EXPECT_TRUE(verify(elsewhere, first, behind(created)).json().boolean("/active"));
    EXPECT_EQ(op[there].get(path_of(token), behind(created)).status, 200U);
    EXPECT_TRUE(verify(there, first, behind(created)).json().boolean("/active"));
    const auto regenerated = op[there].post(path_of(token) + "/regenerate", "");
    ASSERT_EQ(regenerated.status, 200U) << regenerated.body;
    const auto second = regenerated.json().text("/secret");
    EXPECT_FALSE(verify(here, first, behind(regenerated)).json().boolean("/active"));
    EXPECT_TRUE(verify(elsewhere, second, behind(regenerated)).json().boolean("/active"));
    const auto deleted = op[elsewhere].remove(path_of(token));
    ASSERT_EQ(deleted.status, 204U) << deleted.body;
    EXPECT_FALSE(verify(here, second, behind(deleted)).json().boolean("/active"));
    EXPECT_FALSE(verify(there, second, behind(deleted)).json().boolean("/active"));
  }
}

/// What was asked until the answer was as wanted, and how long that took.
struct Awaited {
  milliseconds since_asked{0};
  milliseconds since_told{0};
};

/// Where an answer is not yet as wanted, what it is behind of must be younger than the age that it
/// states, and behind the position that it states.
Awaited await(const std::function<support::Json()>& verify, bool active, Clock::time_point asked,
              Clock::time_point told, std::uint64_t position) {
  for (;;) {
    const auto sent = Clock::now();
    const auto answer = verify();
    const auto now = Clock::now();
    const auto since = [&](auto time) { return std::chrono::ceil<milliseconds>(now - time); };
    if (answer.boolean("/active") == active) return {since(asked), since(told)};
    EXPECT_LT(answer.number("/position"), position);
    const milliseconds missed_at_most(answer.number("/view_age_ms") + 1);  // it is cut to whole ms
    EXPECT_LT(sent - told, missed_at_most);
    if (now - told > std::chrono::seconds(60)) {
      ADD_FAILURE() << "not heard of at the other node";
      return {};
    }
  }
}

void report(const char* what, std::vector<milliseconds> times) {
  std::ranges::sort(times);
  std::printf("%s, in ms: p50 %lld, p99 %lld, most %lld, of %zu\n", what,
              static_cast<long long>(times[times.size() / 2].count()),
              static_cast<long long>(times[times.size() * 99 / 100].count()),
              static_cast<long long>(times.back().count()), times.size());
}

TEST_F(Nodes, HoldWhatWasDoneAtAnotherWithinTheAgeThatTheyState) {
  open(3);
  std::vector<milliseconds> created_times;
  std::vector<milliseconds> revoked_times;
  for (std::size_t round = 0; round < 100; ++round) {
    const auto here = round % 3;
    const auto there = (round + 1 + round / 3 % 2) % 3;
    auto asked = Clock::now();
    const auto created = create(here);
    auto told = Clock::now();
    ASSERT_EQ(created.status, 201U) << created.body;
    const auto secret = created.json().text("/secret");
    const auto ask = [&] { return verify(there, secret).json(); };
    created_times.push_back(
        await(ask, true, asked, told, std::stoull(created.field("Ledger-Position"))).since_asked);
    asked = Clock::now();
    const auto deleted = op[here].remove(path_of(created.json()));
    told = Clock::now();
    ASSERT_EQ(deleted.status, 204U) << deleted.body;
    revoked_times.push_back(
        await(ask, false, asked, told, std::stoull(deleted.field("Ledger-Position"))).since_asked);
  }
  report("created at one node, active at another", created_times);
  report("revoked at one node, refused at another", revoked_times);
}

}  // namespace
}  // namespace ledger::e2e

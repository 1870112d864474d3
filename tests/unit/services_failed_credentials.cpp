// Whose failures count together, and how many one peer may have.

#include <gmock/gmock.h>

#include "services/access/failed_credentials.hpp"

namespace ledger::access {
namespace {

using boost::asio::ip::make_address;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr FailedCredentials::Time start{std::chrono::hours(1)};

http::Request from(const std::string& address, std::string_view forwarded_for = {}) {
  http::Request request;
  request.peer = make_address(address);
  if (!forwarded_for.empty()) request.header_fields = {{"X-Forwarded-For", forwarded_for}};
  return request;
}

http::TrustedPeers trusting(std::string_view peer) {
  http::TrustedPeers peers;
  EXPECT_TRUE(peers.add(peer));
  return peers;
}

TEST(FailedCredentials, AreOnesOwnByAddress) {
  const http::TrustedPeers nobody;
  EXPECT_EQ(peer_of(from("192.0.2.1"), nobody), peer_of(from("192.0.2.1"), nobody));
  EXPECT_NE(peer_of(from("192.0.2.1"), nobody), peer_of(from("192.0.2.2"), nobody));
  EXPECT_EQ(peer_of(from("192.0.2.1"), nobody), peer_of(from("::ffff:192.0.2.1"), nobody));
}

TEST(FailedCredentials, OfIpv6AreThoseOfA64) {
  const http::TrustedPeers nobody;
  EXPECT_EQ(peer_of(from("2001:db8::1"), nobody), peer_of(from("2001:db8::ffff:0:0:1"), nobody));
  EXPECT_NE(peer_of(from("2001:db8::1"), nobody), peer_of(from("2001:db8:0:1::1"), nobody));
}

TEST(FailedCredentials, BehindATrustedPeerAreTheClients) {
  const auto peers = trusting("10.0.0.0/8");
  EXPECT_EQ(peer_of(from("10.0.0.1", "192.0.2.1:4711"), peers), peer_of(from("192.0.2.1"), peers));
  EXPECT_EQ(peer_of(from("10.0.0.1"), peers), std::nullopt) << "of many, and nobody says of whom";
  EXPECT_EQ(peer_of(from("192.0.2.1", "203.0.113.1"), peers), peer_of(from("192.0.2.1"), peers))
      << "anybody can write the header";
}

TEST(FailedCredentials, OverAUnixSocketAreNobodys) {
  EXPECT_EQ(peer_of(from("0.0.0.0"), http::TrustedPeers()), std::nullopt);
  const auto peers = trusting("unix");
  EXPECT_EQ(peer_of(from("0.0.0.0", "192.0.2.1"), peers), peer_of(from("192.0.2.1"), peers));
}

TEST(FailedCredentials, ArePassedOnUpToABurstAndNotOneMore) {
  FailedCredentials failures({2, 5});
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(failures.note("a", start));
  const auto refused = failures.note("a", start);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429U);
  EXPECT_EQ(refused->type, "too-many-failures");
  ASSERT_EQ(refused->headers.size(), 1U);
  EXPECT_EQ(refused->headers[0], (std::pair<std::string, std::string>("Retry-After", "1")));
  EXPECT_FALSE(failures.note("b", start)) << "another's are another's";
  EXPECT_FALSE(failures.note(std::nullopt, start));
  EXPECT_FALSE(failures.note("a", start + seconds(1)));
  EXPECT_EQ(failures.seen(), 9U);
  EXPECT_EQ(failures.limited(), 1U);
}

TEST(FailedCredentials, AtTheSignInAreTwentyAtOnceAndOneIn3Seconds) {
  FailedCredentials failures({0, 1});
  const auto sign_in = FailedCredentials::At::sign_in;
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(failures.note("a", start, sign_in)) << i;
  const auto refused = failures.note("a", start, sign_in);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->headers[0], (std::pair<std::string, std::string>("Retry-After", "3")));
  EXPECT_FALSE(failures.note("b", start, sign_in));
  EXPECT_FALSE(failures.note("a", start)) << "a program's are counted apart";
  EXPECT_FALSE(failures.note("a", start + seconds(3), sign_in));
  EXPECT_EQ(failures.seen(), 24U);
  EXPECT_EQ(failures.limited(), 1U);
}

TEST(FailedCredentials, AreNotLimitedByARateOfZero) {
  FailedCredentials failures({0, 1});
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(failures.note("a", start));
  EXPECT_EQ(failures.seen(), 100U);
}

}  // namespace
}  // namespace ledger::access

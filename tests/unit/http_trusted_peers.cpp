#include <gtest/gtest.h>

#include "services/http/trusted_peers.hpp"

namespace ledger::http {
namespace {

TrustedPeers peers(std::initializer_list<std::string_view> texts) {
  TrustedPeers made;
  for (const auto text : texts) EXPECT_TRUE(made.add(text)) << text;
  return made;
}

Request from(const char* peer, std::initializer_list<std::string_view> forwarded) {
  Request request;
  request.peer = boost::asio::ip::make_address(peer);
  for (const auto value : forwarded) {
    request.header_fields.push_back({"x-forwarded-for", value});
  }
  return request;
}

TEST(TrustedPeers, NobodyIsTrustedByDefault) {
  EXPECT_EQ(TrustedPeers().client_of(from("127.0.0.1", {"192.0.2.1"})), "");
}

TEST(TrustedPeers, OnlyATrustedPeerIsHeard) {
  const auto trusted = peers({"10.0.0.0/8"});
  EXPECT_EQ(trusted.client_of(from("10.1.2.3", {"192.0.2.1"})), "192.0.2.1");
  EXPECT_EQ(trusted.client_of(from("11.1.2.3", {"192.0.2.1"})), "");
  EXPECT_EQ(trusted.client_of(from("10.1.2.3", {})), "");
}

TEST(TrustedPeers, TheLastAddressThatIsNoTrustedPeerIsTheClient) {
  const auto trusted = peers({"10.0.0.0/8", "::1"});
  const auto client = [&](std::initializer_list<std::string_view> forwarded) {
    return trusted.client_of(from("::1", forwarded));
  };
  EXPECT_EQ(client({"203.0.113.9, 192.0.2.1, 10.0.0.4"}), "192.0.2.1") << "the first is a claim";
  EXPECT_EQ(client({"203.0.113.9", "192.0.2.1 ,10.0.0.4"}), "192.0.2.1") << "over two headers";
  EXPECT_EQ(client({"10.0.0.1,10.0.0.2"}), "");
  EXPECT_EQ(client({"192.0.2.1, unknown"}), "");
  EXPECT_EQ(client({"192.0.2.1, 10.0.0.1, "}), "");
  EXPECT_EQ(client({"2001:DB8:0::1"}), "2001:db8::1");
}

TEST(TrustedPeers, AnIPv4AddressInIPv6IsTheIPv4Address) {
  const auto trusted = peers({"127.0.0.1"});
  EXPECT_EQ(trusted.client_of(from("::ffff:127.0.0.1", {"::ffff:192.0.2.1"})), "192.0.2.1");
}

TEST(TrustedPeers, TakeNetworksAndAddressesAlone) {
  TrustedPeers made;
  for (const auto* good : {"127.0.0.1", "0.0.0.0/0", "10.0.0.0/32", "::/0", "fe80::/10", "::1"}) {
    EXPECT_TRUE(made.add(good)) << good;
  }
  for (const auto* bad : {"", "localhost", "10.0.0", "10.0.0.0/33", "::1/129", "10.0.0.0/", "*"}) {
    EXPECT_FALSE(made.add(bad)) << bad;
  }
}

}  // namespace
}  // namespace ledger::http

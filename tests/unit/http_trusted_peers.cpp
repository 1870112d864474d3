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

TEST(TrustedPeers, AddressesMayHavePortsAndBrackets) {
  const auto trusted = peers({"::1"});
  const auto client = [&](const char* text) { return trusted.client_of(from("::1", {text})); };
  EXPECT_EQ(client("192.0.2.1:4711"), "192.0.2.1");
  EXPECT_EQ(client("[2001:db8::1]"), "2001:db8::1");
  EXPECT_EQ(client("[2001:db8::1]:4711"), "2001:db8::1");
  for (const auto* bad : {"192.0.2.1:", "192.0.2.1:x", "192.0.2.1:123456", "[2001:db8::1",
                          "[2001:db8::1]x", "[2001:db8::1]:", "[192.0.2.1]", "[]"}) {
    EXPECT_EQ(client(bad), "") << bad;
  }
}

TEST(TrustedPeers, SayItInForwardedToo) {
  const auto trusted = peers({"::1", "10.0.0.0/8"});
  const auto client = [&](std::vector<HeaderField> fields) {
    auto request = from("::1", {});
    for (const auto& field : fields) request.header_fields.push_back(field);
    return trusted.client_of(request);
  };
  EXPECT_EQ(client({{"forwarded", "for=203.0.113.9, for=192.0.2.1;proto=https, For=10.0.0.4"}}),
            "192.0.2.1");
  EXPECT_EQ(client({{"Forwarded", "by=10.0.0.1 ; for=\"[2001:db8::1]:4711\""}}), "2001:db8::1");
  EXPECT_EQ(client({{"Forwarded", "for=192.0.2.1"}, {"Forwarded", "for=\"10.0.0.1:80\""}}),
            "192.0.2.1");
  for (const auto* none : {"for=unknown", "for=_hidden", "proto=https", "for=", "for=192.0.2.1,"}) {
    EXPECT_EQ(client({{"Forwarded", none}}), "") << none;
  }
  EXPECT_EQ(client({{"Forwarded", "for=192.0.2.1"}, {"X-Forwarded-For", "192.0.2.1"}}),
            "192.0.2.1");
  EXPECT_EQ(client({{"Forwarded", "for=192.0.2.1"}, {"X-Forwarded-For", "192.0.2.2"}}), "")
      << "one of them may be the client's own";
}

TEST(TrustedPeers, LeaveATraceOfWhatTheySay) {
  const auto trusted = peers({"::1"});
  const auto trace = [&](const char* peer, std::initializer_list<std::string_view> forwarded) {
    return trusted.trace_of(from(peer, forwarded));
  };
  EXPECT_EQ(trace("::1", {}), 0);
  EXPECT_EQ(trace("::2", {"192.0.2.1"}), 0);
  EXPECT_EQ(TrustedPeers().trace_of(from("::1", {"192.0.2.1"})), 0);
  EXPECT_NE(trace("::1", {"192.0.2.1"}), 0);
  EXPECT_EQ(trace("::1", {"192.0.2.1"}), trace("::1", {"192.0.2.1"}));
  EXPECT_NE(trace("::1", {"192.0.2.1"}), trace("::1", {"192.0.2.2"}));
}

TEST(TrustedPeers, ANetworkOfIPv4InIPv6IsTheIPv4Network) {
  const auto trusted = peers({"::ffff:10.0.0.0/104"});
  EXPECT_EQ(trusted.client_of(from("10.1.2.3", {"192.0.2.1"})), "192.0.2.1");
  EXPECT_EQ(trusted.client_of(from("::ffff:10.1.2.3", {"192.0.2.1"})), "192.0.2.1");
  EXPECT_EQ(trusted.client_of(from("11.1.2.3", {"192.0.2.1"})), "");
}

TEST(TrustedPeers, AnIPv4AddressInIPv6IsTheIPv4Address) {
  const auto trusted = peers({"127.0.0.1"});
  EXPECT_EQ(trusted.client_of(from("::ffff:127.0.0.1", {"::ffff:192.0.2.1"})), "192.0.2.1");
}

TEST(TrustedPeers, TakeNetworksAndAddressesAlone) {
  TrustedPeers made;
  for (const auto* good : {"127.0.0.1", "10.0.0.0/32", "0.0.0.0/1", "fe80::/10", "::1",
                           "::ffff:10.0.0.0/104", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(made.add(good)) << good;
  }
  for (const auto* bad :
       {"", "localhost", "10.0.0", "10.0.0.0/33", "::1/129", "10.0.0.0/", "*", "0.0.0.0/0", "::/0",
        "10.0.0.5/8", "fe80::1/10", "0.0.0.0", "::", "10.0.0.0/+8", "::ffff:10.0.0.0/95",
        "::ffff:10.0.0.5/104", "fe80::1%1"}) {
    EXPECT_FALSE(made.add(bad)) << bad;
  }
}

}  // namespace
}  // namespace ledger::http

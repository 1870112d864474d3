#include <gtest/gtest.h>

#include "events/remote/server_address.hpp"

namespace ledger::remote {
namespace {

std::string normal(std::string_view url) {
  const auto server = ServerAddress::parse(url);
  return server ? server->text() : "none";
}

TEST(RemoteServerAddress, HasOneFormForEqualServers) {
  EXPECT_EQ(normal("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  EXPECT_EQ(normal("HTTP://Tokens.Example.ORG:80/"), "http://tokens.example.org");
  EXPECT_EQ(normal("https://tokens.example.org:443"), "https://tokens.example.org");
  EXPECT_EQ(normal("https://tokens.example.org:8443/ledger//"),
            "https://tokens.example.org:8443/ledger");
  EXPECT_EQ(normal("http://[::1]:8080"), "http://[::1]:8080");
  EXPECT_EQ(normal("http://[::1]"), "http://[::1]");
  EXPECT_EQ(normal("http://h:65535"), "http://h:65535");
}

TEST(RemoteServerAddress, IsNothingElse) {
  for (const char* url : {"", "127.0.0.1:8080", "http://", "http:///x", "ftp://h", "http://h:0",
                          "http://h:65536", "http://h:", "http://h:80x", "http://user@h",
                          "http://h?x=1", "http://h/?x", "http://h#x", "http://h h", "http://[::1",
                          "http://[]", "http://[::1]8080", "http://h/%2e", "http://h\n"}) {
    EXPECT_EQ(normal(url), "none") << url;
  }
}

TEST(RemoteServerAddress, KnowsWhatStaysOnThisMachine) {
  for (const char* url : {"http://localhost", "http://127.1.2.3:1", "http://[::1]:1"}) {
    EXPECT_TRUE(ServerAddress::parse(url)->is_loopback()) << url;
  }
  for (const char* url :
       {"http://10.0.0.1", "http://localhost.example.org", "http://127.example.org",
        "http://127.0.0.1.example.org", "http://127.0.0.1x", "http://126.255.255.255",
        "http://128.0.0.0", "http://[::2]"}) {
    EXPECT_FALSE(ServerAddress::parse(url)->is_loopback()) << url;
  }
}

TEST(CliPercentEncoding, LeavesNoWayOutOfASegment) {
  EXPECT_EQ(percent_encode("tok_01m8-~"), "tok_01m8-~");
  EXPECT_EQ(percent_encode("../a?b#c&d e+|"), "%2E%2E%2Fa%3Fb%23c%26d%20e%2B%7C");
  EXPECT_EQ(percent_encode("ä"), "%C3%A4");
}

}  // namespace
}  // namespace ledger::remote

// Where a request goes, and where a redirect leads.

#include <gtest/gtest.h>

#include "services/outgoing/url.hpp"

namespace ledger::outgoing {
namespace {

TEST(OutgoingUrl, HasSchemeHostPortAndTarget) {
  EXPECT_EQ(Url::parse("https://example.com"), (Url{true, "example.com", 443, "/"}));
  EXPECT_EQ(Url::parse("HTTP://Example.COM:8080/A/b?c=D"),
            (Url{false, "example.com", 8080, "/A/b?c=D"}));
  EXPECT_EQ(Url::parse("https://example.com?x"), (Url{true, "example.com", 443, "/?x"}));
  EXPECT_EQ(Url::parse("https://[::1]:9/"), (Url{true, "::1", 9, "/"}));
}

TEST(OutgoingUrl, IsNothingElse) {
  for (const auto* bad :
       {"", "example.com", "ftp://example.com", "https://", "https://user@example.com",
        "https://user:pass@example.com/", "https://example.com#f", "https://example.com:0",
        "https://example.com:65536", "https://example.com:", "https://[::1", "https://a b",
        "https://example.com\\@other.com/", "https://exa%6dple.com", "https:///path",
        "https://\xc3\xa4.com", "https://a\r\nX: y"}) {
    EXPECT_FALSE(Url::parse(bad)) << bad;
  }
}

TEST(OutgoingUrl, SaysItsAuthority) {
  EXPECT_EQ(Url::parse("https://example.com:443")->authority(), "example.com");
  EXPECT_EQ(Url::parse("https://example.com:80")->authority(), "example.com:80");
  EXPECT_EQ(Url::parse("http://[2001:db8::1]:81")->authority(), "[2001:db8::1]:81");
}

TEST(OutgoingUrl, ARedirectLeadsElsewhereOrStays) {
  const auto from = *Url::parse("https://example.com:444/a?b");
  EXPECT_EQ(from.redirected("/c?d#e"), Url::parse("https://example.com:444/c?d"));
  EXPECT_EQ(from.redirected("http://other.example/x"), Url::parse("http://other.example/x"));
  for (const auto* bad : {"", "c", "//other.example/x", "ftp://other.example", "/a b"}) {
    EXPECT_FALSE(from.redirected(bad)) << bad;
  }
}

}  // namespace
}  // namespace ledger::outgoing

#include <gtest/gtest.h>

#include "services/http/origin.hpp"

namespace ledger::http {
namespace {

std::string read(std::string_view text) {
  const auto origin = Origin::parse(text);
  return origin ? origin->text() : "none";
}

TEST(Origin, HasOneForm) {
  EXPECT_EQ(read("https://ledger.example.com"), "https://ledger.example.com");
  EXPECT_EQ(read("HTTPS://Ledger.Example.COM:443"), "https://ledger.example.com");
  EXPECT_EQ(read("http://localhost:80"), "http://localhost");
  EXPECT_EQ(read("http://localhost:443"), "http://localhost:443");
  EXPECT_EQ(read("http://127.0.0.1:65535"), "http://127.0.0.1:65535");
  EXPECT_EQ(read("http://[::1]"), "http://[::1]");
  EXPECT_EQ(read("http://[::1]:8080"), "http://[::1]:8080");
  EXPECT_EQ(read("http://" + std::string(253, 'a')), "http://" + std::string(253, 'a'));
}

TEST(Origin, IsSchemeAndHostAlone) {
  for (const auto* text : {"",
                           "null",
                           "localhost",
                           "ftp://a",
                           "https://",
                           "https://a/",
                           "https://a/b",
                           "https://a?b",
                           "https://a#b",
                           "https://u@a",
                           "https://a b",
                           "https://a:",
                           "https://a:0",
                           "https://a:00443",
                           "https://a:65536",
                           "https://a:8x",
                           "https://a:1:2",
                           "https://[::1",
                           "https://::1",
                           "https://[]",
                           "https://[::1]x",
                           "https://b\xc3\xbc"
                           "cher.example",
                           " https://a"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
  EXPECT_EQ(read("http://" + std::string(254, 'a')), "none");
}

Request request(std::vector<HeaderField> fields) {
  Request made;
  made.header_fields = std::move(fields);
  return made;
}

TEST(Sender, IsThePageWhereWhateverIsThereSaysSo) {
  const auto sender = [](std::vector<HeaderField> fields) {
    fields.push_back({"Host", "Ledger.example:8080"});
    return sender_of(request(std::move(fields)), std::nullopt);
  };
  EXPECT_EQ(sender({}), FromPage::unsaid);
  EXPECT_EQ(sender({{"origin", "http://ledger.example:8080"}}), FromPage::own);
  EXPECT_EQ(sender({{"Origin", "https://ledger.example:8080"}}), FromPage::own);
  EXPECT_EQ(sender({{"Origin", "http://ledger.example"}}), FromPage::foreign);
  EXPECT_EQ(sender({{"Origin", "null"}}), FromPage::foreign);
  EXPECT_EQ(sender({{"Origin", ""}}), FromPage::foreign);
  EXPECT_EQ(sender({{"Sec-Fetch-Site", "same-origin"}}), FromPage::own);
  for (const auto* site : {"same-site", "cross-site", "none", "", "same-origin "}) {
    EXPECT_EQ(sender({{"Sec-Fetch-Site", site}}), FromPage::foreign) << site;
    EXPECT_EQ(sender({{"Origin", "http://ledger.example:8080"}, {"Sec-Fetch-Site", site}}),
              FromPage::foreign);
  }
  EXPECT_EQ(
      sender({{"Origin", "http://ledger.example:8080"}, {"Origin", "http://ledger.example:8080"}}),
      FromPage::foreign);
}

TEST(Sender, IsThePageAtTheAddressThatTheServerHas) {
  const auto own = Origin::parse("https://ledger.example");
  const auto sender = [&](std::string_view origin) {
    return sender_of(request({{"Host", "inside:8080"}, {"Origin", origin}}), own);
  };
  EXPECT_EQ(sender("https://ledger.example"), FromPage::own);
  EXPECT_EQ(sender("https://ledger.example:443"), FromPage::own);
  EXPECT_EQ(sender("http://ledger.example"), FromPage::foreign);
  EXPECT_EQ(sender("http://inside:8080"), FromPage::foreign);
}

}  // namespace
}  // namespace ledger::http

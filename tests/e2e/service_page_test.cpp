// The web page as it is served: one document everywhere under /tokens, under a strict policy, never
// from a cache; assets for ever, compressed ahead.

#include <regex>

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::RunningService;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Where the document takes its assets from.
std::vector<std::string> assets_of(const std::string& document) {
  const std::regex form("(?:src|href)=\"(/tokens/assets/[^\"]+)\"");
  std::vector<std::string> found;
  for (std::sregex_iterator at(document.begin(), document.end(), form), end; at != end; ++at) {
    found.push_back((*at)[1]);
  }
  return found;
}

TEST(Page, IsOneDocumentEverywhereUnderTokens) {
  RunningService service;
  auto anybody = service.as("");
  const auto page = anybody.get("/tokens");
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.field("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, AllOf(HasSubstr("<noscript>"), HasSubstr("tokenledger login")));
  for (const auto* path : {"/tokens/", "/tokens/new", "/tokens/tok_x/edit", "/tokens?q=a&status=b",
                           "/tokens/owners/a%2Fb/revoke"}) {
    const auto same = anybody.get(path);
    EXPECT_EQ(same.status, 200U) << path;
    EXPECT_EQ(same.body, page.body) << path;
  }
  EXPECT_EQ(anybody.call("HEAD", "/tokens").field("Content-Length"), page.field("Content-Length"));
  EXPECT_EQ(anybody.post("/tokens", "{}").status, 405U);
}

TEST(Page, IsWhereTheRootLeads) {
  RunningService service;
  const auto root = service.as("").get("/");
  EXPECT_EQ(root.status, 302U);
  EXPECT_EQ(root.field("Location"), "/tokens");
}

TEST(Page, IsUnderAStrictPolicyAndKeptByNoCache) {
  RunningService service;
  const auto page = service.as("").get("/tokens");
  const auto policy = page.field("Content-Security-Policy");
  EXPECT_THAT(policy, AllOf(HasSubstr("default-src 'none'"), HasSubstr("frame-ancestors 'none'"),
                            HasSubstr("base-uri 'none'"), Not(HasSubstr("unsafe")),
                            HasSubstr("require-trusted-types-for 'script'")));
  EXPECT_EQ(page.field("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page.field("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.field("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(page.field("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_EQ(page.field("Cache-Control"), "no-store");
  EXPECT_EQ(page.field("Strict-Transport-Security"), "");
  EXPECT_THAT(page.body, Not(HasSubstr("<style")));
  EXPECT_THAT(page.body, Not(HasSubstr("://"))) << "nothing is of another origin";
}

TEST(Page, TakesAssetsThatAreKeptForEver) {
  RunningService service;
  auto anybody = service.as("");
  const auto assets = assets_of(anybody.get("/tokens").body);
  ASSERT_GE(assets.size(), 3U);
  for (const auto& path : assets) {
    const auto asset = anybody.get(path);
    EXPECT_EQ(asset.status, 200U) << path;
    EXPECT_EQ(asset.field("Cache-Control"), "max-age=31536000, immutable") << path;
    EXPECT_EQ(asset.field("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(asset.field("Vary"), "Accept-Encoding") << path;
    EXPECT_EQ(asset.field("Content-Encoding"), "") << path;
  }
  const auto none = anybody.get("/tokens/assets/page-00000000.js");
  EXPECT_EQ(none.status, 404U);
  EXPECT_EQ(none.problem(), "not-found");
  EXPECT_EQ(none.field("Cache-Control"), "no-store");
  EXPECT_EQ(anybody.get("/tokens/assets/tokens.html").status, 404U) << "it would be kept for ever";
}

TEST(Page, ComesCompressedToWhoTakesThat) {
  RunningService service;
  auto anybody = service.as("");
  const auto assets = assets_of(anybody.get("/tokens").body);
  ASSERT_FALSE(assets.empty());
  const auto plain = anybody.get(assets.front());
  const auto coded = [&](const char* accepted) {
    return anybody.get(assets.front(), {{"Accept-Encoding", accepted}});
  };
  const auto gzip = coded("gzip, deflate");
  EXPECT_EQ(gzip.field("Content-Encoding"), "gzip");
  EXPECT_LT(gzip.body.size(), plain.body.size());
  EXPECT_EQ(coded("gzip, deflate, br, zstd").field("Content-Encoding"), "br");
  EXPECT_EQ(coded("BR;q=0, GZip;q=0.5").field("Content-Encoding"), "gzip");
  EXPECT_EQ(coded("br;q=0.000,gzip;Q=0").field("Content-Encoding"), "");
  EXPECT_EQ(coded("identity").body, plain.body);
}

/// What a reader's browser fetches: small enough for a slow line.
TEST(Page, IsSmall) {
  RunningService service;
  auto anybody = service.as("");
  std::size_t scripts = 0;
  std::size_t styles = 0;
  for (const auto& path : assets_of(anybody.get("/tokens").body)) {
    const auto size = anybody.get(path, {{"Accept-Encoding", "gzip"}}).body.size();
    (path.ends_with(".css") ? styles : scripts) += size;
  }
  EXPECT_LT(scripts, 40'000U);
  EXPECT_LT(styles, 8'000U);
}

}  // namespace
}  // namespace ledger::e2e

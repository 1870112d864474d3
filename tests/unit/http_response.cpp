#include <gtest/gtest.h>

#include "services/http/response.hpp"

namespace ledger::http {
namespace {

TEST(HttpResponse, WritesStatusHeadersInOrderAndBody) {
  std::string out = "before|";
  Response response(out, false, true, false, "Date: now\r\n");
  response.status(201).header("B", "x").header("A", std::uint64_t{42}).body("text/plain", "hello");
  EXPECT_EQ(out,
            "before|HTTP/1.1 201 Created\r\nB: x\r\nA: 42\r\nContent-Type: text/plain\r\n"
            "Content-Length: 5\r\nCache-Control: no-store\r\nDate: now\r\n\r\nhello");
  EXPECT_TRUE(response.complete());
  EXPECT_EQ(response.status_code(), 201u);
}

TEST(HttpResponse, ToHeadMeasuresTheBodyAndLeavesItOut) {
  std::string out;
  Response(out, true, true).status(200).body("text/plain", "hello");
  EXPECT_EQ(out,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nCache-Control: "
            "no-store\r\n\r\n");
}

TEST(HttpResponse, WithoutBodyHasLengthZeroBut204HasNone) {
  std::string out;
  Response(out, false, true).status(200).no_body();
  Response(out, false, true).status(204).no_body();
  EXPECT_EQ(out,
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\nHTTP/1.1 204 "
            "No Content\r\nCache-Control: no-store\r\n\r\n");
}

TEST(HttpResponse, SaysHowTheConnectionGoesOnOnlyWhereItHasTo) {
  std::string out;
  Response(out, false, true, true).status(204).no_body();
  EXPECT_EQ(out,
            "HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\nConnection: keep-alive\r\n\r\n");
  out.clear();
  Response closing(out, false, true, true);
  closing.status(204);
  closing.close();
  closing.no_body();
  EXPECT_EQ(out, "HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
}

TEST(HttpResponse, RestartTakesBackOnlyItself) {
  std::string out = "before|";
  Response response(out, false, true);
  EXPECT_TRUE(response.untouched());
  response.status(200).header("Secret", "x").body("text/plain", "hello");
  EXPECT_FALSE(response.untouched());
  response.restart();
  EXPECT_TRUE(response.untouched());
  EXPECT_FALSE(response.complete());
  response.status(204).no_body();
  EXPECT_EQ(out, "before|HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\n\r\n");
}

TEST(HttpResponse, AValueCannotBeginALineOfItsOwn) {
  std::string out;
  Response(out, false, true).status(204).header("A", "b\r\nSet-Cookie: c").no_body();
  EXPECT_EQ(out,
            "HTTP/1.1 204 No Content\r\nA: b  Set-Cookie: c\r\nCache-Control: no-store\r\n\r\n");
}

TEST(HttpResponseDeathTest, MisuseIsABug) {
  std::string out;
  EXPECT_DEATH(Response(out, false, true).status(299), "");
  EXPECT_DEATH(Response(out, false, true).header("A", "b"), "");
  EXPECT_DEATH(Response(out, false, true).status(200).status(200), "");
}

}  // namespace
}  // namespace ledger::http

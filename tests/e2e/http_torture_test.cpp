// What a request may look like: each malformed one is refused with its status and the connection
// ends; each unusual but correct one is answered.

#include <gtest/gtest.h>

#include "tests/support/http_client.hpp"
#include "tests/support/http_torture_server.hpp"

namespace ledger::http {
namespace {

using support::HttpClient;
using support::HttpTortureServer;

struct Malformed {
  const char* name;
  unsigned status;
  std::string bytes;
};

void PrintTo(const Malformed& request, std::ostream* out) { *out << request.name; }

const std::string host = "Host: a\r\n";
const std::string json = "Content-Type: application/json\r\n";
const std::string post = "POST /echo HTTP/1.1\r\n" + host + json;
const std::string get = "GET /fast HTTP/1.1\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

const Malformed malformed[] = {
    {"LengthAndCoding", 400,
     post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"CodingAndLength", 400,
     post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
    {"TwoLengths", 400, post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"},
    {"LengthList", 400, post + "Content-Length: 2, 2\r\n\r\n{}"},
    {"LengthWithSign", 400, post + "Content-Length: +2\r\n\r\n{}"},
    {"LengthHexadecimal", 400, post + "Content-Length: 0x2\r\n\r\n{}"},
    {"LengthEmpty", 400, post + "Content-Length:\r\n\r\n{}"},
    {"LengthBeyond64Bits", 400, post + "Content-Length: 18446744073709551616\r\n\r\n{}"},
    {"BareLineFeeds", 400, "GET /fast HTTP/1.1\nHost: a\n\n"},
    {"BareLineFeedInHeader", 400, get + "Host: a\n\r\n"},
    {"BareCarriageReturn", 400, get + host + "A: b\rc\r\n\r\n"},
    {"SpaceBeforeColon", 400, get + "Host : a\r\n\r\n"},
    {"FieldWithoutName", 400, get + host + ": b\r\n\r\n"},
    {"FieldWithoutColon", 400, get + host + "abc\r\n\r\n"},
    {"FoldedField", 400, get + host + "A: b\r\n c\r\n\r\n"},
    {"FoldedEmptyField", 400, get + host + "A:\r\n c\r\n\r\n"},
    {"FoldedToNothing", 400, get + host + "A: b\r\n \r\n\r\n"},
    {"FoldedByTab", 400, get + host + "A: b\r\n\tc\r\n\r\n"},
    {"FoldedFirstField", 400, get + " A: b\r\n" + host + "\r\n"},
    {"NulInValue", 400, get + host + std::string("A: b\0c\r\n\r\n", 10)},
    {"ControlInValue", 400, get + host + "A: b\x01\r\n\r\n"},
    {"DeleteInValue", 400, get + host + "A: b\x7f\r\n\r\n"},
    {"NoHost", 400, get + "\r\n"},
    {"TwoHosts", 400, get + host + host + "\r\n"},
    {"TwoHostsInHttp10", 400, "GET /fast HTTP/1.0\r\n" + host + host + "\r\n"},
    {"HostWithSpace", 400, get + "Host: a b\r\n\r\n"},
    {"HostWithPath", 400, get + "Host: a/b\r\n\r\n"},
    {"UnknownCoding", 501, post + "Transfer-Encoding: gzip\r\n\r\n"},
    {"CodingBeforeChunked", 501, post + "Transfer-Encoding: gzip, chunked\r\n\r\n"},
    {"ChunkedTwice", 501, post + "Transfer-Encoding: chunked, chunked\r\n\r\n"},
    {"TwoCodings", 400,
     post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"ChunkedInHttp10", 400,
     "POST /echo HTTP/1.0\r\n" + json + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"ChunkSizeNotHexadecimal", 400, chunked + "g\r\n"},
    {"ChunkSizeEmpty", 400, chunked + "\r\n\r\n"},
    {"ChunkSizeWithSign", 400, chunked + "+2\r\n{}\r\n0\r\n\r\n"},
    {"ChunkSizeWithPrefix", 400, chunked + "0x2\r\n{}\r\n0\r\n\r\n"},
    {"ChunkSizeWithBlank", 400, chunked + "2 \r\n{}\r\n0\r\n\r\n"},
    {"ChunkSizeBeyond64Bits", 400, chunked + "10000000000000000\r\n"},
    {"ChunkLongerThanSaid", 400, chunked + "2\r\n{}}\r\n0\r\n\r\n"},
    {"ChunkEndsInLineFeed", 400, chunked + "2\r\n{}\n0\r\n\r\n"},
    {"ChunkExtensionHoldsLineFeed", 400, chunked + "2;a=\"\n\"\r\n{}\r\n0\r\n\r\n"},
    {"TrailerIsLength", 400, chunked + "2\r\n{}\r\n0\r\nContent-Length: 2\r\n\r\n"},
    {"TrailerIsFolded", 400, chunked + "2\r\n{}\r\n0\r\nA: b\r\n c\r\n\r\n"},
    {"NoVersion", 400, "GET /fast\r\n\r\n"},
    {"LowerCaseVersion", 400, "GET /fast http/1.1\r\n" + host + "\r\n"},
    {"VersionWithBlank", 400, "GET /fast HTTP/1.1 \r\n" + host + "\r\n"},
    {"VersionOfTwoDigits", 400, "GET /fast HTTP/1.10\r\n" + host + "\r\n"},
    {"Version2", 505, "GET /fast HTTP/2.0\r\n" + host + "\r\n"},
    {"Version09", 505, "GET /fast HTTP/0.9\r\n" + host + "\r\n"},
    {"Http2Preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"TwoBlanksInRequestLine", 400, "GET  /fast HTTP/1.1\r\n" + host + "\r\n"},
    {"TargetWithoutSlash", 400, "GET fast HTTP/1.1\r\n" + host + "\r\n"},
    {"TargetWithFragment", 400, "GET /fast#a HTTP/1.1\r\n" + host + "\r\n"},
    {"TargetNotAscii", 400, "GET /f\xc3\xa4st HTTP/1.1\r\n" + host + "\r\n"},
    {"TargetOfAnotherScheme", 400, "GET ftp://a/fast HTTP/1.1\r\n" + host + "\r\n"},
    {"AsteriskForm", 400, "GET * HTTP/1.1\r\n" + host + "\r\n"},
    {"AuthorityForm", 400, "CONNECT a:80 HTTP/1.1\r\n" + host + "\r\n"},
    {"TlsHello", 400, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)},
    {"ConnectionNotAList", 400, get + host + "Connection: a b\r\n\r\n"},
};

class HttpMalformed : public testing::TestWithParam<Malformed> {};

TEST_P(HttpMalformed, IsRefusedAndTheConnectionEnds) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  const auto answer = client.ask(GetParam().bytes + "GET /fast?smuggled HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, GetParam().status) << answer->body;
  EXPECT_EQ(answer->header("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

INSTANTIATE_TEST_SUITE_P(All, HttpMalformed, testing::ValuesIn(malformed),
                         [](const auto& test) { return std::string(test.param.name); });

struct Unusual {
  const char* name;
  std::string bytes;
  std::string body;
};

void PrintTo(const Unusual& request, std::ostream* out) { *out << request.name; }

const Unusual unusual[] = {
    {"EmptyLineFirst", "\r\n\r\nGET /fast?a HTTP/1.1\r\n" + host + "\r\n", "a"},
    {"AbsoluteForm", "GET http://a:80/fast?a HTTP/1.1\r\n" + host + "\r\n", "a"},
    {"HostEmpty", "GET /fast?a HTTP/1.1\r\nHost:\r\n\r\n", "a"},
    {"HostIsIpv6", "GET /fast?a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "a"},
    {"NoBlankBehindColon", "GET /fast?a HTTP/1.1\r\nhOST:a\r\n\r\n", "a"},
    {"ObsText", "GET /fast?a HTTP/1.1\r\n" + host + "A: \xc3\xa4\r\n\r\n", "a"},
    {"SegmentEncoded", "GET /slow/a%2Fb%20c HTTP/1.1\r\n" + host + "\r\n", "a/b c"},
    {"LengthZeroWithGet", "GET /fast?a HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n", "a"},
    {"PostWithoutLength", post + "\r\n", ""},
    {"CharsetUtf8",
     "POST /echo HTTP/1.1\r\n" + host +
         "Content-Type: Application/JSON ; charset=\"UTF-8\"\r\nContent-Length: 2\r\n\r\n{}",
     "{}"},
    {"IdentityEncoding", post + "Content-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}", "{}"},
    {"ChunkedWithExtensionsAndTrailer",
     chunked + "1;a=b\r\n{\r\n1 ;c=\"d;e\"\r\n}\r\n00;f\r\nT: u\r\n\r\n", "{}"},
    {"ChunkSizeInEitherCase", chunked + "0a\r\n\"12345678\"\r\n0A\r\n123456789 \r\n0\r\n\r\n",
     "\"12345678\"123456789 "},
    {"BodyPassedOver",
     "POST /pass HTTP/1.1\r\n" + host + "Content-Type: any/thing\r\nContent-Length: 3\r\n\r\nabc",
     ""},
};

class HttpUnusual : public testing::TestWithParam<Unusual> {};

TEST_P(HttpUnusual, IsAnsweredAndTheConnectionGoesOn) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  const auto answer = client.ask(GetParam().bytes);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200u) << answer->body;
  EXPECT_EQ(answer->body, GetParam().body);
  const auto next = client.ask("GET /fast?next HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(next);
  EXPECT_EQ(next->body, "next");
}

TEST_P(HttpUnusual, IsAnsweredWhenItComesByteByByte) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  for (const char byte : GetParam().bytes) ASSERT_TRUE(client.send({&byte, 1}));
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200u) << answer->body;
  EXPECT_EQ(answer->body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(All, HttpUnusual, testing::ValuesIn(unusual),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(HttpTorture, AChunkedBodyMaySplitAnywhere) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  const std::string request = chunked + "3;x\r\n[1,\r\n2\r\n2]\r\n0\r\nT: u\r\n\r\n";
  for (std::size_t split = 1; split < request.size(); ++split) {
    ASSERT_TRUE(client.send(request.substr(0, split)));
    // An answer to another connection: the server has turned its loop, the parts stay two.
    HttpClient other(server.connect());
    ASSERT_TRUE(other.ask("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n"));
    const auto answer = client.ask(request.substr(split));
    ASSERT_TRUE(answer) << split;
    EXPECT_EQ(answer->body, "[1,2]") << split;
  }
}

}  // namespace
}  // namespace ledger::http

// The ends of a connection's buffer, and what happens between two reads: requests that fill it to
// the last byte, a stop in the middle, data that never lets it rest.

#include <optional>

#include <gtest/gtest.h>

#include "services/http/input_buffer.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/http_torture_server.hpp"

namespace ledger::http {
namespace {

using std::chrono::milliseconds;
using support::HttpClient;
using support::HttpTortureServer;

const std::string head = " HTTP/1.1\r\nHost: a\r\n";
const std::size_t buffer_size = Limits().header_bytes_max + InputBuffer::ahead;

/// A request of exactly `size` bytes.
std::string request_of(std::size_t size) {
  const std::string begin = "GET /fast?n" + head + "P: ";
  return begin + std::string(size - begin.size() - 4, 'p') + "\r\n\r\n";
}

/// Requests of `size` bytes together.
std::string requests_of(std::size_t size, int& count) {
  std::string all;
  for (count = 0; size - all.size() > 2'000; ++count) all += request_of(1'000);
  ++count;
  return all + request_of(size - all.size());
}

class HttpBuffer : public ::testing::Test {
 protected:
  /// As one segment, so that one read takes all of it.
  void fill(const std::string& bytes) {
    ASSERT_EQ(bytes.size(), buffer_size);
    ASSERT_TRUE(client_.send(bytes));
  }
  HttpTortureServer server_;
  HttpClient client_{server_.connect()};
};

TEST_F(HttpBuffer, HalfALineEndInItsLastByteGoesOn) {
  int count = 0;
  fill(requests_of(buffer_size - 1, count) + "\r");
  for (int i = 0; i < count; ++i) ASSERT_TRUE(client_.receive()) << i;
  const auto answer = client_.ask("\nGET /fast?last" + head + "\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "last");
}

TEST_F(HttpBuffer, AHeaderThatEndsInItsLastByteGetsItsBody) {
  const std::string post =
      "POST /echo" + head + "Content-Type: application/json\r\nContent-Length: 4\r\n\r\n";
  int count = 0;
  fill(requests_of(buffer_size - post.size(), count) + post);
  for (int i = 0; i < count; ++i) ASSERT_TRUE(client_.receive()) << i;
  const auto answer = client_.ask("1234");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "1234");
}

TEST_F(HttpBuffer, AChunkHeaderMayStraddleItsEnd) {
  const std::string post =
      "POST /echo" + head + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t left = 1; left <= 8; ++left) {
    HttpClient client(server_.connect());
    int count = 0;
    ASSERT_TRUE(client.send(requests_of(buffer_size - left - post.size(), count) + post));
    for (int i = 0; i < count; ++i) ASSERT_TRUE(client.receive()) << i;
    const auto answer = client.ask("00000004\r\n1234\r\n0\r\n\r\n");
    ASSERT_TRUE(answer) << left;
    EXPECT_EQ(answer->status, 200U) << left;
    EXPECT_EQ(answer->body, "1234") << left;
  }
}

TEST(HttpRest, EmptyLinesWithoutEndAreNoRequest) {
  Limits limits;
  limits.header_time = limits.idle_time = milliseconds(150);  // the first is of the first request
  HttpTortureServer server(limits);
  HttpClient client(server.connect());
  std::string lines;
  for (int i = 0; i < 4'000; ++i) lines += "\r\n";
  for (int i = 0; i < 100'000 && client.send(lines); ++i) {
  }
  EXPECT_TRUE(client.ended());
}

TEST(HttpRest, AStopBetweenTwoRequestsWaitsForNobody) {
  for (int round = 0; round < 40; ++round) {
    std::optional<HttpTortureServer> server(std::in_place);
    HttpClient client(server->connect());
    for (int i = 0; i < round % 4; ++i) {
      ASSERT_TRUE(client.ask("GET /fast?n" + head + "\r\n"));
    }
    server->server().stop(std::chrono::hours(1));  // would be waited for, and time this test out
    server.reset();
    EXPECT_TRUE(client.ended());
  }
}

}  // namespace
}  // namespace ledger::http

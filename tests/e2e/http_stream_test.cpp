// Answers that are written as they go: framing, back-pressure, a client that leaves, a failure in
// the middle, a stop, and a thousand at once. Over all transports, like the other torture tests.

#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/comes_true.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/http_torture_server.hpp"
#include "tests/support/sanitized.hpp"

namespace ledger::http {
namespace {

using std::chrono::milliseconds;
using support::comes_true;
using support::HttpChannel;
using support::HttpClient;
using support::HttpTortureServer;
using testing::HasSubstr;

std::string get(const std::string& target, const std::string& version = "1.1") {
  return "GET " + target + " HTTP/" + version + "\r\nHost: a\r\n\r\n";
}

/// A client that reads what comes, as it is framed.
class Reader {
 public:
  explicit Reader(std::unique_ptr<HttpChannel> channel) : channel_(std::move(channel)) {}

  void send(const std::string& bytes) {
    EXPECT_EQ(channel_->send(bytes), static_cast<long>(bytes.size()));
  }
  /// Until `text` is in it; false at the end of the connection, or after a while.
  bool reads(std::string_view text) {
    while (received_.find(text) == std::string::npos) {
      if (!read_more()) return false;
    }
    return true;
  }
  void read_once() { read_more(); }
  /// All, and whether the end was orderly.
  bool read_to_end() {
    while (read_more()) {
    }
    return last_ == 0;
  }
  [[nodiscard]] const std::string& received() const noexcept { return received_; }
  [[nodiscard]] std::string body() const {
    return received_.substr(received_.find("\r\n\r\n") + 4);
  }
  void shut_down_sending() { channel_->shut_down_sending(); }

 private:
  bool read_more() {
    char bytes[16 * 1024];
    last_ = channel_->receive(bytes, sizeof bytes);
    if (last_ > 0) received_.append(bytes, static_cast<std::size_t>(last_));
    return last_ > 0;
  }
  std::unique_ptr<HttpChannel> channel_;
  std::string received_;
  long last_ = 0;
};

const std::string last_chunk = "0\r\n\r\n";

TEST(HttpStream, IsChunkedAndTheConnectionGoesOn) {
  HttpTortureServer server;
  Reader reader(server.connect());
  reader.send(get("/lines?3") + get("/fast?next"));
  ASSERT_TRUE(reader.reads("next"));
  EXPECT_THAT(reader.received(), HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(reader.received(), testing::Not(HasSubstr("Connection: close")));
  const auto body = reader.body();
  EXPECT_EQ(body.substr(0, body.find("HTTP/1.1")),
            "2\r\n0\n\r\n2\r\n1\n\r\n2\r\n2\n\r\n" + last_chunk);
}

TEST(HttpStream, WithoutAPieceHasItsEndAlone) {
  HttpTortureServer server;
  Reader reader(server.connect());
  reader.send(get("/lines?0"));
  ASSERT_TRUE(reader.reads(last_chunk));
  EXPECT_EQ(reader.body(), last_chunk);
}

TEST(HttpStream, IsEndedByTheConnectionInHttp10) {
  HttpTortureServer server;
  Reader reader(server.connect());
  reader.send(get("/lines?3", "1.0"));
  EXPECT_TRUE(reader.read_to_end());
  EXPECT_EQ(reader.body(), "0\n1\n2\n");
  EXPECT_THAT(reader.received(), testing::Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(reader.received(), HasSubstr("Connection: close"));
}

TEST(HttpStream, HasNoBodyForHeadAlsoWhereItHasNoEnd) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  for (const std::string path : {"/lines?3", "/endless", "/quiet"}) {
    const auto answer = client.ask("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n", true);
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->header("Transfer-Encoding"), "chunked");
  }
  EXPECT_EQ(client.ask(get("/fast?on"))->body, "on");
}

TEST(HttpStream, GoesNoFasterThanItsReader) {
  HttpTortureServer server;
  Reader reader(server.connect());
  reader.send(get("/endless"));
  ASSERT_TRUE(comes_true([&] { return server.streams().sent > 0; }));
  // What the sockets hold is sent, and then no more: others are served a hundred times meanwhile.
  HttpClient other(server.connect());
  std::uint64_t before = 0;
  ASSERT_TRUE(comes_true([&] {
    const auto sent = server.streams().sent.load();
    const bool stands_still = sent == before;
    before = sent;
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(other.ask(get("/fast")));
    return stands_still;
  }));
  EXPECT_LT(before, 20'000'000 / Response::piece_max);
  // It goes on as soon as somebody reads.
  ASSERT_TRUE(comes_true([&] {
    reader.read_once();
    return server.streams().sent > before;
  }));
}

TEST(HttpStream, HoldsNobodyUpHoweverFastItsReaderIs) {
  HttpTortureServer server;
  std::atomic<bool> enough{false};
  std::thread fast([&] {
    const auto channel = server.connect();
    channel->send(get("/endless"));
    std::vector<char> bytes(1 << 20);
    while (!enough && channel->receive(bytes.data(), bytes.size()) > 0) {
    }
  });
  HttpClient other(server.connect());
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(other.ask(get("/fast?" + std::to_string(i)))->body, std::to_string(i));
  }
  enough = true;
  fast.join();
}

TEST(HttpStream, ASlowReaderIsGivenUpAfterTheTimeForAWrite) {
  Limits limits;
  limits.write_time = milliseconds(150);
  HttpTortureServer server(limits);
  Reader reader(server.connect());
  reader.send(get("/endless"));
  ASSERT_TRUE(comes_true([&] { return server.streams().opened == 1; }));
  EXPECT_TRUE(comes_true([&] { return server.streams().open == 0; }));
  EXPECT_TRUE(comes_true([&] { return server.server().counts().connections_open == 0; }));
}

TEST(HttpStream, EndsWhenItsClientLeaves) {
  HttpTortureServer server;
  for (const bool in_order : {true, false}) {
    auto reader = std::make_unique<Reader>(server.connect());
    reader->send(get("/quiet"));
    ASSERT_TRUE(reader->reads("open"));
    EXPECT_EQ(server.streams().open, 1);
    if (in_order) {
      reader->shut_down_sending();
    } else {
      reader.reset();
    }
    EXPECT_TRUE(comes_true([&] { return server.streams().open == 0; }));
    EXPECT_TRUE(comes_true([&] { return server.server().counts().connections_open == 0; }));
  }
}

TEST(HttpStream, WhatIsSentAheadIsAnsweredAfterIt) {
  HttpTortureServer server;
  Reader reader(server.connect());
  reader.send(get("/lines?2"));
  std::string ahead;
  for (int i = 0; i < 2'000; ++i) ahead += get("/fast?" + std::to_string(i));  // over the buffer
  std::thread sender([&] { reader.send(ahead); });
  EXPECT_TRUE(reader.reads("1999"));
  sender.join();
}

TEST(HttpStream, AFailureBeforeAnythingIsSentIsAnswered) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  const auto answer = client.ask(get("/breaking?0"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500U);
  EXPECT_THAT(answer->body, testing::Not(HasSubstr("half")));
}

TEST(HttpStream, AFailureInTheMiddleBreaksTheConnectionOff) {
  HttpTortureServer server;
  for (const std::string version : {"1.1", "1.0"}) {
    Reader reader(server.connect());
    reader.send(get("/breaking?1", version));
    // A Unix socket has no other end than the orderly one: there chunks alone tell.
    EXPECT_EQ(reader.read_to_end(), server.is_unix()) << version;
    EXPECT_THAT(reader.received(), testing::Not(HasSubstr(last_chunk)));
    EXPECT_THAT(reader.received(), testing::Not(HasSubstr("secret")));
  }
  EXPECT_TRUE(comes_true([&] { return server.server().counts().connections_open == 0; }));
}

TEST(HttpStream, IsWokenAndRestsUntilItsTime) {
  HttpTortureServer server;
  Reader reader(server.connect());
  reader.send(get("/woken?20"));
  ASSERT_TRUE(reader.reads(last_chunk));
}

TEST(HttpStream, EndsInOrderWhenTheServerStops) {
  HttpTortureServer server;
  Reader reader(server.connect());
  reader.send(get("/quiet"));
  ASSERT_TRUE(reader.reads("open"));
  server.server().stop(std::chrono::hours(1));  // nobody waits for that
  EXPECT_TRUE(reader.read_to_end());
  EXPECT_THAT(reader.received(), testing::EndsWith("7\r\nclosed\n\r\n" + last_chunk));
}

TEST(HttpStream, EndsThoughItsReaderIsStuckWhenTheServerStops) {
  HttpTortureServer server;
  Reader reader(server.connect());
  reader.send(get("/endless"));
  ASSERT_TRUE(comes_true([&] { return server.streams().opened == 1; }));
  server.server().stop(milliseconds(50));
}

std::size_t status_number(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;) {
    std::size_t number = 0;
    if (word == name + ':' && file >> number) return number;
  }
  return 0;
}

TEST(HttpStream, AThousandCostNoThreadAndLittleMemory) {
  HttpTortureServer server;
  HttpClient other(server.connect());
  ASSERT_TRUE(other.ask(get("/fast")));
  const auto threads = status_number("Threads");
  const auto memory = status_number("VmRSS");
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 1'000; ++i) {
    readers.push_back(std::make_unique<Reader>(server.connect()));
    readers.back()->send(get("/quiet"));
  }
  for (const auto& reader : readers) ASSERT_TRUE(reader->reads("open"));
  EXPECT_EQ(server.streams().open, 1'000);
  EXPECT_EQ(status_number("Threads"), threads);
  // Both sides are in this process, the client's with TLS of its own.
  const auto grown = status_number("VmRSS") - memory;
  EXPECT_TRUE(support::is_sanitized || grown < 200'000) << grown << " KiB";
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(other.ask(get("/fast")));
  readers.clear();
  EXPECT_TRUE(comes_true([&] { return server.streams().open == 0; }));
}

}  // namespace
}  // namespace ledger::http

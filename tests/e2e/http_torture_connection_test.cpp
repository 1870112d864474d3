// How connections live and end: pipelining, half-close, time-outs, HEAD, HTTP/1.0, failing
// handlers, many silent peers, and stopping.

#include <future>
#include <memory>

#include <gtest/gtest.h>

#include "tests/support/http_client.hpp"
#include "tests/support/http_torture_server.hpp"

namespace ledger::http {
namespace {

using std::chrono::milliseconds;
using support::HttpClient;
using support::HttpTortureServer;

const std::string head = " HTTP/1.1\r\nHost: a\r\n";

std::string get(const std::string& target, const std::string& fields = {}) {
  return "GET " + target + head + fields + "\r\n";
}

Limits short_times() {
  Limits limits;
  limits.header_time = limits.body_time = limits.idle_time = milliseconds(150);
  return limits;
}

TEST(HttpPipeline, AnswersAHundredRequestsOfOneWriteInOrder) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    const std::string number = std::to_string(i);
    if (i % 3 == 0) requests += get("/slow/" + number);
    if (i % 3 == 1) requests += get("/fast?" + number);
    if (i % 3 == 2) {
      requests += "POST /echo" + head + "Content-Type: application/json\r\nContent-Length: " +
                  std::to_string(number.size()) + "\r\n\r\n" + number;
    }
  }
  ASSERT_TRUE(client.send(requests));
  for (int i = 0; i < 100; ++i) {
    const auto answer = client.receive();
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->body, std::to_string(i));
  }
}

TEST(HttpPipeline, MoreThanTheBufferHoldsIsAnsweredToo) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  const std::string padding(1'000, 'p');
  std::string requests;
  for (int i = 0; i < 500; ++i) {
    requests += get("/fast?" + std::to_string(i), "P: " + padding + "\r\n");
  }
  ASSERT_TRUE(client.send(requests));
  for (int i = 0; i < 500; ++i) {
    const auto answer = client.receive();
    ASSERT_TRUE(answer) << i;
    ASSERT_EQ(answer->body, std::to_string(i));
  }
}

TEST(HttpPipeline, NothingBehindAClosingRequestIsAnswered) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  const auto answer = client.ask(get("/fast", "Connection: close\r\n") + get("/fast?no"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(HttpHalfClose, AClientThatEndedItsSideGetsItsAnswers) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  ASSERT_TRUE(client.send(get("/wait?a") + get("/fast?b")));
  client.shut_down_sending();
  EXPECT_EQ(client.receive()->body, "a");
  EXPECT_EQ(client.receive()->body, "b");
  EXPECT_TRUE(client.ended());
}

TEST(HttpHalfClose, HalfARequestIsRefused) {
  HttpTortureServer server;
  const std::string body =
      "POST /echo" + head + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
  for (const std::string& half : {std::string("GET /fa"), body}) {
    HttpClient client(server.connect());
    ASSERT_TRUE(client.send(half));
    client.shut_down_sending();
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400u);
    EXPECT_TRUE(client.ended());
  }
}

TEST(HttpTimeouts, ASlowHeaderIsAnsweredAnIdleConnectionIsClosed) {
  HttpTortureServer server(short_times());
  HttpClient silent(server.connect());
  HttpClient slow(server.connect());
  HttpClient idle(server.connect());
  ASSERT_TRUE(slow.send("GET /fast HTTP/1.1\r\nHo"));
  ASSERT_TRUE(idle.ask(get("/fast")));
  const auto answer = slow.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408u);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(idle.ended());
  EXPECT_GE(server.server().counts().timeouts, 3u);
}

TEST(HttpTimeouts, ASlowBodyIsAnswered) {
  HttpTortureServer server(short_times());
  HttpClient client(server.connect());
  const auto answer = client.ask("POST /echo" + head +
                                 "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408u);
}

TEST(HttpTimeouts, DrippingDoesNotBuyTime) {
  HttpTortureServer server(short_times());
  HttpClient client(server.connect());
  ASSERT_TRUE(client.send("GET /fast HTTP/1.1\r\nHost: a\r\nA: "));
  HttpClient pace(server.connect());
  // Drips until the server ends it; each byte comes after a round trip of 100 ms elsewhere.
  int drips = 0;
  while (drips < 50 && server.server().counts().timeouts == 0) {
    ++drips;
    ASSERT_TRUE(client.send("x"));
    ASSERT_TRUE(pace.ask(get("/wait")));
  }
  EXPECT_LT(drips, 50);
  EXPECT_EQ(client.receive()->status, 408u);
}

TEST(HttpTimeouts, AHandlerTakesTheTimeItTakes) {
  Limits limits = short_times();
  limits.header_time = limits.body_time = limits.idle_time = milliseconds(20);
  HttpTortureServer server(limits);
  HttpClient client(server.connect());
  EXPECT_EQ(client.ask(get("/wait?done"))->body, "done");
}

TEST(HttpHead, HasTheHeaderOfGetAndNoBody) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  const auto answer = client.ask("HEAD /fast?12345" + head + "\r\n", true);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Content-Length"), "5");
  EXPECT_EQ(client.ask("HEAD /nowhere" + head + "\r\n", true)->status, 404u);
  EXPECT_EQ(client.ask(get("/fast?on"))->body, "on");
}

TEST(Http10, ClosesUnlessAskedToKeep) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  const auto kept = client.ask("GET /fast?a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->header("Connection"), "keep-alive");
  const auto last = client.ask("GET /fast?b HTTP/1.0\r\n\r\n");
  ASSERT_TRUE(last);
  EXPECT_EQ(last->body, "b");
  EXPECT_TRUE(client.ended());
}

TEST(HttpHandlers, ThatFailAreAnsweredWith500AndNoReason) {
  HttpTortureServer server;
  for (const char* path : {"/throw", "/throw-fast", "/silent"}) {
    HttpClient client(server.connect());
    const auto answer = client.ask(get(path));
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 500u);
    EXPECT_EQ(answer->header("Half"), std::nullopt);
    EXPECT_EQ(answer->body.find("secret reason"), std::string::npos);
    EXPECT_TRUE(client.ended());
  }
}

TEST(HttpHandlers, ThatFailInAWayThatIsKnownAreAnsweredWithItsProblem) {
  HttpTortureServer server;
  for (const char* path : {"/throw-known", "/throw-known-late"}) {
    HttpClient client(server.connect());
    const auto answer = client.ask(get(path));
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 503u) << path;
    EXPECT_NE(answer->body.find("out-of-order"), std::string::npos) << path;
    EXPECT_EQ(answer->header("Half"), std::nullopt);
    EXPECT_EQ(answer->body.find("secret reason"), std::string::npos);
    EXPECT_TRUE(client.ended());
  }
}

TEST(HttpHandlers, ThatFailDoNotTouchAnswersBeforeTheirs) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  ASSERT_TRUE(client.send(get("/fast?a") + get("/throw") + get("/fast?b")));
  EXPECT_EQ(client.receive()->body, "a");
  EXPECT_EQ(client.receive()->status, 500u);
  EXPECT_TRUE(client.ended());
}

TEST(HttpConnections, EightHundredHalfOpenOnesDoNotKeepOthersFromBeingServed) {
  HttpTortureServer server({}, 2);
  std::vector<std::unique_ptr<HttpClient>> silent;
  for (int i = 0; i < 800; ++i) {
    silent.push_back(std::make_unique<HttpClient>(server.connect()));
    ASSERT_TRUE(silent.back()->send(i % 2 == 0 ? "GET /fast HTT" : ""));
  }
  HttpClient client(server.connect());
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.ask(get("/fast"))->status, 200u);
  EXPECT_EQ(silent.front()->ask("P/1.1\r\nHost: a\r\n\r\n")->status, 200u);
}

TEST(HttpConnections, ALargeAnswerReachesAReaderThatIsLate) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  ASSERT_TRUE(client.send(get("/large") + get("/fast?after")));
  HttpClient other(server.connect());
  ASSERT_TRUE(other.ask(get("/wait")));
  EXPECT_EQ(client.receive()->body.size(), 4'000'000u);
  EXPECT_EQ(client.receive()->body, "after");
}

TEST(HttpStop, AnswersWhatHasBegunAndClosesTheRest) {
  HttpTortureServer server({}, 2);
  HttpClient idle(server.connect());
  HttpClient busy(server.connect());
  ASSERT_TRUE(idle.ask(get("/fast")));
  ASSERT_TRUE(busy.ask(get("/fast")));
  ASSERT_TRUE(busy.send(get("/wait?finished")));
  HttpClient pace(server.connect());
  // By then the other worker, too, has come to what it was sent.
  while (server.server().counts().requests < 20) ASSERT_TRUE(pace.ask(get("/fast")));
  auto stopped =
      std::async(std::launch::async, [&] { server.server().stop(std::chrono::seconds(10)); });
  EXPECT_TRUE(idle.ended());
  const auto answer = busy.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "finished");
  EXPECT_EQ(answer->header("Connection"), "close");
  busy.shut_down_sending();
  pace.shut_down_sending();
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(5)), std::future_status::ready);
}

TEST(HttpStop, ComesToAnEndAlthoughAHandlerDoesNot) {
  HttpTortureServer server;
  HttpClient client(server.connect());
  ASSERT_TRUE(client.send(get("/wait")));
  server.server().stop(milliseconds(0));
  server.server().stop(milliseconds(0));
}

TEST(HttpServer, SaysWhichAddressItCannotBind) {
  Router router;
  Server::Options options;
  options.listeners.front().host = "192.0.2.1";
  options.listeners.front().port = 1;
  try {
    const Server server(options, router);
    FAIL() << "bound an address of another machine";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("192.0.2.1:1"), std::string::npos);
  }
}

}  // namespace
}  // namespace ledger::http

// Listeners: what each serves, how many connections each may have, and the files of Unix sockets.

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "services/http/server.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/sanitized.hpp"

namespace ledger::http {
namespace {

using support::comes_true;
using support::HttpClient;
using support::SocketChannel;
using testing::HasSubstr;

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"; }

class Listeners : public testing::Test {
 protected:
  Listeners() {
    add("/auth", Role::door);
    add("/v1", Role::api);
    add("/livez", Role::ops);
  }
  void add(const std::string& path, Role role) {
    Route route;
    route.pattern = path;
    route.role = role;
    route.methods = {boost::beast::http::verb::get};
    route.fast = [](Exchange& exchange) {
      exchange.response.status(200).body("text/plain", exchange.request.path);
      return true;
    };
    router_.add(std::move(route));
  }
  static Listener tcp(Roles roles = Roles::all()) {
    Listener listener;
    listener.port = 0;
    listener.roles = roles;
    return listener;
  }
  Listener socket() const {
    Listener listener;
    listener.unix_socket = UnixSocket{path(), 0600, ""};
    return listener;
  }
  std::filesystem::path path() const { return directory_.path() / "socket"; }

  Server& serve(std::vector<Listener> listeners) {
    Server::Options options;
    options.threads = 2;
    options.limits = limits_;
    options.listeners = std::move(listeners);
    server_.reset();
    server_ = std::make_unique<Server>(options, router_);
    server_->start();
    return *server_;
  }
  /// Why that cannot be served.
  std::string refusal(std::vector<Listener> listeners) {
    try {
      serve(std::move(listeners));
    } catch (const std::system_error& error) {
      return error.what();
    }
    return "";
  }
  HttpClient over_socket() const {
    return HttpClient(std::make_unique<SocketChannel>(path().string()));
  }

  support::FreshDirectory directory_;
  Limits limits_;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(Listeners, ServeTheRoutesOfTheirRolesAlone) {
  const auto& server = serve({tcp({Role::door, Role::ops}), tcp({Role::api})});
  HttpClient first(server.port(0));
  HttpClient second(server.port(1));
  EXPECT_EQ(first.ask(get("/auth"))->status, 200U);
  EXPECT_EQ(first.ask(get("/livez"))->status, 200U);
  EXPECT_EQ(second.ask(get("/v1"))->status, 200U);
  const auto elsewhere = first.ask(get("/v1"));
  EXPECT_EQ(elsewhere->status, 404U);
  EXPECT_THAT(elsewhere->body, HasSubstr("role `api`"));
  EXPECT_THAT(second.ask(get("/livez"))->body, HasSubstr("role `ops`"));
  // The connection goes on, and what is nowhere is just not there.
  EXPECT_THAT(second.ask(get("/nothing"))->body, HasSubstr("nothing at this path"));
  EXPECT_EQ(second.ask("PUT /livez HTTP/1.1\r\nHost: a\r\n\r\n")->status, 404U);
}

TEST_F(Listeners, HaveConnectionsOfTheirOwn) {
  auto few = tcp({Role::door});
  few.connections_max = 2;
  const auto& server = serve({few, tcp()});
  // Half a request each: nobody is idle, so nobody gives way.
  std::vector<std::unique_ptr<HttpClient>> busy;
  for (int i = 0; i < 2; ++i) {
    busy.push_back(std::make_unique<HttpClient>(server.port(0)));
    ASSERT_TRUE(busy.back()->send("GET /auth"));
  }
  ASSERT_TRUE(comes_true([&] { return server.counts().connections_open == 2; }));
  HttpClient third(server.port(0));
  EXPECT_EQ(third.receive()->status, 503U);
  HttpClient elsewhere(server.port(1));
  EXPECT_EQ(elsewhere.ask(get("/livez"))->status, 200U);
  ASSERT_TRUE(busy.front()->send(" HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(busy.front()->receive()->status, 200U);
}

TEST_F(Listeners, ANewcomerDisplacesNobodyOfAnotherListener) {
  auto few = tcp({Role::door});
  few.connections_max = 1;
  const auto& server = serve({few, tcp()});
  HttpClient idle(server.port(1));
  EXPECT_EQ(idle.ask(get("/livez"))->status, 200U);
  HttpClient busy(server.port(0));
  ASSERT_TRUE(busy.send("GET /auth"));
  ASSERT_TRUE(comes_true([&] { return server.counts().connections_open == 2; }));
  HttpClient refused(server.port(0));
  EXPECT_EQ(refused.receive()->status, 503U);
  EXPECT_EQ(idle.ask(get("/livez"))->status, 200U);
  EXPECT_EQ(server.counts().connections_displaced, 0U);
}

TEST_F(Listeners, OnAUnixSocketHaveItsModeAndLeaveNothingBehind) {
  for (const unsigned mode : {0600U, 0666U, 0777U}) {
    auto listener = socket();
    listener.unix_socket->mode = mode;
    serve({listener});
    struct stat status{};
    ASSERT_EQ(::lstat(path().c_str(), &status), 0);
    EXPECT_TRUE(S_ISSOCK(status.st_mode));
    EXPECT_EQ(status.st_mode & 07777U, mode);
    EXPECT_EQ(over_socket().ask(get("/livez"))->status, 200U);
    server_.reset();
    EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
  }
}

TEST_F(Listeners, OnAUnixSocketMayBelongToSomebodyElse) {
  auto listener = socket();
  listener.unix_socket->owner = "no-such-user";
  EXPECT_THAT(refusal({listener}), HasSubstr("no user \"no-such-user\""));
  listener.unix_socket->owner = ":no-such-group";
  EXPECT_THAT(refusal({listener}), HasSubstr("no group \"no-such-group\""));
  listener.unix_socket->owner = "daemon:daemon";
  if (::geteuid() != 0) {
    EXPECT_THAT(refusal({listener}), HasSubstr("cannot give it to daemon:daemon"));
    return;
  }
  serve({listener});
  struct stat status{};
  ASSERT_EQ(::lstat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, 1U);
  EXPECT_EQ(status.st_gid, 1U);
}

TEST_F(Listeners, OnAUnixSocketTakeTheNameOfADeadOneAlone) {
  serve({socket()});
  const auto taken = path().string() + ".link";
  std::filesystem::create_hard_link(path(), taken);  // what a killed process leaves
  server_.reset();
  std::filesystem::rename(taken, path());
  serve({socket()});
  EXPECT_EQ(over_socket().ask(get("/livez"))->status, 200U);

  const auto first = std::move(server_);
  EXPECT_THAT(refusal({socket()}), HasSubstr("a process listens there"));
  EXPECT_EQ(over_socket().ask(get("/livez"))->status, 200U);
}

TEST_F(Listeners, OnAUnixSocketReplaceNoOtherFile) {
  std::ofstream(path()) << "precious";
  EXPECT_THAT(refusal({socket()}), HasSubstr("no socket"));
  EXPECT_EQ(std::filesystem::file_size(path()), 8U);
}

TEST_F(Listeners, OnAUnixSocketHavePathsAsLongAsTheSystemTakes) {
  const auto of_length = [this](std::size_t length) {
    auto listener = socket();
    const auto directory = directory_.path().string() + '/';
    listener.unix_socket->path = directory + std::string(length - directory.size(), 'x');
    return listener;
  };
  EXPECT_EQ(refusal({of_length(103)}), "");
  EXPECT_THAT(refusal({of_length(104)}), HasSubstr("at most 107 bytes"));
}

TEST_F(Listeners, GoOnAcceptingWhereAConnectionCouldNotBeMade) {
  if (support::is_sanitized) GTEST_SKIP() << "a sanitizer aborts where memory is refused";
  limits_.header_bytes_max = std::size_t{1} << 60;  // nobody has the memory for that buffer
  const auto& server = serve({tcp()});
  for (unsigned i = 1; i <= 8; ++i) {
    HttpClient client(server.port());
    EXPECT_TRUE(client.ended());
    EXPECT_TRUE(comes_true([&] { return server.counts().accepts_failed == i; }));
  }
  EXPECT_EQ(server.counts().connections_open, 0U);
}

}  // namespace
}  // namespace ledger::http

// The real binary on several listeners: TLS and its certificates while it runs, SIGHUP, and how it
// takes leave.

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/held_port.hpp"
#include "tests/support/program.hpp"
#include "tests/support/tls_channel.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::Authority;
using support::comes_true;
using support::HttpClient;
using support::Program;
using support::TlsChannel;
using testing::HasSubstr;

const std::string binary = TOKENLEDGER_PROGRAM;

class ServiceListen : public testing::Test {
 protected:
  Program start(const std::string& settings, int drain_ms = 600'000) {
    const auto file = data_.path() / "ledger.toml";
    std::ofstream(file) << "[server]\nthreads = 2\ndrain_ms = " << drain_ms << '\n' << settings;
    return Program(binary, {"serve", "--config", file, "--data", data_.path() / "data"});
  }
  /// TLS for what clients call, and the rest beside it.
  std::string sections(const support::IssuedFiles& files) const {
    return "[[listen]]\naddress = \"127.0.0.1:0\"\nroles = [\"ops\"]\n"
           "[[listen]]\naddress = \"127.0.0.1:" +
           std::to_string(port_.number()) +
           "\"\nroles = [\"door\", \"api\"]\n"
           "certificates = [{chain = \"" +
           files.chain.string() + "\", key = \"" + files.key.string() + "\"}]\n";
  }
  std::unique_ptr<TlsChannel> connect() const {
    TlsChannel::Options options;
    options.trusted = authority_.certificate_file();
    return std::make_unique<TlsChannel>(port_.number(), options);
  }
  static double metric(ApiClient& ops, const std::string& name) {
    const auto text = ops.get("/metrics").body;
    const auto at = text.find('\n' + name + ' ');
    return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
  }

  support::FreshDirectory data_;
  support::HeldPort port_;
  Authority authority_;
};

TEST_F(ServiceListen, ServesEachRoleWhereItBelongs) {
  const auto files = authority_.issue("server", "DNS:localhost");
  auto program = start(sections(files));
  const auto ops_port = program.port();
  ASSERT_TRUE(ops_port) << program.err();
  ApiClient ops(*ops_port, "");
  EXPECT_EQ(ops.get("/readyz").status, 200U);
  EXPECT_THAT(ops.get("/v1/self").body, HasSubstr("role `api`"));
  HttpClient client(connect());
  EXPECT_EQ(client.ask("GET /auth/request HTTP/1.1\r\nHost: a\r\n\r\n")->status, 401U);
  EXPECT_EQ(client.ask("GET /v1/self HTTP/1.1\r\nHost: a\r\n\r\n")->status, 401U);
  EXPECT_THAT(client.ask("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")->body, HasSubstr("`ops`"));
  EXPECT_GT(metric(ops, "tokenledger_tls_certificate_expiry_timestamp_seconds"), 1.7e9);
  EXPECT_EQ(metric(ops, "tokenledger_tls_handshakes_total"), 1);
  EXPECT_THAT(program.out(), HasSubstr(" for ops\n"));
  EXPECT_THAT(program.out(), HasSubstr("https://127.0.0.1:" + std::to_string(port_.number()) +
                                       " for door, api\n"));
}

TEST_F(ServiceListen, ReadsCertificatesAgainWhenTheyChangeAndWhenItIsTold) {
  const std::chrono::hours soon(24 * 13);
  auto program = start(sections(authority_.issue("server", "DNS:localhost", soon)));
  ASSERT_TRUE(comes_true([this] { return std::filesystem::exists(data_.path() / "data"); }));
  program.signal(SIGHUP);  // while it starts
  const auto ops_port = program.port();
  ASSERT_TRUE(ops_port) << program.err();
  ApiClient ops(*ops_port, "");
  EXPECT_THAT(program.err(), HasSubstr("a certificate expires soon"));
  const auto serial = connect()->server_serial();
  static_cast<void>(authority_.issue("server", "DNS:localhost"));
  EXPECT_TRUE(comes_true([&] { return connect()->server_serial() > serial; }));

  const auto readings = [&] { return metric(ops, "tokenledger_tls_certificates_read_total"); };
  const auto before = readings();
  program.signal(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return readings() == before + 1; }));

  const auto good = connect()->server_serial();
  std::ofstream(authority_.certificate_file().parent_path() / "server.key") << "nothing";
  EXPECT_TRUE(comes_true(
      [&] { return metric(ops, "tokenledger_tls_certificates_read_failed_total") == 1; }));
  EXPECT_THAT(program.err(), HasSubstr("certificates cannot be read again"));
  EXPECT_THAT(program.err(), HasSubstr("server.key"));
  EXPECT_EQ(connect()->server_serial(), good);
}

TEST_F(ServiceListen, DoesNotStartOnACertificateThatIsNone) {
  auto program = start(sections({"/nowhere/chain.pem", "/nowhere/key.pem"}));
  EXPECT_EQ(program.wait(), 1);
  EXPECT_THAT(program.err(), HasSubstr("/nowhere/chain.pem"));
}

TEST_F(ServiceListen, SaysThatItStopsWhileItStillTakesConnections) {
  auto program = start("listen = \"127.0.0.1:0\"\n");
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  ApiClient old(*port, "");
  EXPECT_EQ(old.get("/readyz").status, 200U);
  program.signal(SIGTERM);
  EXPECT_TRUE(comes_true([&] { return old.get("/readyz").status == 503; }));
  EXPECT_EQ(old.get("/readyz").problem(), "shutting-down");
  ApiClient fresh(*port, "");
  EXPECT_EQ(fresh.get("/livez").status, 200U);
  EXPECT_EQ(fresh.get("/v1/self").status, 401U);
  program.signal(SIGTERM);  // who asks twice does not wait
  EXPECT_EQ(program.wait(), 0);
}

TEST_F(ServiceListen, EndsWhenTheDrainIsOver) {
  auto program = start("listen = \"127.0.0.1:0\"\n", 50);
  ASSERT_TRUE(program.port()) << program.err();
  program.signal(SIGTERM);
  program.signal(SIGHUP);
  EXPECT_EQ(program.wait(), 0);
  EXPECT_THAT(program.err(), HasSubstr("stopped"));
}

}  // namespace
}  // namespace ledger::e2e

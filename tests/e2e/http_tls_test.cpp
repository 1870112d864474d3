// TLS as clients meet it: what is agreed on and what is refused, whose certificate is shown, whose
// is asked for, and what happens to it while the server runs. Driven by OpenSSL's own client, curl
// and Node as well.

#include <fstream>

#include <gmock/gmock.h>

#include "services/http/server.hpp"
#include "services/http/tls_identities.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/tls_channel.hpp"

namespace ledger::http {
namespace {

using std::chrono::milliseconds;
using support::Authority;
using support::HttpClient;
using support::IssuedFiles;
using support::TlsChannel;
using testing::HasSubstr;
using testing::Not;

const std::string get = "GET /fast HTTP/1.1\r\nHost: a\r\n\r\n";

class Tls : public testing::Test {
 protected:
  Tls() {
    Route route;
    route.pattern = "/fast";
    route.fast = [](Exchange& exchange) {
      exchange.response.status(200).body("text/plain", "fast");
      return true;
    };
    router_.add(std::move(route));
    files_.certificates.push_back(of(first_));
  }
  static TlsFiles::Certificate of(const IssuedFiles& files) { return {files.chain, files.key}; }

  void serve(std::optional<std::size_t> connections_max = {}) {
    keeper_ = std::make_unique<TlsKeeper>(files_);
    Server::Options options;
    options.limits = limits_;
    options.listeners.front().port = 0;
    options.listeners.front().tls = keeper_.get();
    options.listeners.front().connections_max = connections_max;
    server_ = std::make_unique<Server>(options, router_);
    server_->start();
  }
  TlsChannel::Options trusting() const {
    TlsChannel::Options options;
    options.trusted = authority_.certificate_file();
    return options;
  }
  /// The body of the answer; empty if there is none.
  std::string answer(const TlsChannel::Options& options) {
    HttpClient client(std::make_unique<TlsChannel>(server_->port(), options));
    const auto answer = client.ask(get);
    return answer ? answer->body : "";
  }
  std::string place() const { return "localhost:" + std::to_string(server_->port()); }
  support::Ended openssl(support::Arguments more, std::string_view input = get) const {
    support::Arguments arguments{"s_client",
                                 "-connect",
                                 place(),
                                 "-CAfile",
                                 authority_.certificate_file(),
                                 "-verify_return_error",
                                 "-ign_eof"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return support::run_piped("/usr/bin/openssl", arguments, {}, input);
  }

  Authority authority_;
  IssuedFiles first_ = authority_.issue("first", "DNS:localhost");
  TlsFiles files_;
  Limits limits_;
  Router router_;
  std::unique_ptr<TlsKeeper> keeper_;
  std::unique_ptr<Server> server_;
};

const std::string closing = "GET /fast HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST_F(Tls, SpeaksTwoVersionsAndModernCiphersAlone) {
  serve();
  const std::vector<support::Arguments> taken{
      {"-tls1_3"},
      {"-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"},
      {"-tls1_2"},
      {"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"},
      {"-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"},
      {"-groups", "X25519"},
      {"-groups", "P-384"},
  };
  for (const auto& arguments : taken) {
    const auto ended = openssl(arguments, closing);
    EXPECT_EQ(ended.code, 0) << testing::PrintToString(arguments) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("HTTP/1.1 200 OK")) << testing::PrintToString(arguments);
  }
  const std::vector<support::Arguments> refused{
      {"-tls1", "-cipher", "ALL:@SECLEVEL=0"},
      {"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"},
      {"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"},  // CBC
      {"-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0"},
      {"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-CCM"},
      {"-tls1_2", "-cipher", "AES128-GCM-SHA256"},  // no forward secrecy
      {"-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"},
      {"-tls1_2", "-cipher", "aNULL:eNULL:@SECLEVEL=0"},  // nobody's certificate, nothing hidden
      {"-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"},
      {"-groups", "P-521"},
  };
  for (const auto& arguments : refused) {
    const auto ended = openssl(arguments, closing);
    EXPECT_NE(ended.code, 0) << testing::PrintToString(arguments);
    EXPECT_THAT(ended.out, Not(HasSubstr("200 OK"))) << testing::PrintToString(arguments);
  }
}

TEST_F(Tls, HasNoRenegotiationAndNoCompression) {
  serve();
  const auto ended = support::run_piped("/usr/bin/openssl",
                                        {"s_client", "-connect", place(), "-tls1_2"}, {}, "R\n");
  EXPECT_THAT(ended.out + ended.err, HasSubstr("no renegotiation"));
  EXPECT_THAT(ended.out, HasSubstr("Compression: NONE"));
}

TEST_F(Tls, AgreesOnHttp11AndOnNothingElse) {
  serve();
  EXPECT_THAT(openssl({"-alpn", "h2,http/1.1"}, closing).out, HasSubstr("ALPN protocol: http/1.1"));
  EXPECT_THAT(openssl({}, closing).out, HasSubstr("200 OK"));
  const auto only_2 = openssl({"-alpn", "h2"}, closing);
  EXPECT_NE(only_2.code, 0);
  EXPECT_THAT(only_2.err, HasSubstr("no application protocol"));
}

TEST_F(Tls, ShowsTheCertificateOfTheNameThatIsAskedFor) {
  files_.certificates.push_back(of(authority_.issue("second", "DNS:b.test")));
  files_.certificates.push_back(of(authority_.issue("wild", "DNS:*.c.test,DNS:c.test")));
  serve();
  const auto shown = [this](const std::string& name) {
    auto options = trusting();
    options.name = name;
    const TlsChannel channel(server_->port(), options);
    return channel.established() ? channel.server_name() : "refused";
  };
  EXPECT_EQ(shown("localhost"), "first");
  EXPECT_EQ(shown("b.test"), "second");
  EXPECT_EQ(shown("B.TEST"), "second");
  EXPECT_EQ(shown("c.test"), "wild");
  EXPECT_EQ(shown("x.c.test"), "wild");
  EXPECT_EQ(shown("x.y.c.test"), "first");
  EXPECT_EQ(shown("unknown.test"), "first");
  EXPECT_EQ(shown(""), "first");
}

class TlsClients : public Tls {
 protected:
  TlsClients() { files_.client_authorities = authority_.certificate_file(); }
  TlsChannel::Options showing(const IssuedFiles& own) const {
    auto options = trusting();
    options.own = own;
    return options;
  }
  Authority stranger_;
};

TEST_F(TlsClients, WithARequiredCertificateNobodyElseIsAnswered) {
  files_.clients = TlsFiles::Clients::required;
  serve();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto good = showing(authority_.issue("client", "DNS:client"));
    good.version_max = version;
    EXPECT_EQ(answer(good), "fast");
    auto none = trusting();
    none.version_max = version;
    EXPECT_EQ(answer(none), "");
    auto strange = showing(stranger_.issue("client", "DNS:client"));
    strange.version_max = version;
    EXPECT_EQ(answer(strange), "");
    auto expired = showing(authority_.issue("late", "DNS:client", std::chrono::seconds(-60)));
    expired.version_max = version;
    EXPECT_EQ(answer(expired), "");
  }
  EXPECT_EQ(server_->counts().requests, 2U);
}

TEST_F(TlsClients, AnOptionalCertificateMayBeMissingAndMustNotBeWrong) {
  files_.clients = TlsFiles::Clients::optional;
  serve();
  EXPECT_EQ(answer(trusting()), "fast");
  EXPECT_EQ(answer(showing(authority_.issue("client", "DNS:client"))), "fast");
  EXPECT_EQ(answer(showing(stranger_.issue("client", "DNS:client"))), "");
}

TEST_F(TlsClients, AreAskedAgainAndOthersResume) {
  const auto client = authority_.issue("client", "DNS:client");
  const auto second_time = [&](const char* version) {
    const auto session = (client.chain.parent_path() / "session").string();
    const support::Arguments own{version, "-cert", client.chain, "-key", client.key};
    auto out = own;
    out.insert(out.end(), {"-sess_out", session});
    std::filesystem::remove(session);
    static_cast<void>(openssl(out, closing));
    auto in = own;
    if (std::filesystem::exists(session)) in.insert(in.end(), {"-sess_in", session});
    return openssl(in, closing).out;
  };
  serve();
  EXPECT_THAT(second_time("-tls1_2"), HasSubstr("Reused, "));
  EXPECT_THAT(second_time("-tls1_3"), HasSubstr("Reused, "));
  files_.clients = TlsFiles::Clients::required;
  serve();
  for (const char* version : {"-tls1_2", "-tls1_3"}) {
    const auto out = second_time(version);
    EXPECT_THAT(out, HasSubstr("New, "));
    EXPECT_THAT(out, HasSubstr("200 OK"));
  }
}

TEST_F(Tls, ACertificateThatIsExchangedIsShownToNewcomersAndOldConnectionsGoOn) {
  serve();
  auto before = std::make_unique<TlsChannel>(server_->port(), trusting());
  const auto old_serial = before->server_serial();
  HttpClient old(std::move(before));
  EXPECT_FALSE(keeper_->files_changed());
  static_cast<void>(authority_.issue("first", "DNS:localhost"));
  EXPECT_TRUE(keeper_->files_changed());
  EXPECT_EQ(TlsChannel(server_->port(), trusting()).server_serial(), old_serial);
  keeper_->read_again();
  EXPECT_FALSE(keeper_->files_changed());
  EXPECT_GT(TlsChannel(server_->port(), trusting()).server_serial(), old_serial);
  ASSERT_TRUE(old.ask(get));
  ASSERT_TRUE(old.ask(get));
}

TEST_F(Tls, WhatCannotBeReadLeavesTheOldInForce) {
  serve();
  const auto serial = TlsChannel(server_->port(), trusting()).server_serial();
  std::ofstream(first_.chain) << "no certificate";
  EXPECT_TRUE(keeper_->files_changed());
  EXPECT_THROW(keeper_->read_again(), std::runtime_error);
  EXPECT_FALSE(keeper_->files_changed());
  EXPECT_EQ(TlsChannel(server_->port(), trusting()).server_serial(), serial);
  EXPECT_EQ(answer(trusting()), "fast");
}

std::string refusal(const TlsFiles& files) {
  try {
    const TlsIdentities identities(files);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST_F(Tls, FilesThatAreNoneAreRefusedByName) {
  const auto second = authority_.issue("second", "DNS:localhost");
  const auto encrypted = first_.key.string() + ".locked";
  static_cast<void>(support::run_piped(
      "/usr/bin/openssl",
      {"pkcs8", "-topk8", "-in", first_.key, "-out", encrypted, "-passout", "pass:secret"}, {}));
  EXPECT_EQ(refusal(files_), "");
  EXPECT_THAT(refusal({{{"/nowhere", first_.key}}, {}, {}}), HasSubstr("/nowhere"));
  EXPECT_THAT(refusal({{{first_.key, first_.key}}, {}, {}}), HasSubstr("certificate chain"));
  EXPECT_THAT(refusal({{{first_.chain, "/nowhere"}}, {}, {}}), HasSubstr("/nowhere"));
  EXPECT_THAT(refusal({{{first_.chain, second.key}}, {}, {}}), HasSubstr("key values mismatch"));
  EXPECT_THAT(refusal({{{first_.chain, encrypted}}, {}, {}}), HasSubstr("not encrypted"));
  EXPECT_THAT(refusal({{of(first_)}, TlsFiles::Clients::required, first_.key}),
              HasSubstr("no certificates"));
}

TEST_F(Tls, AHandshakeThatHangsIsEndedAndCountsAmongTheConnections) {
  limits_.header_time = milliseconds(150);
  serve();
  HttpClient silent(server_->port());
  HttpClient half(server_->port());
  ASSERT_TRUE(half.send(std::string("\x16\x03\x01\x02\x00\x01\x00", 7)));
  EXPECT_TRUE(support::comes_true([this] { return server_->counts().connections_open == 2; }));
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(half.ended());
  EXPECT_TRUE(support::comes_true([this] { return server_->counts().connections_open == 0; }));
  EXPECT_EQ(server_->counts().timeouts, 2U);
  EXPECT_EQ(server_->counts().tls_handshakes_failed, 2U);
}

TEST_F(Tls, AHandshakeThatHangsGivesWay) {
  serve(1);
  HttpClient half(server_->port());
  ASSERT_TRUE(half.send(std::string("\x16\x03\x01", 3)));
  EXPECT_TRUE(support::comes_true([this] { return server_->counts().connections_open == 1; }));
  EXPECT_TRUE(support::comes_true([this] { return answer(trusting()) == "fast"; }));
  EXPECT_TRUE(half.ended());
}

TEST_F(Tls, WhatIsNoTlsIsClosedAndARequestWithoutItIsTold) {
  serve();
  HttpClient noise(server_->port());
  ASSERT_TRUE(noise.send("noise that is no handshake\r\n\r\n"));
  EXPECT_EQ(noise.receive(), std::nullopt);
  HttpClient plain(server_->port());
  const auto answer = plain.ask(get);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400U);
  EXPECT_THAT(answer->body, HasSubstr("https"));
  EXPECT_TRUE(plain.ended());
}

TEST_F(Tls, CurlIsServedAndRefusedAsItShould) {
  serve();
  const auto curl = [this](support::Arguments more) {
    support::Arguments arguments{"-sS", "--cacert", authority_.certificate_file(),
                                 "https://" + place() + "/fast"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return support::run_piped("/usr/bin/curl", arguments, {});
  };
  EXPECT_EQ(curl({}).out, "fast");
  EXPECT_EQ(curl({"--http2"}).out, "fast");
  EXPECT_EQ(curl({"--tls-max", "1.2"}).out, "fast");
  EXPECT_EQ(curl({"--tlsv1.0", "--tls-max", "1.1", "--ciphers", "ALL:@SECLEVEL=0"}).code, 35);
  EXPECT_EQ(curl({"--resolve", "other.test:" + std::to_string(server_->port()) + ":127.0.0.1",
                  "https://other.test:" + std::to_string(server_->port())})
                .code,
            60);
}

TEST_F(Tls, NodeKeepsItsConnection) {
  const auto found = support::run_piped("/usr/bin/env", {"node", "--version"},
                                        {"PATH=/usr/local/bin:/usr/bin:/bin"});
  if (found.code != 0) GTEST_SKIP() << "no node here: apt-get install nodejs";
  serve();
  const std::string script = R"(
    const https = require('https'), fs = require('fs');
    const agent = new https.Agent({keepAlive: true, maxSockets: 1,
                                   ca: fs.readFileSync(process.argv[1])});
    const ask = (left) => https.get(process.argv[2], {agent}, (answer) => {
      let body = '';
      const socket = answer.socket;
      answer.on('data', (piece) => body += piece);
      answer.on('end', () => {
        console.log(body, socket.getProtocol(), socket.localPort);
        setImmediate(() => left > 1 ? ask(left - 1) : agent.destroy());
      });
    });
    ask(3);
  )";
  const auto ended = support::run_piped(
      "/usr/bin/env",
      {"node", "-e", script, authority_.certificate_file(), "https://" + place() + "/fast"},
      {"PATH=/usr/local/bin:/usr/bin:/bin"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto line = ended.out.substr(0, ended.out.find('\n') + 1);
  EXPECT_THAT(line, HasSubstr("fast TLSv1.3 "));
  EXPECT_EQ(ended.out, line + line + line);
}

}  // namespace
}  // namespace ledger::http

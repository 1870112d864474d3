// The command line over https: whom it trusts, and what it says where it does not.

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"
#include "tests/support/tls_relay.hpp"

namespace ledger::e2e {
namespace {

using support::RunningService;
using support::TlsRelay;
using testing::AllOf;
using testing::HasSubstr;

class CliTls : public testing::Test {
 protected:
  CliTls() { cli_.set("TOKENLEDGER_TOKEN", service_.as_operator().secret()); }

  void trust() { cli_.set("SSL_CERT_FILE", relay_.certificate_file().string()); }
  support::Ended whoami(const std::string& scheme, const std::string& host) {
    cli_.set("TOKENLEDGER_SERVER", scheme + host + ':' + std::to_string(relay_.port()));
    return cli_.run({"whoami"});
  }

  RunningService service_;
  TlsRelay relay_{service_.port(), "localhost"};
  CommandLine cli_;
};

TEST_F(CliTls, ReachesAServerWhoseCertificateIsTrusted) {
  trust();
  const auto ended = whoami("https://", "localhost");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("operator"));
}

TEST_F(CliTls, GreetsByNameAndNotByAddress) {
  trust();
  EXPECT_EQ(whoami("https://", "localhost").code, 0);
  EXPECT_EQ(relay_.name_in_greeting(), "localhost");
  EXPECT_EQ(whoami("https://", "127.0.0.1").code, 3);
  EXPECT_EQ(relay_.name_in_greeting(), "");
}

TEST_F(CliTls, SendsNothingToAServerWhoseCertificateIsNot) {
  const auto ended = whoami("https://", "localhost");
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("certificate verify failed"), HasSubstr("SSL_CERT_FILE")));
}

TEST_F(CliTls, SendsNothingToAServerWhoseCertificateIsOfAnotherHost) {
  trust();
  const auto ended = whoami("https://", "127.0.0.1");
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("certificate verify failed"));
}

TEST_F(CliTls, SaysSoWhereOneSideSpeaksIt) {
  EXPECT_EQ(whoami("http://", "localhost").code, 3);
  cli_.set("TOKENLEDGER_SERVER", "https://127.0.0.1:" + std::to_string(service_.port()));
  const auto ended = cli_.run({"whoami"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("http://"));
}

}  // namespace
}  // namespace ledger::e2e

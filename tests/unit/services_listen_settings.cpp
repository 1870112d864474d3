// [[listen]] in the settings file.

#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/loaded_settings.hpp"

namespace ledger::runtime {
namespace {

using http::Role;
using support::loaded_settings;
using support::settings_refusal;
using testing::HasSubstr;

std::string section(const std::string& text) {
  return "[[listen]]\naddress = \"127.0.0.1:0\"\n" + text + "\n";
}

TEST(ListenSettings, AreOneForEverythingUnlessTold) {
  const auto listeners = listeners_of(loaded_settings(""));
  ASSERT_EQ(listeners.size(), 1U);
  EXPECT_EQ(listeners.front().address, "127.0.0.1:8080");
  EXPECT_EQ(listeners.front().roles, http::Roles::all());
  EXPECT_FALSE(listeners.front().tls);
  EXPECT_EQ(listeners_of(loaded_settings("[server]\nlisten = \"[::1]:9\"")).front().address,
            "[::1]:9");
}

TEST(ListenSettings, AreReadInTheirOrder) {
  const auto settings = loaded_settings(R"(
[[listen]]
address = "0.0.0.0:443"
roles = ["api", "door"]
connections_max = 5000
certificates = [{chain = "a.pem", key = "a.key"}, {chain = "b.pem", key = "b.key"}]
client_certificates = "required"
client_authorities = "ca.pem"
[[listen]]
unix = "/run/ledger.sock"
mode = "0666"
owner = "www-data:"
roles = ["ops"]
)");
  const auto listeners = listeners_of(settings);
  ASSERT_EQ(listeners.size(), 2U);
  const auto& first = listeners[0];
  EXPECT_EQ(first.address, "0.0.0.0:443");
  EXPECT_EQ(first.roles, (http::Roles{Role::door, Role::api}));
  EXPECT_EQ(first.connections_max, 5000U);
  ASSERT_TRUE(first.tls);
  ASSERT_EQ(first.tls->certificates.size(), 2U);
  EXPECT_EQ(first.tls->certificates[1].chain, "b.pem");
  EXPECT_EQ(first.tls->certificates[1].key, "b.key");
  EXPECT_EQ(first.tls->clients, http::TlsFiles::Clients::required);
  EXPECT_EQ(first.tls->client_authorities, "ca.pem");
  const auto& second = listeners[1];
  EXPECT_EQ(second.unix_path, "/run/ledger.sock");
  EXPECT_EQ(second.mode, 0666U);
  EXPECT_EQ(second.owner, "www-data:");
  EXPECT_FALSE(second.connections_max);
}

TEST(ListenSettings, RefuseWhatCannotBeMeant) {
  const std::string wanted = "certificates = [{chain = \"a\", key = \"b\"}]\n";
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"[[listen]]\nroles = [\"api\"]", "listen.address or listen.unix"},
      {section("unix = \"/a\""), "one of the two"},
      {"[[listen]]\naddress = \"here\"", "line 2: listen.address \"here\" is not HOST:PORT"},
      {section("roles = []"), "line 3: listen.roles must be"},
      {section("roles = \"api\""), "listen.roles must be"},
      {section("roles = [\"apis\"]"), "\"door\", \"api\", \"ops\""},
      {section("roles = [\"api\", \"api\"]"), "must not have one twice"},
      {section("connections_max = 0"), "between 1 and 1000000"},
      {section("connections_max = 1000001"), "between 1 and 1000000"},
      {section("mode = \"0600\""), "are of a Unix socket"},
      {section("owner = \"root\""), "are of a Unix socket"},
      {"[[listen]]\nunix = \"/a\"\nmode = 0o600", "octal digits in quotes"},
      {"[[listen]]\nunix = \"/a\"\nmode = \"0680\"", "octal digits in quotes"},
      {"[[listen]]\nunix = \"/a\"\nmode = \"1777\"", "octal digits in quotes"},
      {"[[listen]]\nunix = \"/a\"\n" + wanted, "takes no certificates"},
      {section("certificates = []"), "list of 1 to 64"},
      {section("certificates = [{chain = \"a\"}]"), "{chain = \"FILE\", key = \"FILE\"}"},
      {section("certificates = [{chain = \"a\", key = \"\"}]"), "certificates.key must be a text"},
      {section("client_certificates = \"optional\"\nclient_authorities = \"a\""),
       "certificates is missing"},
      {section(wanted + "client_certificates = \"optional\""), "go together"},
      {section(wanted + "client_authorities = \"a\""), "go together"},
      {section(wanted + "client_certificates = \"none\"\nclient_authorities = \"a\""),
       "\"optional\" or \"required\""},
      {section("port = 5"), "line 3: unknown setting listen.port; [[listen]] has address, "},
      {"listen = 5", "[[listen]]"},
      {"listen = []", "1 to 16"},
      {"listen = [5]", "must be sections"},
      {"[listen]\naddress = \"127.0.0.1:0\"", "[[listen]]"},
      {"[server]\nlisten = \"127.0.0.1:1\"\n" + section(""),
       "line 2: server.listen is the short form"},
  };
  for (const auto& [text, complaint] : wrong) {
    EXPECT_THAT(settings_refusal(text), HasSubstr(complaint)) << text;
  }
}

TEST(ListenSettings, HaveLimits) {
  std::string most;
  for (int i = 0; i < 16; ++i) most += section("");
  EXPECT_EQ(loaded_settings(most).listeners.size(), 16U);
  EXPECT_THAT(settings_refusal(most + section("")), HasSubstr("1 to 16"));
  std::string certificates;
  for (int i = 0; i < 64; ++i) certificates += R"({chain = "a", key = "b"},)";
  EXPECT_EQ(loaded_settings(section("certificates = [" + certificates + "]"))
                .listeners.front()
                .tls->certificates.size(),
            64U);
  certificates += R"({chain = "a", key = "b"})";
  EXPECT_THAT(settings_refusal(section("certificates = [" + certificates + "]")),
              HasSubstr("1 to 64"));
  EXPECT_EQ(loaded_settings(section("connections_max = 1000000")).listeners.front().connections_max,
            1'000'000U);
}

}  // namespace
}  // namespace ledger::runtime

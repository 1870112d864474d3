#include "tests/e2e/gateways_fixture.hpp"

#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/support/client_program.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/recipe.hpp"

namespace ledger::e2e {
namespace {

using Words = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

const std::filesystem::path top = LEDGER_SOURCE_DIR;

std::string at(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

/// Writes what the document shows for `file` to the directory of `places`, as `name`.
std::string write(const Places& places, const char* file, const char* name, Pairs replaced,
                  bool asks = true) {
  if (asks) replaced.emplace_back("127.0.0.1:8080", at(places.ledger));
  const auto text = support::with_places(support::recipe(gateways_document(), file), replaced);
  std::ofstream(places.directory / name) << text;
  return places.path(name);
}

Pairs certificate(const Places& places) {
  return {{"/etc/ssl/api.example.com.crt", places.path("api.crt")},
          {"/etc/ssl/api.example.com.key", places.path("api.key")}};
}

Words nginx_words(const std::string& file) {
  // One process, so that none is left over when the test is killed.
  return {"/usr/sbin/nginx", "-c", file, "-g", "daemon off; master_process off;"};
}

/// Where it keeps bodies, which only root may under the paths that Debian gives it.
std::string own_temporary(const Places& places) {
  std::string lines = "http {\n";
  for (const auto* what : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    lines += std::string(what) + "_temp_path " + places.path(what) + ";\n";
  }
  return lines;
}

Words nginx(const Places& places) {
  auto replaced = certificate(places);
  replaced.emplace_back("127.0.0.1:9000", at(places.api));
  replaced.emplace_back("listen 443", "listen " + at(places.gateway));
  replaced.emplace_back("/var/log/nginx", places.directory.string());
  replaced.emplace_back("/run/nginx.pid", places.path("nginx.pid"));
  replaced.emplace_back("http {\n", own_temporary(places));
  return nginx_words(write(places, "/etc/nginx/nginx.conf", "nginx.conf", replaced));
}

/// The block that README.md shows stands inside of `http`.
Words readme(const Places& places) {
  const auto block =
      support::with_places(support::recipe(top / "README.md", "/etc/nginx/conf.d/api.conf"),
                           {{"127.0.0.1:8080", at(places.ledger)},
                            {"127.0.0.1:9000", at(places.api)},
                            {"listen 80", "listen " + at(places.gateway)}});
  std::ofstream(places.path("nginx.conf")) << "events {}\nerror_log " << places.path("error.log")
                                           << ";\npid " << places.path("pid") << ";\n"
                                           << own_temporary(places) << "access_log off;\n"
                                           << block << "}\n";
  return nginx_words(places.path("nginx.conf"));
}

Words caddy(const Places& places) {
  auto replaced = certificate(places);
  replaced.emplace_back("127.0.0.1:9000", at(places.api));
  replaced.emplace_back("api.example.com:443", "api.example.com:" + std::to_string(places.gateway));
  const auto file = write(places, "/etc/caddy/Caddyfile", "Caddyfile", replaced);
  return {"/usr/bin/env",
          "HOME=" + places.directory.string(),
          "XDG_DATA_HOME=" + places.path("caddy"),
          "XDG_CONFIG_HOME=" + places.path("caddy"),
          "CADDY_ADMIN=unix/" + places.path("admin"),
          "/usr/bin/caddy",
          "run",
          "--adapter",
          "caddyfile",
          "--config",
          file};
}

Words haproxy(const Places& places) {
  std::ofstream pem(places.path("api.pem"));
  for (const auto* part : {"api.crt", "api.key"}) {
    pem << std::ifstream(places.path(part)).rdbuf();
  }
  pem.close();
  const auto lua = write(places, "/etc/haproxy/tokenledger.lua", "tokenledger.lua", {});
  const auto file = write(places, "/etc/haproxy/haproxy.cfg", "haproxy.cfg",
                          {{"/etc/haproxy/api.example.com.pem", places.path("api.pem")},
                           {"/etc/haproxy/tokenledger.lua", lua},
                           {"bind :443", "bind " + at(places.gateway)},
                           {"127.0.0.1:9000", at(places.api)}},
                          false);
  return {"/usr/sbin/haproxy", "-db", "-f", file};
}

Words envoy(const Places& places) {
  const auto address = [](std::uint16_t port) {
    return "{ address: 127.0.0.1, port_value: " + std::to_string(port) + " }";
  };
  auto replaced = certificate(places);
  replaced.emplace_back("{ address: 0.0.0.0, port_value: 443 }", address(places.gateway));
  replaced.emplace_back("{ address: 127.0.0.1, port_value: 8080 }", address(places.ledger));
  replaced.emplace_back("{ address: 127.0.0.1, port_value: 9000 }", address(places.api));
  const auto file = write(places, "/etc/envoy/envoy.yaml", "envoy.yaml", replaced, false);
  return {TOKENLEDGER_ENVOY, "-c", file, "--disable-hot-restart",
          "--concurrency",   "1",  "-l", "warning"};
}

Words apache(const Places& places) {
  auto replaced = certificate(places);
  replaced.emplace_back("http://127.0.0.1:9000", "http://" + at(places.api));
  replaced.emplace_back("Listen 443", "Listen " + at(places.gateway));
  replaced.emplace_back("/run/apache2/apache2.pid", places.path("apache.pid"));
  replaced.emplace_back("/var/log/apache2", places.directory.string());
  const Pairs ledger{{R"("127.0.0.1", 8080)", R"("127.0.0.1", )" + std::to_string(places.ledger)}};
  const auto lua = write(places, "/etc/apache2/tokenledger.lua", "tokenledger.lua", ledger, false);
  replaced.emplace_back("/etc/apache2/tokenledger.lua", lua);
  const auto file = write(places, "/etc/apache2/apache2.conf", "apache2.conf", replaced, false);
  // It reads the script as another user.
  std::filesystem::permissions(places.directory, std::filesystem::perms::others_exec,
                               std::filesystem::perm_options::add);
  // One process, so that none is left over when the test is killed.
  return {"/usr/sbin/apache2", "-X", "-f", file};
}

void make_certificate(const Places& places) {
  const auto made = support::run_piped(
      "/usr/bin/openssl",
      {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
       "-keyout", places.path("api.key"), "-out", places.path("api.crt"), "-days", "2", "-subj",
       "/CN=api.example.com", "-addext", "subjectAltName=DNS:api.example.com"},
      {});
  if (made.code != 0) throw std::runtime_error("openssl: " + made.err);
}

}  // namespace

std::filesystem::path gateways_document() { return top / "docs/gateways.md"; }

void PrintTo(const GatewayKind& kind, std::ostream* out) { *out << kind.name; }

const std::vector<GatewayKind>& gateway_kinds() {
  static const std::vector<GatewayKind> kinds{
      {.name = "Nginx", .program = "/usr/sbin/nginx", .prepare = nginx},
      {.name = "Readme", .program = "/usr/sbin/nginx", .prepare = readme, .scheme = "http"},
      {.name = "Caddy", .program = "/usr/bin/caddy", .prepare = caddy},
      {.name = "Haproxy", .program = "/usr/sbin/haproxy", .prepare = haproxy},
      {.name = "Envoy", .program = TOKENLEDGER_ENVOY, .prepare = envoy},
      {.name = "Apache",
       .program = "/usr/sbin/apache2",
       .prepare = apache,
       .connects_by_thread = true},
  };
  return kinds;
}

GuardedLedger::GuardedLedger(const GatewayKind& kind) : kind_(kind) {
  const Places places{ledger_port_.number(), api.port(), gateway_port_.number(), directory_.path()};
  make_certificate(places);
  start_ledger();
  gateway_ = std::make_unique<support::ChildProcess>(kind.prepare(places), places.path("log"));
  const bool answers = support::comes_true(
      [&] { return get("").status != 0 || gateway_->wait(std::chrono::milliseconds(0)); });
  if (!answers || gateway_->wait(std::chrono::milliseconds(0))) {
    throw std::runtime_error(std::string(kind.name) + " does not serve: " + log());
  }
}

GuardedLedger::~GuardedLedger() {
  gateway_->signal(SIGTERM);
  static_cast<void>(gateway_->wait(std::chrono::seconds(5)));
}

std::string GuardedLedger::log() const {
  std::ostringstream text;
  text << std::ifstream(directory_.path() / "log").rdbuf();
  return text.str();
}

support::CurlAnswer GuardedLedger::get(const std::string& secret, const std::string& target,
                                       std::vector<std::string> options) const {
  if (!secret.empty()) {
    options.insert(options.end(), {"-H", "Authorization: Bearer " + secret});
  }
  return support::Curl(port(), kind_.scheme).get(target, options);
}

support::ApiClient GuardedLedger::as_operator() const {
  std::string secret;
  std::getline(std::ifstream(directory_.path() / "data" / "operator-token"), secret);
  return {ledger_port_.number(), secret};
}

std::string GuardedLedger::token(const std::string& scopes) {
  return as_operator()
      .create(R"({"owner":"alice","name":"t","scopes":)" + scopes + "}")
      .text("/secret");
}

unsigned GuardedLedger::connections_accepted() const {
  const std::string name = "\ntokenledger_http_connections_accepted_total ";
  const auto text = as_operator().get("/metrics").body;
  return static_cast<unsigned>(std::stoul(text.substr(text.find(name) + name.size())));
}

void GuardedLedger::stop_ledger() {
  ledger->signal(SIGTERM);
  static_cast<void>(ledger->wait());
}

void GuardedLedger::start_ledger() {
  ledger = std::make_unique<support::Program>(
      TOKENLEDGER_PROGRAM,
      std::vector<std::string>{"serve", "--data", (directory_.path() / "data").string(), "--listen",
                               at(ledger_port_.number()), "--threads", "1"});
  if (!ledger->port()) throw std::runtime_error("no ledger: " + ledger->err());
}

}  // namespace ledger::e2e

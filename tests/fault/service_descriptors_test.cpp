// Few file descriptors and many idle sockets: the databases have theirs, who asks is answered, and
// idle connections give way. The real binary.

#include <csignal>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/api_client.hpp"
#include "tests/support/program.hpp"

namespace ledger::fault {
namespace {

using support::ApiClient;
using support::FreshDirectory;
using support::HttpClient;
using support::Program;

std::string first_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

/// `limits`: words of the shell that set them.
std::unique_ptr<Program> serve(const std::filesystem::path& data, const std::string& limits) {
  std::vector<std::string> arguments{"-c", limits + "; exec \"$0\" \"$@\"", TOKENLEDGER_PROGRAM};
  for (auto& word : support::serve_arguments(data)) arguments.push_back(std::move(word));
  return std::make_unique<Program>("/bin/sh", arguments);
}

double metric(ApiClient& client, const std::string& name) {
  const auto text = client.get("/metrics").body;
  const auto at = text.find('\n' + name + ' ');
  if (at == text.npos) throw std::runtime_error("no metric " + name);
  return std::stod(text.substr(at + name.size() + 2));
}

TEST(FewDescriptors, IdleSocketsEndNeitherVerificationNorCommands) {
  const FreshDirectory data;
  auto program = serve(data.path(), "ulimit -n 256");
  const auto port = program->port();
  ASSERT_TRUE(port) << program->err();
  const auto operator_secret = first_line(data.path() / "operator-token");
  std::string secret;
  {
    ApiClient op(*port, operator_secret);
    secret = op.create(R"({"name":"t","owner":"alice","scopes":["*"]})").text("/secret");
  }
  std::vector<std::unique_ptr<HttpClient>> idle;
  for (int n = 0; n < 600; ++n) {
    idle.push_back(std::make_unique<HttpClient>(*port));
    if (n % 20 != 0) continue;
    ApiClient caller(*port, secret);
    ASSERT_EQ(caller.gateway(secret), 200U) << n << '\n' << program->err();
    ASSERT_EQ(caller.post("/v1/tokens", R"({"name":"more"})").status, 201U) << n;
  }
  ApiClient op(*port, operator_secret);
  EXPECT_GT(metric(op, "tokenledger_http_connections_displaced_total"), 400);
  EXPECT_EQ(metric(op, "tokenledger_http_connections_refused_total"), 0);
  EXPECT_LE(metric(op, "tokenledger_http_connections"),
            metric(op, "tokenledger_http_connections_max"));
  program->signal(SIGTERM);
  EXPECT_EQ(program->wait(), 0) << program->err();
}

TEST(FewDescriptors, TheSoftLimitIsRaisedToTheHardOne) {
  const FreshDirectory data;
  auto program = serve(data.path(), "ulimit -Sn 32; ulimit -Hn 512");
  const auto port = program->port();
  ASSERT_TRUE(port) << program->err();
  std::ifstream limits("/proc/" + std::to_string(program->pid()) + "/limits");
  const std::string text{std::istreambuf_iterator<char>(limits), {}};
  EXPECT_NE(text.find("Max open files            512                  512"), text.npos) << text;
}

TEST(FewDescriptors, TooFewAreToldOfAtTheStart) {
  const FreshDirectory data;
  auto program = serve(data.path(), "ulimit -n 100");
  EXPECT_EQ(program->wait(), 1);
  EXPECT_NE(program->err().find("raise the hard limit"), std::string::npos) << program->err();
}

}  // namespace
}  // namespace ledger::fault

#pragma once
// A node on its embedded log and a follower of it, each the real binary as a process. To be made,
// and both started, on a thread that outlives it.

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/held_port.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {

using std::chrono::milliseconds;
/// Of the follower's view, at its smallest.
constexpr milliseconds follower_bound(3000);

class Follow : public testing::Test {
 protected:
  using ApiAnswer = support::ApiAnswer;
  using ApiClient = support::ApiClient;
  using Program = support::Program;

  void SetUp() override {
    start_node();
    auto op = as_operator();
    const auto token = op.create(R"({"name":"f","owner":"follower","scopes":["ledger:audit"]})");
    std::ofstream(token_file()) << token.text("/secret") << '\n';
    std::ofstream(config()) << "[view]\nage_max_ms = " << follower_bound.count() << '\n';
    verifier =
        op.create(R"({"name":"v","owner":"gate","scopes":["ledger:verify"]})").text("/secret");
  }
  void start_node(const std::string& settings = {});
  [[nodiscard]] std::string node_url() const { return url(node_port.number()); }
  static std::string url(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }
  /// Waits until it serves.
  void follow(const std::vector<std::string>& nodes);
  [[nodiscard]] std::vector<std::string> follow_arguments(
      const std::vector<std::string>& nodes) const;

  [[nodiscard]] ApiClient as_operator() const;
  [[nodiscard]] ApiClient at_node(const std::string& secret) const {
    return {node_port.number(), secret};
  }
  [[nodiscard]] ApiClient at_follower(const std::string& secret) const {
    return {follower_port, secret};
  }
  /// What the follower says of a token to who has `ledger:verify`.
  [[nodiscard]] ApiAnswer verify(const std::string& secret,
                                 const support::Headers& headers = {}) const {
    return at_follower(verifier).call("POST", "/v1/verify", R"({"token":")" + secret + R"("})",
                                      headers);
  }
  [[nodiscard]] support::Json create() const {
    return as_operator().create(R"({"name":"x","owner":"alice","scopes":["r"]})");
  }
  [[nodiscard]] static support::Headers behind(const ApiAnswer& answer) {
    return {{"Ledger-Min-Position", answer.field("Ledger-Position")}};
  }
  [[nodiscard]] bool knows(const std::string& secret) const {
    return support::comes_true([&] { return ApiClient(follower_port, "").gateway(secret) == 200; });
  }
  [[nodiscard]] unsigned ready() const { return at_follower({}).get("/readyz").status; }

  [[nodiscard]] std::filesystem::path token_file() const { return directory.path() / "token"; }
  [[nodiscard]] std::filesystem::path config() const { return directory.path() / "config"; }

  support::FreshDirectory directory;
  support::HeldPort node_port;
  std::optional<Program> node;
  std::optional<Program> follower;
  std::uint16_t follower_port = 0;
  std::string verifier;
};

}  // namespace ledger::e2e

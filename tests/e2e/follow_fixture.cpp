#include "tests/e2e/follow_fixture.hpp"

namespace ledger::e2e {
namespace {

std::string line_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

}  // namespace

void Follow::start_node(const std::string& settings) {
  const auto file = directory.path() / "node-config";
  std::ofstream(file) << settings;
  node.emplace(
      TOKENLEDGER_PROGRAM,
      std::vector<std::string>{"serve", "--data", (directory.path() / "node").string(), "--listen",
                               "127.0.0.1:" + std::to_string(node_port.number()), "--threads", "2",
                               "--config", file.string()});
  ASSERT_TRUE(node->port()) << node->err();
}

std::vector<std::string> Follow::follow_arguments(const std::vector<std::string>& nodes) const {
  std::vector<std::string> words{
      "follow",   "--data",         (directory.path() / "follower").string(),
      "--listen", "127.0.0.1:0",    "--threads",
      "2",        "--token-file",   token_file().string(),
      "--config", config().string()};
  for (const auto& from : nodes) words.insert(words.end(), {"--from", from});
  return words;
}

void Follow::follow(const std::vector<std::string>& nodes) {
  follower.emplace(TOKENLEDGER_PROGRAM, follow_arguments(nodes));
  const auto port = follower->port();
  ASSERT_TRUE(port) << follower->err();
  follower_port = *port;
}

support::ApiClient Follow::as_operator() const {
  return at_node(line_of(directory.path() / "node" / "operator-token"));
}

}  // namespace ledger::e2e

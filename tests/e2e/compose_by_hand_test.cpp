// The services of docker-compose.yml started by hand, as plain processes with the settings that
// stand there; another host name, port and directory is all that differs.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/held_port.hpp"
#include "tests/support/kafka_cluster.hpp"
#include "tests/support/program.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::comes_true;
using support::FreshDirectory;
using support::Program;
using testing::HasSubstr;
using testing::SizeIs;

const std::filesystem::path top = LEDGER_SOURCE_DIR;
const std::string prometheus = "/usr/bin/prometheus";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return at == text.npos ? text : text.replace(at, what.size(), by);
}

/// `KAFKA_MIN_INSYNC_REPLICAS: "1"` as the image makes it a line of server.properties. What names
/// hosts, ports and directories is the test cluster's own.
std::vector<std::string> broker_properties() {
  const std::set<std::string> own{"node.id",
                                  "process.roles",
                                  "listeners",
                                  "advertised.listeners",
                                  "inter.broker.listener.name",
                                  "controller.listener.names",
                                  "listener.security.protocol.map",
                                  "controller.quorum.voters",
                                  "log.dirs"};
  const auto file = text_of(top / "docker-compose.yml");
  const std::regex variable("\\n +KAFKA_([A-Z_]+): \"([^\"]*)\"");
  std::vector<std::string> properties;
  for (auto match = std::sregex_iterator(file.begin(), file.end(), variable);
       match != std::sregex_iterator(); ++match) {
    std::string name = (*match)[1];
    for (auto& c : name) c = c == '_' ? '.' : static_cast<char>(std::tolower(c));
    if (!own.contains(name)) properties.push_back(name + "=" + (*match)[2].str());
  }
  return properties;
}

class ComposeByHand : public testing::Test {
 protected:
  void SetUp() override { support::skip_without_kafka(); }

  /// node.toml for who works in that directory.
  std::string settings(const std::string& name, const std::string& bootstrap) const {
    auto text = text_of(top / "services" / "compose" / "node.toml");
    text = replaced(text, "kafka:9092", bootstrap);
    text = replaced(text, "\"/data\"", "\"" + data(name).string() + "\"");
    text = replaced(text, "0.0.0.0:8080", "127.0.0.1:0");
    const auto file = directory_.path() / (name + ".toml");
    std::ofstream(file) << text;
    return file.string();
  }
  std::filesystem::path data(const std::string& name) const { return directory_.path() / name; }

  /// Prometheus on its file, with these two for the nodes.
  Program scrape(std::uint16_t at, std::uint16_t first, std::uint16_t second) const {
    auto text = text_of(top / "services" / "compose" / "prometheus.yml");
    text = replaced(text, "node-1:8080", "127.0.0.1:" + std::to_string(first));
    text = replaced(text, "node-2:8080", "127.0.0.1:" + std::to_string(second));
    const auto file = directory_.path() / "prometheus.yml";
    std::ofstream(file) << text;
    std::filesystem::copy_file(top / "services" / "compose" / "alerts.yml",
                               directory_.path() / "alerts.yml");
    return Program(prometheus, {"--config.file=" + file.string(),
                                "--storage.tsdb.path=" + data("prometheus").string(),
                                "--web.listen-address=127.0.0.1:" + std::to_string(at)});
  }

  FreshDirectory directory_;
};

TEST_F(ComposeByHand, TwoNodesServeOneLedgerAndPrometheusScrapesBoth) {
  if (!std::filesystem::exists(prometheus)) GTEST_SKIP() << "prometheus is not installed";
  const auto properties = broker_properties();
  ASSERT_THAT(properties, SizeIs(testing::Gt(8U)));
  support::KafkaCluster kafka({.properties = properties});
  const auto once = settings("init", kafka.bootstrap());
  for (const auto* said : {"operator-token", "nothing was changed"}) {
    const auto init = support::run_piped(TOKENLEDGER_PROGRAM, {"init", "--config", once}, {});
    EXPECT_EQ(init.code, 0) << init.err;
    EXPECT_THAT(init.out, HasSubstr(said));
  }
  Program first(TOKENLEDGER_PROGRAM, {"serve", "--config", settings("node-1", kafka.bootstrap())});
  Program second(TOKENLEDGER_PROGRAM, {"serve", "--config", settings("node-2", kafka.bootstrap())});
  const auto first_port = first.port();
  const auto second_port = second.port();
  ASSERT_TRUE(first_port && second_port) << first.err() << second.err();

  auto secret = text_of(data("init") / "operator-token");
  secret.pop_back();
  ApiClient at_first(*first_port, secret);
  ApiClient at_second(*second_port, secret);
  for (auto* node : {&at_first, &at_second}) {
    ASSERT_TRUE(comes_true([&] { return node->get("/readyz").status == 200; }));
  }
  const auto made = at_first.create(R"({"owner":"alice","name":"t","scopes":["r"]})");
  ASSERT_TRUE(comes_true([&] { return at_second.gateway(made.text("/secret")) == 200; }));

  const support::HeldPort port;
  Program watching = scrape(port.number(), *first_port, *second_port);
  const auto up = [&]() -> std::string {
    try {
      const auto answer = ApiClient(port.number(), "").get("/api/v1/query?query=sum(up)").json();
      return answer.has("/data/result/0/value/1") ? answer.text("/data/result/0/value/1") : "";
    } catch (const std::exception&) {
      return "";  // it does not listen yet
    }
  };
  EXPECT_TRUE(comes_true([&] { return up() == "2"; }));
}

}  // namespace
}  // namespace ledger::e2e

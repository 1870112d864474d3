// docker-compose.yml and what it mounts: nothing here can run it, so each of its words is held
// against what it names, and against the tools that read it.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include <gmock/gmock.h>

#include "services/runtime/settings.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::Program;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::filesystem::path top = LEDGER_SOURCE_DIR;
const auto composed = top / "services" / "compose";
const std::string docker_compose = "/usr/bin/docker-compose";
const std::string promtool = "/usr/bin/promtool";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string compose_file() { return text_of(top / "docker-compose.yml"); }

/// What the first group of the pattern takes, line by line, without comments.
std::vector<std::string> found(const std::string& text, const std::string& pattern) {
  const std::regex wanted(pattern);
  std::vector<std::string> all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(' ') == line.find('#')) continue;
    for (auto match = std::sregex_iterator(line.begin(), line.end(), wanted);
         match != std::sregex_iterator(); ++match) {
      all.push_back((*match)[1]);
    }
  }
  return all;
}

/// Exit status 0 and not a word on standard error.
void expect_clean(const std::string& tool, const std::vector<std::string>& arguments) {
  Program program(tool, arguments);
  EXPECT_EQ(program.wait(std::chrono::seconds(50)), 0) << program.out() << program.err();
  EXPECT_THAT(program.err(), IsEmpty());
}

TEST(Compose, IsCleanToDockerCompose) {
  if (!std::filesystem::exists(docker_compose)) {
    GTEST_SKIP() << "docker-compose is not installed: docker-compose.yml is not checked";
  }
  const auto file = (top / "docker-compose.yml").string();
  expect_clean(docker_compose, {"-f", file, "config", "--quiet"});
  expect_clean(docker_compose, {"-f", file, "--profile", "embedded", "config", "--quiet"});
}

TEST(Compose, MountsFilesThatAreThere) {
  const auto files = found(compose_file(), R"(- \./([^:]+):)");
  EXPECT_THAT(files, testing::SizeIs(5));
  for (const auto& file : files) {
    EXPECT_TRUE(std::filesystem::is_regular_file(top / file)) << file;
  }
}

TEST(Compose, UsesNoImageWithoutAVersion) {
  const auto images = found(compose_file(), "image: (.*)");
  EXPECT_THAT(images, Contains("apache/kafka:4.3.0"));
  for (const auto& image : images) {
    EXPECT_TRUE(image == "tokenledger" ||
                std::regex_match(image, std::regex(R"([a-z/]+:v?\d+\.\d+\.\d+)")))
        << image;
  }
}

TEST(Compose, OpensPortsOnTheLoopbackAlone) {
  const auto ports = found(compose_file(), R"re(^ +- "([0-9.:]+)"$)re");
  EXPECT_THAT(ports, ElementsAre("127.0.0.1:8080:8080", "127.0.0.1:8081:8080",
                                 "127.0.0.1:9090:9090", "127.0.0.1:8080:8080"));
}

TEST(Compose, TellsKafkaAllThatTheImageForgets) {
  const auto told = found(compose_file(), "^ +((?:KAFKA_[A-Z_]+|CLUSTER_ID)): \"");
  for (const auto* name :
       {"CLUSTER_ID", "KAFKA_NODE_ID", "KAFKA_PROCESS_ROLES", "KAFKA_LISTENERS",
        "KAFKA_ADVERTISED_LISTENERS", "KAFKA_INTER_BROKER_LISTENER_NAME",
        "KAFKA_CONTROLLER_LISTENER_NAMES", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
        "KAFKA_CONTROLLER_QUORUM_VOTERS", "KAFKA_LOG_DIRS", "KAFKA_AUTO_CREATE_TOPICS_ENABLE",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR"}) {
    EXPECT_THAT(told, Contains(name));
  }
}

TEST(ComposeSettings, AreReadByTheProgramAndFitTheRest) {
  const auto settings = runtime::load_settings(composed / "node.toml");
  ASSERT_TRUE(settings.kafka);
  EXPECT_THAT(settings.kafka->brokers, ElementsAre("kafka:9092"));
  EXPECT_THAT(compose_file(), HasSubstr("\n  kafka:\n    image: apache/kafka:"));
  EXPECT_THAT(compose_file(),
              HasSubstr("KAFKA_ADVERTISED_LISTENERS: \"PLAINTEXT://kafka:9092\"\n"));
  EXPECT_EQ(settings.data, "/data");
  EXPECT_EQ(settings.listen, "0.0.0.0:8080");
  const auto bound = std::chrono::duration_cast<std::chrono::seconds>(settings.view_age_max);
  EXPECT_THAT(found(text_of(composed / "alerts.yml"), "view_age_seconds > ([0-9]+)"),
              ElementsAre(std::to_string(bound.count() / 2), std::to_string(bound.count())));
}

/// The blocks of a page that are fenced as `toml`.
std::vector<std::string> toml_blocks(const std::string& page) {
  std::vector<std::string> blocks;
  const std::string opening = "```toml\n";
  for (auto at = page.find(opening); at != std::string::npos; at = page.find(opening, at)) {
    at += opening.size();
    blocks.push_back(page.substr(at, page.find("```", at) - at));
  }
  return blocks;
}

TEST(DocumentedSettings, AreReadByTheProgram) {
  const support::FreshDirectory directory;
  const auto file = directory.path() / "ledger.toml";
  std::ofstream(file).close();
  std::filesystem::permissions(
      file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  for (const auto* page : {"kafka.md", "operations.md"}) {
    const auto blocks = toml_blocks(text_of(top / "docs" / page));
    EXPECT_THAT(blocks, testing::Not(IsEmpty())) << page;
    for (const auto& block : blocks) {
      std::ofstream(file) << block;
      EXPECT_NO_THROW(static_cast<void>(runtime::load_settings(file))) << page << '\n' << block;
    }
  }
}

TEST(ComposePrometheus, ScrapesEveryNode) {
  const auto targets = found(text_of(composed / "prometheus.yml"), R"re("([^"]+)")re");
  EXPECT_THAT(targets, ElementsAre("node-1:8080", "node-2:8080"));
  for (const auto& target : targets) {
    const auto service = "\n  " + target.substr(0, target.find(':')) + ":\n    <<: *node\n";
    EXPECT_THAT(compose_file(), HasSubstr(service));
  }
}

TEST(ComposePrometheus, IsCleanToPromtool) {
  if (!std::filesystem::exists(promtool)) {
    GTEST_SKIP() << "promtool is not installed: prometheus.yml and alerts.yml are not checked";
  }
  expect_clean(promtool, {"check", "config", (composed / "prometheus.yml").string()});
}

TEST(ComposeAlerts, FireWhenTheyShould) {
  if (!std::filesystem::exists(promtool)) {
    GTEST_SKIP() << "promtool is not installed: alerts.yml is not tried";
  }
  expect_clean(promtool, {"test", "rules", LEDGER_ALERTS_STORY});
}

TEST(ComposeAlerts, NameMetricsThatTheDocumentsHave) {
  const auto metrics = found(text_of(composed / "alerts.yml"), "(tokenledger_[a-z_]+)");
  const auto documents = text_of(top / "docs" / "operations.md") + text_of(top / "docs/kafka.md");
  EXPECT_THAT(std::set<std::string>(metrics.begin(), metrics.end()), testing::SizeIs(2));
  for (const auto& metric : metrics) {
    EXPECT_TRUE(documents.find('`' + metric + '`') != std::string::npos) << metric;
  }
}

}  // namespace
}  // namespace ledger::e2e

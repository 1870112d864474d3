// A real Apache Kafka of one node: for a person (`serve`, which ./dev kafka runs) and for the tests
// of one run of ctest (`start` and `stop`).

#include <csignal>
#include <cstdio>
#include <sys/stat.h>
#include <system_error>

#include <CLI/CLI.hpp>

#include "tests/kafka/keeper.hpp"
#include "tests/support/kafka_cluster.hpp"
#include "tests/support/kafka_home.hpp"

namespace {

using namespace std::chrono_literals;
using ledger::support::KafkaCluster;

void say_how_to_use(const KafkaCluster& cluster, const std::string& data) {
  const auto at = cluster.bootstrap();
  std::printf(
      "\nApache Kafka serves at %s and keeps its data in %s\n"
      "Topics are made by whoever needs them, not by their first use (kcat is a Debian "
      "package):\n\n"
      "java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp '%s' "
      "org.apache.kafka.tools.TopicCommand --bootstrap-server %s"
      " --create --topic first\n"
      "echo hello | kcat -b %s -P -t first\n"
      "kcat -b %s -C -t first -e\n\n"
      "Tests that are run by hand use it with TOKENLEDGER_KAFKA_BOOTSTRAP=%s\n"
      "Ctrl-C stops it.\n",
      at.c_str(), data.c_str(), ledger::support::kafka_jars().c_str(), at.c_str(), at.c_str(),
      at.c_str(), at.c_str());
  std::fflush(stdout);
}

int serve(std::uint16_t port, const std::string& data, bool plain_java) {
  if (!ledger::support::kafka_available()) {
    std::fputs("no Kafka here: ./dev kafka fetches it with Maven, and needs Java 17\n", stderr);
    return 1;
  }
  // What a ledger keeps is nobody else's to read.
  ::umask(077);
  // Before any other thread is made, so that all of them leave these signals to us.
  sigset_t stop;
  ::sigemptyset(&stop);
  ::sigaddset(&stop, SIGINT);
  ::sigaddset(&stop, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &stop, nullptr);
  ledger::support::KafkaClusterPlan plan;
  plan.port = port;
  plan.directory = data;
  if (plain_java) plan.java_options = {"-Xms1g", "-Xmx1g"};
  KafkaCluster cluster(plan);
  say_how_to_use(cluster, data);
  const timespec pause{.tv_sec = 0, .tv_nsec = 500'000'000};
  while (::sigtimedwait(&stop, nullptr, &pause) < 0) {
    if (!cluster.node(0).runs()) {
      std::fprintf(stderr, "Kafka has ended: see %s\n", cluster.node(0).log().c_str());
      return 1;
    }
  }
  std::puts("stopping");
  cluster.terminate();
  return 0;
}

}  // namespace

int main(int count, char** words) {
  CLI::App app("A real Apache Kafka of one node, on 127.0.0.1");
  app.require_subcommand(1);
  std::uint16_t port = 9092;
  std::string data = "data/kafka";
  auto* const server = app.add_subcommand("serve", "in the foreground, until Ctrl-C");
  server->add_option("--port", port, "where clients reach it; 0 takes a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  server->add_option("--data", data, "what it keeps")->capture_default_str();
  bool plain_java = false;
  server->add_flag("--plain-java", plain_java,
                   "with Java's own compilers and collector: starts slower, and is faster then");
  auto* const starter = app.add_subcommand("start", "for the tests of the ctest that runs this");
  app.add_subcommand("stop", "what start has started");
  CLI11_PARSE(app, count, words);
  try {
    if (*server) return serve(port, data, plain_java);
    return *starter ? ledger::kafka_broker::start_shared() : ledger::kafka_broker::stop_shared();
  } catch (const std::system_error& failure) {
    std::fprintf(stderr, "kafka_broker: %s. Stop what is there, or give another --port\n",
                 failure.what());
    return 1;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "kafka_broker: %s\n", failure.what());
    return 1;
  }
}

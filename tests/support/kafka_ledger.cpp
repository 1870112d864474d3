#include "tests/support/kafka_ledger.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/support/shared_kafka.hpp"

namespace ledger::support {
namespace {

constexpr const char* program_file = TOKENLEDGER_PROGRAM;

/// `"a:1", "b:2"` of `a:1,b:2`.
std::string quoted(const std::string& list) {
  std::string text = "\"";
  for (const char c : list) text += c == ',' ? "\", \"" : std::string(1, c);
  return text + "\"";
}

/// Status of /readyz; 0: no answer.
unsigned readiness(std::uint16_t port) {
  try {
    return ApiClient(port, "").get("/readyz").status;
  } catch (const std::exception&) {
    return 0;
  }
}

/// False when the time is over.
bool wait_readiness(std::uint16_t port, unsigned status, KafkaLedger::Time at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (readiness(port) != status) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace

void write_kafka_settings(const std::filesystem::path& file, const std::string& bootstrap,
                          const std::string& topic, const std::string& more) {
  std::ofstream(file) << "[kafka]\nbrokers = [" << quoted(bootstrap) << "]\ntopic = \"" << topic
                      << "\"\n"
                      << more;
}

std::string tokenledger_program() { return program_file; }

Ended run_tokenledger(const Arguments& arguments) { return run_piped(program_file, arguments, {}); }

KafkaLedger::KafkaLedger(KafkaLedgerPlan plan) : topic_(plan.topic.value_or(fresh_topic_name())) {
  write_kafka_settings(config(), plan.bootstrap, topic_, plan.settings);
  const auto made = run({"init", "--replication", std::to_string(plan.replication)});
  if (made.code != 0) throw std::runtime_error("init: " + made.out + made.err);
  std::getline(std::ifstream(directory_.path() / "init" / "operator-token"), secret_);
  for (std::size_t i = 0; i < plan.nodes; ++i) add();
  for (std::size_t i = 0; i < plan.nodes; ++i) wait_ready(i);
}

std::vector<std::uint16_t> KafkaLedger::ports() const {
  std::vector<std::uint16_t> all;
  for (std::size_t i = 0; i < size(); ++i) all.push_back(port(i));
  return all;
}

std::filesystem::path KafkaLedger::data(std::size_t i) const {
  return directory_.path() / ("node-" + std::to_string(i));
}

std::size_t KafkaLedger::add() {
  nodes_.push_back(std::make_unique<Node>());
  start(size() - 1);
  return size() - 1;
}

void KafkaLedger::kill(std::size_t i) {
  program(i).signal(SIGKILL);
  program(i).wait();
}

int KafkaLedger::stop(std::size_t i) {
  program(i).signal(SIGTERM);
  return program(i).wait();
}

void KafkaLedger::start(std::size_t i, const std::string& file) {
  nodes_[i]->program.reset();
  nodes_[i]->program = std::make_unique<Program>(
      file, std::vector<std::string>{"serve", "--config", config().string(), "--data",
                                     data(i).string(), "--listen",
                                     "127.0.0.1:" + std::to_string(port(i)), "--threads", "2"});
}

void KafkaLedger::wait_ready(std::size_t i, Time at_most) {
  if (wait_readiness(port(i), 200, at_most)) return;
  throw std::runtime_error("a node is not ready: " + program(i).err());
}

void KafkaLedger::wait_unready(std::size_t i, Time at_most) {
  if (wait_readiness(port(i), 503, at_most)) return;
  throw std::runtime_error("a node goes on being ready: " + program(i).err());
}

double KafkaLedger::metric(std::size_t i, const std::string& name) const {
  const auto page = "\n" + as_operator(i).get("/metrics").body;
  const auto at = page.find("\n" + name + " ");
  if (at == page.npos) throw std::runtime_error("no metric " + name);
  return std::stod(page.substr(at + name.size() + 2));
}

Ended KafkaLedger::run(Arguments arguments) const {
  arguments.insert(arguments.end(), {"--config", config().string()});
  if (std::ranges::find(arguments, "--data") == arguments.end()) {
    arguments.insert(arguments.end(), {"--data", (directory_.path() / "init").string()});
  }
  return run_tokenledger(arguments);
}

}  // namespace ledger::support

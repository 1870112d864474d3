#include "tests/support/kafka_broker.hpp"

#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/support/kafka_client.hpp"
#include "tests/support/kafka_home.hpp"

namespace ledger::support {

using namespace std::chrono_literals;

KafkaBroker::KafkaBroker(Plan plan) : plan_(std::move(plan)) {
  std::filesystem::create_directories(plan_.directory);
}

void KafkaBroker::start(const std::string& cluster_id) {
  const auto settings = plan_.directory / "server.properties";
  // Written anew at each start: the directory may have been moved, and ports are others.
  std::ofstream(settings) << plan_.properties << "log.dirs="
                          << std::filesystem::absolute(plan_.directory / "data").string() << '\n';
  if (!std::filesystem::exists(plan_.directory / "data" / "meta.properties")) format(cluster_id);
  process_ = std::make_unique<ChildProcess>(
      kafka_command(plan_.java_options, {"kafka.Kafka", settings.string()}), log());
}

void KafkaBroker::format(const std::string& cluster_id) const {
  ChildProcess tool(
      kafka_command(plan_.java_options, {"kafka.tools.StorageTool", "format", "-t", cluster_id,
                                         "-c", (plan_.directory / "server.properties").string()}),
      log());
  if (tool.wait(60s) != 0) {
    throw std::runtime_error("Kafka did not format its directory:\n" + end_of_log());
  }
}

void KafkaBroker::wait_until_ready(std::chrono::milliseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  KafkaClient client(plan_.address);
  while (!client.broker_ids(500ms)) {
    if (!runs() || std::chrono::steady_clock::now() > until) {
      throw std::runtime_error("Kafka does not answer at " + plan_.address + ":\n" + end_of_log());
    }
  }
}

void KafkaBroker::kill() { process_.reset(); }

void KafkaBroker::pause() const { stop_child(process_->pid()); }

void KafkaBroker::resume() const { process_->signal(SIGCONT); }

bool KafkaBroker::terminate(std::chrono::milliseconds at_most) {
  if (!process_) return true;
  resume();
  process_->signal(SIGTERM);
  const bool in_time = process_->wait(at_most).has_value();
  process_.reset();
  return in_time;
}

bool KafkaBroker::runs() const { return process_ && !process_->wait(0ms); }

std::string KafkaBroker::end_of_log() const {
  constexpr std::size_t bytes = 4000;
  std::ifstream stream(log(), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return text.substr(text.size() - std::min(bytes, text.size()));
}

}  // namespace ledger::support

#include "tests/support/kafka_cluster.hpp"

#include <fcntl.h>
#include <fstream>
#include <random>
#include <stdexcept>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

#include "tests/support/kafka_client.hpp"
#include "tests/support/kafka_home.hpp"

namespace ledger::support {
namespace {

using namespace std::chrono_literals;

std::string at_loopback(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

/// 22 letters of base64url: how Kafka writes 16 bytes. The last has only two bits to say.
std::string random_cluster_id() {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device dice;
  std::string id;
  while (id.size() < 21) id += letters[dice() % letters.size()];
  return id + 'Q';
}

/// The id of the cluster whose data a directory has; a new one, noted there, if it has none.
std::string cluster_id_of(const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  std::string id;
  std::getline(std::ifstream(directory / "cluster-id"), id);
  if (!id.empty()) return id;
  id = random_cluster_id();
  std::ofstream(directory / "cluster-id") << id << '\n';
  return id;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

}  // namespace

KafkaCluster::KafkaCluster(const KafkaClusterPlan& plan) {
  if (!plan.java_options) ensure_kafka_class_archive();
  const auto options = plan.java_options.value_or(quick_java_options());
  const auto directory = plan.directory ? *plan.directory : own_directory_.emplace().path();
  id_ = cluster_id_of(directory);
  for (std::size_t i = 0; i < plan.nodes; ++i) {
    ports_.push_back({HeldPort(i == 0 ? plan.port : std::uint16_t{0}), HeldPort(), HeldPort()});
    advertised_.push_back(i < plan.advertised_ports.size() ? plan.advertised_ports[i] : port(i));
  }
  for (std::size_t i = 0; i < plan.nodes; ++i) {
    const auto name = "node-" + std::to_string(i + 1);
    nodes_.push_back(std::make_unique<KafkaBroker>(
        KafkaBroker::Plan{static_cast<int>(i) + 1, directory / name, properties_of(i, plan),
                          at_loopback(ports_[i].between.number()), options}));
  }
  for (auto& node : nodes_) node->start(id_);
  wait_until_whole();
}

std::string KafkaCluster::properties_of(std::size_t i, const KafkaClusterPlan& plan) const {
  std::vector<std::string> voters;
  for (std::size_t n = 0; n < ports_.size(); ++n) {
    voters.push_back(std::to_string(n + 1) + '@' + at_loopback(ports_[n].controller.number()));
  }
  const auto& ports = ports_[i];
  const auto replicas = std::to_string(plan.nodes);
  const auto in_sync = std::to_string(plan.nodes / 2 + 1);
  const auto between = ",BETWEEN://" + at_loopback(ports.between.number());
  std::vector<std::string> lines{
      "process.roles=broker,controller",
      "node.id=" + std::to_string(i + 1),
      "listeners=CLIENT://" + at_loopback(ports.client.number()) + between + ",CONTROLLER://" +
          at_loopback(ports.controller.number()),
      "advertised.listeners=CLIENT://" + at_loopback(advertised_[i]) + between,
      "inter.broker.listener.name=BETWEEN",
      "controller.listener.names=CONTROLLER",
      "listener.security.protocol.map=CLIENT:PLAINTEXT,BETWEEN:PLAINTEXT,CONTROLLER:PLAINTEXT",
      "controller.quorum.voters=" + joined(voters),
      "default.replication.factor=" + replicas,
      "min.insync.replicas=" + in_sync,
      "auto.create.topics.enable=false",
      "group.initial.rebalance.delay.ms=0",
      "broker.heartbeat.interval.ms=500",
      // How long a killed broker still counts as there, and its successor is refused.
      std::string("broker.session.timeout.ms=") + (plan.nodes == 1 ? "2000" : "3000"),
  };
  for (const std::string topic :
       {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
    lines.push_back(topic + ".num.partitions=1");
    lines.push_back(topic + ".replication.factor=" + replicas);
    if (topic != "offsets.topic") lines.push_back(topic + ".min.isr=" + in_sync);
  }
  lines.insert(lines.end(), plan.properties.begin(), plan.properties.end());
  std::string text;
  for (const auto& line : lines) text += line + '\n';
  return text;
}

void KafkaCluster::wait_until_whole() {
  for (auto& node : nodes_) node->wait_until_ready();
  const auto until = std::chrono::steady_clock::now() + 60s;
  for (auto& node : nodes_) {
    KafkaClient client(node->address());
    for (auto ids = client.broker_ids(); !ids || ids->size() != size(); ids = client.broker_ids()) {
      if (std::chrono::steady_clock::now() > until) {
        throw std::runtime_error("a broker of Kafka does not know of all the others");
      }
      std::this_thread::sleep_for(50ms);
    }
  }
}

std::string KafkaCluster::bootstrap() const {
  std::vector<std::string> addresses;
  for (const auto advertised : advertised_) addresses.push_back(at_loopback(advertised));
  return joined(addresses);
}

std::string KafkaCluster::direct_bootstrap() const {
  std::vector<std::string> addresses;
  for (const auto& node : nodes_) addresses.push_back(node->address());
  return joined(addresses);
}

void KafkaCluster::restart(std::size_t i) {
  nodes_[i]->start(id_);
  nodes_[i]->wait_until_ready();
}

void KafkaCluster::restart_all() {
  for (auto& node : nodes_) node->start(id_);
  wait_until_whole();
}

void KafkaCluster::terminate() {
  std::vector<std::jthread> threads;
  for (auto& node : nodes_) threads.emplace_back([&node] { node->terminate(); });
}

void ensure_kafka_class_archive() {
  const auto archive = kafka_class_archive();
  if (std::filesystem::exists(archive)) return;
  const int lock = ::open((archive.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return;
  ::flock(lock, LOCK_EX);
  if (!std::filesystem::exists(archive)) {
    const auto arriving = archive.string() + ".arriving";
    KafkaClusterPlan plan;
    plan.java_options = quick_java_options();
    plan.java_options->push_back("-XX:ArchiveClassesAtExit=" + arriving);
    KafkaCluster cluster(plan);
    // What it has done it has loaded classes for.
    KafkaClient client(cluster.bootstrap());
    client.make_topic({"warm"});
    if (client.append("warm", "warm")) static_cast<void>(client.read("warm", 1));
    cluster.node(0).terminate(120s);
    std::error_code ignored;
    std::filesystem::rename(arriving, archive, ignored);
  }
  ::close(lock);
}

}  // namespace ledger::support

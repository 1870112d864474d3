// fill_ledger DATA COUNT SAMPLES FILE [OWNERS]: makes a ledger of COUNT tokens of OWNERS (1000)
// owners by appending real events to the embedded log, or to a topic that it makes where DATA is
// `kafka:BROKER/TOPIC`, and writes SAMPLES requests' tokens to FILE: living ones (hit), well-formed
// ones that were never issued (miss), and texts with a wrong checksum (garbage), one a line with
// its kind.

#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <mutex>

#include "events/embedded/embedded_log.hpp"
#include "events/kafka/kafka_log.hpp"
#include "events/kafka/topic.hpp"
#include "events/log/envelope.hpp"
#include "events/token/checksum.hpp"

namespace {

using namespace ledger;

constexpr const char* ledger_id = "00000000000000000000000000000000";

token::TokenSecret secret_of(std::uint64_t number) {
  return token::TokenSecret::from_random(token::sha256("bench " + std::to_string(number)));
}

token::Timestamp now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

token::Event created(std::uint64_t number, std::uint64_t owners) {
  const auto secret = secret_of(number);
  const auto random = token::sha256("id " + std::to_string(number));
  token::Event event{};
  event.command.id = token::CommandId::derive("bench", std::to_string(number));
  event.fingerprint = token::Fingerprint::of("bench");
  event.caller = "ledger";
  event.time = now();
  event.subject =
      token::TokenId::make(event.time, std::span<const std::uint8_t, 10>(random.data(), 10));
  event.revision = 1;
  event.payload =
      token::TokenCreated{*token::OwnerId::parse("owner-" + std::to_string(number % owners)),
                          "token " + std::to_string(number),
                          *token::ScopeSet::make({"repo:read", "repo:write"}),
                          event.time + std::chrono::days(30),
                          "operator",
                          secret.digest(),
                          std::string(secret.hint())};
  return event;
}

/// Appends, and waits where too much is under way.
class Filler {
 public:
  explicit Filler(log::EventLog& event_log) : log_(event_log) {}

  void append(const token::Event& event) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return under_way_ < 8192; });
    ++under_way_;
    lock.unlock();
    const auto taken = log_.append(log::key_of(event, ledger_id), log::encode(event, ledger_id),
                                   [this](log::AppendOutcome) { done(); });
    if (!taken) throw std::runtime_error(taken.error().message());
  }
  void finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return under_way_ == 0; });
  }

 private:
  void done() {
    const std::lock_guard lock(mutex_);
    --under_way_;
    changed_.notify_one();
  }
  log::EventLog& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t under_way_ = 0;
};

token::Event genesis() {
  token::Event event{};
  event.command.id = token::CommandId::derive("ledger", "genesis");
  event.caller = "ledger";
  event.time = now();
  event.payload = token::LedgerOpened{ledger_id};
  return event;
}

void write_samples(const char* path, std::uint64_t count, std::uint64_t samples) {
  std::ofstream file(path);
  for (std::uint64_t i = 0; i < samples; ++i) {
    // A prime step spreads the samples over the whole ledger.
    file << "hit " << secret_of(i * 7919 % count).reveal() << '\n';
    file << "miss " << secret_of(count + i).reveal() << '\n';
    std::string garbage(secret_of(i).reveal());
    garbage.back() = garbage.back() == '0' ? '1' : '0';
    file << "garbage " << garbage << '\n';
  }
}

std::unique_ptr<log::EventLog> open_log(const std::string& data) {
  const std::string kafka_scheme = "kafka:";
  if (data.starts_with(kafka_scheme)) {
    const auto slash = data.find('/');
    kafka::KafkaLogOptions options;
    auto& client = options.producer.client;
    client.brokers = {data.substr(kafka_scheme.size(), slash - kafka_scheme.size())};
    client.topic = data.substr(slash + 1);
    if (!kafka::create_topic(client, {})) throw std::runtime_error("the topic is there already");
    return std::make_unique<kafka::KafkaLog>(std::move(options));
  }
  embedded::EmbeddedLogOptions options;
  options.directory = std::filesystem::path(data) / "log";
  std::filesystem::create_directories(options.directory);
  return std::make_unique<embedded::EmbeddedLog>(options);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5 && argc != 6) {
    std::cerr << "usage: fill_ledger DATA COUNT SAMPLES FILE [OWNERS]\n";
    return 2;
  }
  const std::uint64_t count = std::stoull(argv[2]);
  const std::uint64_t owners = argc == 6 ? std::stoull(argv[5]) : 1000;
  const auto event_log = open_log(argv[1]);
  Filler filler(*event_log);
  filler.append(genesis());
  for (std::uint64_t i = 0; i < count; ++i) filler.append(created(i, owners));
  filler.finish();
  write_samples(argv[4], count, std::stoull(argv[3]));
}

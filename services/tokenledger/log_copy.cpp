#include "services/tokenledger/log_copy.hpp"

#include <stdexcept>

#include "events/kafka/topic.hpp"
#include "events/kafka/topic_writer.hpp"
#include "services/tokenledger/copy_progress.hpp"
#include "services/tokenledger/moved_mark.hpp"
#include "services/tokenledger/offline_ledger.hpp"
#include "services/tokenledger/open_log.hpp"
#include "services/tokenledger/passing_view.hpp"
#include "services/tokenledger/when_available.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::size_t records_per_batch = 4096;
constexpr std::chrono::seconds read_wait{10};

[[noreturn]] void stop(const kafka::ClientOptions& client, const std::string& why) {
  throw std::runtime_error(why + ". The ledger is where it was; delete the topic \"" +
                           client.topic + "\" before another try");
}

/// Reads `expected` back. Each must stand at its own position, with its own time.
void check(log::EventReader& copy, const std::vector<log::Record>& expected,
           const kafka::ClientOptions& client) {
  std::vector<log::Record> found;
  std::size_t checked = 0;
  while (checked < expected.size()) {
    const auto read = copy.read(found, expected.size() - checked, read_wait);
    if (!read || found.empty()) stop(client, "what was copied cannot be read back");
    for (const auto& record : found) {
      const auto& wanted = expected[checked++];
      if (record == wanted) continue;
      stop(client, "the record at position " + std::to_string(wanted.position.value()) +
                       " came out as another one: somebody else writes to the topic");
    }
  }
}

std::string digest_of_copy(const std::filesystem::path& data, const kafka::ClientOptions& client) {
  const PassingView view(data);
  OfflineLedger copy(open_any_topic(client), view.path());
  return copy.view().checkpoint().state_digest;
}

std::string place_of(const runtime::KafkaSettings& kafka) {
  std::string text = "topic " + kafka.topic + " at";
  for (const auto& broker : kafka.brokers) text += " " + broker;
  return text;
}

}  // namespace

void copy_records(log::EventReader& source, token::Position through,
                  const kafka::ClientOptions& client) {
  const auto copy = open_any_topic(client);
  const auto back = when_available([&] { return copy->read_after(std::nullopt); });
  kafka::TopicWriter writer(client);
  std::vector<log::Record> records;
  CopyProgress progress;
  do {
    if (!source.read(records, records_per_batch, read_wait) || records.empty()) {
      stop(client, "what is copied cannot be read to its end");
    }
    if (!writer.append(records)) stop(client, "Kafka did not acknowledge what was copied");
    check(*back, records, client);
    progress.tell(records.back().position.value(), through);
  } while (records.back().position < through);
}

CopyResult copy_log(const runtime::Settings& settings, int replication) {
  const auto client = kafka_client(settings);
  OfflineLedger source(settings.data);  // and nobody serves it, for as long as this lives
  const auto through = source.log().end().value().value();
  const kafka::TopicPlan plan{replication, kafka::TimestampType::create};
  if (!kafka::create_topic(client, plan)) {
    throw std::runtime_error("there is a topic \"" + client.topic +
                             "\" already, and nothing was changed: name another one, or delete it "
                             "if a copy that was cut short has left it");
  }
  copy_records(*source.log().read_after(std::nullopt).value(), through, client);
  const CopyResult result{through, source.view().checkpoint().state_digest};
  if (digest_of_copy(settings.data, client) != result.state_digest) {
    stop(client, "the copy folds to another state");
  }
  // From here on the embedded log is not served, and the topic only once brokers stamp it.
  mark_as_moved(settings.data / "log", place_of(*settings.kafka));
  kafka::stamp_by_broker(client, plan);
  return result;
}

}  // namespace ledger::tokenledger

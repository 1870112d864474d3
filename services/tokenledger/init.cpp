#include "services/tokenledger/init.hpp"

#include <stdexcept>
#include <thread>

#include "events/kafka/topic.hpp"
#include "events/log/envelope.hpp"
#include "services/tokenledger/first_start.hpp"
#include "services/tokenledger/offline_ledger.hpp"
#include "services/tokenledger/open_log.hpp"
#include "services/tokenledger/operator_token.hpp"
#include "services/tokenledger/passing_view.hpp"
#include "services/tokenledger/when_available.hpp"

namespace ledger::tokenledger {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// How long another init is given that seems to be at it.
constexpr std::chrono::seconds topic_wait_max{10};
constexpr milliseconds look_again{200};

/// What the first records of the log say.
struct Found {
  std::optional<std::string> ledger_id;
  bool operator_token = false;
};

/// A broker may make a topic, and a moment later say that there is none.
void await_topic(const kafka::ClientOptions& client) {
  const auto deadline = Clock::now() + topic_wait_max;
  while (!kafka::topic_exists(client) && Clock::now() < deadline) {
    std::this_thread::sleep_for(look_again);
  }
}

/// Reads until the operator's token, which normally is the second record.
Found look(log::EventLog& event_log) {
  Found found;
  const auto end = when_available([&] { return event_log.end(); });
  if (!end) return found;
  const auto reader = when_available([&] { return event_log.read_after(std::nullopt); });
  std::vector<log::Record> records;
  while (true) {
    const auto read = reader->read(records, 1024, std::chrono::seconds(5));
    if (!read || records.empty()) throw std::runtime_error("the topic cannot be read to its end");
    for (const auto& record : records) {
      const auto decoded = log::decode(record.value, found.ledger_id.value_or(""));
      const auto* event = std::get_if<token::Event>(&decoded);
      if (!found.ledger_id) {
        const auto* opened =
            event == nullptr ? nullptr : std::get_if<token::LedgerOpened>(&event->payload);
        if (opened == nullptr) {
          throw std::runtime_error(
              "the topic holds records that are not a ledger's, and nothing was changed: name "
              "another topic");
        }
        found.ledger_id = opened->ledger_id;
      } else if (event != nullptr && event->command.id == first_operator_token_command()) {
        found.operator_token = true;
        return found;
      }
      if (record.position == *end) return found;
    }
  }
}

/// Who finds the topic there and no ledger in it yet waits a little: another init may be at it.
Found look_patiently(log::EventLog& event_log, bool topic_is_new) {
  const auto deadline = Clock::now() + (topic_is_new ? std::chrono::seconds(0) : topic_wait_max);
  while (true) {
    auto found = look(event_log);
    if (found.operator_token || Clock::now() >= deadline) return found;
    std::this_thread::sleep_for(look_again);
  }
}

}  // namespace

InitResult init(const runtime::Settings& settings, int replication) {
  runtime::check_clock(runtime::SystemClock());
  const auto client = kafka_client(settings);
  const bool topic_is_new = kafka::create_topic(client, {.replication = replication});
  await_topic(client);
  runtime::Metrics unread;
  auto log = open_log(settings, unread).log;
  const auto found = look_patiently(*log, topic_is_new);
  if (found.operator_token && !is_operator_token_unfinished(settings.data)) {
    return {true, *found.ledger_id};
  }
  const PassingView view(settings.data);
  const runtime::SystemClock clock;
  if (!found.ledger_id) append_genesis(*log, clock);
  OfflineLedger ledger(std::move(log), view.path());
  const bool made =
      provide_operator_token(settings.data, ledger.log(), ledger.view(), ledger.projector(), clock);
  return {!made, ledger.view().ledger()->ledger_id};
}

}  // namespace ledger::tokenledger

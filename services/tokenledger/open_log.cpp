#include "services/tokenledger/open_log.hpp"

#include <algorithm>
#include <stdexcept>

#include "events/embedded/embedded_log.hpp"
#include "events/followed/followed_log.hpp"
#include "events/kafka/note_limit.hpp"
#include "events/kafka/topic.hpp"
#include "services/feeds/feed_query.hpp"
#include "services/runtime/barriers.hpp"
#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"
#include "services/tokenledger/moved_mark.hpp"

namespace ledger::tokenledger {
namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::unique_ptr<kafka::KafkaLog> open_topic(const runtime::Settings& settings,
                                            runtime::Metrics& metrics) {
  kafka::KafkaLogOptions options;
  options.producer.client = kafka_client(settings);
  std::string all;
  for (const auto& fault : kafka::topic_faults(options.producer.client)) {
    all += (all.empty() ? "" : "; ") + fault;
  }
  if (!all.empty()) throw std::runtime_error(all);
  options.producer.node = runtime::random_bytes<sizeof(kafka::NodeMark)>();
  options.producer.on_acknowledged = [&metrics](std::chrono::nanoseconds time) {
    metrics.append_seconds().Observe(seconds(time));
  };
  options.on_read_back = [&metrics](std::chrono::nanoseconds time) {
    metrics.read_back_seconds().Observe(seconds(time));
  };
  return std::make_unique<kafka::KafkaLog>(std::move(options));
}

/// Another one at each start.
std::string follower_name() {
  constexpr std::size_t host_size_max = 48;
  auto host = runtime::host_name().substr(0, host_size_max);
  std::ranges::replace_if(host, [](char c) { return !feeds::is_of_follower_name(c); }, '-');
  return host + '-' + token::to_hex(runtime::random_bytes<4>());
}

std::unique_ptr<followed::FollowedLog> open_followed(const runtime::Settings& settings) {
  using std::chrono::seconds;
  if (std::filesystem::exists(settings.data / "log")) {
    throw std::runtime_error(settings.data.string() +
                             " holds a ledger of its own: give the follower another directory");
  }
  // Six questions, or three that are not answered, fit into the bound.
  const auto sixth = settings.view_age_max / 6;
  followed::FollowedLogOptions options{settings.follow->nodes, settings.follow->token};
  options.name = follower_name();
  options.wait = std::clamp(std::chrono::floor<seconds>(sixth), seconds(1), seconds(10));
  options.patience =
      std::clamp<std::chrono::milliseconds>(sixth, std::chrono::milliseconds(500), seconds(5));
  options.on_note = [name = options.name](bool is_good, const std::string& node,
                                          const std::string& text) {
    if (is_good) {
      return runtime::log_line(runtime::Level::info, "follows a node",
                               {{"node", node}, {"as", name}});
    }
    runtime::log_line(runtime::Level::warning,
                      "a node cannot be followed: what is known is served until it is too old",
                      {{"node", node}, {"reason", text}});
  };
  return std::make_unique<followed::FollowedLog>(std::move(options));
}

}  // namespace

kafka::ClientOptions kafka_client(const runtime::Settings& settings) {
  kafka::ClientOptions options;
  options.brokers = settings.kafka->brokers;
  options.topic = settings.kafka->topic;
  options.client = settings.kafka->client;
  options.on_note = kafka::limit_notes([](bool serious, std::string_view text) {
    runtime::log_line(serious ? runtime::Level::error : runtime::Level::warning, "kafka",
                      {{"note", text}});
  });
  return options;
}

std::unique_ptr<kafka::KafkaLog> open_any_topic(const kafka::ClientOptions& client) {
  kafka::KafkaLogOptions options;
  options.producer.client = client;
  return std::make_unique<kafka::KafkaLog>(std::move(options));
}

OpenLog open_log(const runtime::Settings& settings, runtime::Metrics& metrics, int files_max) {
  if (settings.follow) return {open_followed(settings), nullptr};
  if (settings.kafka) {
    auto log = open_topic(settings, metrics);
    const auto* kafka = log.get();
    return {std::move(log), kafka};
  }
  embedded::EmbeddedLogOptions options;
  options.directory = settings.data / "log";
  options.files_max = files_max;
  options.on_flushes = [](const std::string& trouble) {
    if (trouble.empty()) {
      runtime::log_line(runtime::Level::info, "the log is written again: commands are taken");
    } else {
      runtime::log_line(runtime::Level::error,
                        "the log cannot be flushed: commands are not taken, and each tries again",
                        {{"reason", trouble}});
    }
  };
  refuse_if_moved(options.directory);
  return {std::make_unique<embedded::EmbeddedLog>(std::move(options)), nullptr};
}

}  // namespace ledger::tokenledger

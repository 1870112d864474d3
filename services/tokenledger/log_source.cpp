#include "services/tokenledger/log_source.hpp"

#include <stdexcept>

#include "events/embedded/log_follower.hpp"
#include "events/exported/exported_log.hpp"
#include "events/followed/followed_log.hpp"
#include "services/tokenledger/open_log.hpp"

namespace ledger::tokenledger {
namespace {

template <class Log>
class SourceOf final : public LogSource {
 public:
  /// `trouble`: what was wrong last, where the log says so.
  explicit SourceOf(std::unique_ptr<Log> log, std::shared_ptr<const std::string> trouble = {})
      : trouble_(std::move(trouble)), log_(std::move(log)) {}
  std::optional<token::Position> end() const override {
    const auto end = log_->end();
    if (end) return *end;
    if (trouble_) throw std::runtime_error(*trouble_);
    throw std::runtime_error(end.error().message() +
                             ": check that it is there, and the settings that name it");
  }
  std::unique_ptr<log::EventReader> reader(std::optional<token::Position> after) override {
    auto reader = log_->read_after(after);
    if (!reader) throw std::runtime_error(reader.error().message());
    return *std::move(reader);
  }

 private:
  std::shared_ptr<const std::string> trouble_;
  std::unique_ptr<Log> log_;
};

std::unique_ptr<LogSource> source_at(const runtime::FollowSettings& node) {
  const auto trouble = std::make_shared<std::string>();
  followed::FollowedLogOptions options{node.nodes, node.token};
  // One thread asks: it has its answer by the time that it looks here.
  options.on_note = [trouble](bool, const std::string& server, const std::string& text) {
    *trouble = server + ": " + text;
  };
  return std::make_unique<SourceOf<followed::FollowedLog>>(
      std::make_unique<followed::FollowedLog>(std::move(options)), trouble);
}

}  // namespace

std::unique_ptr<LogSource> open_file(const std::filesystem::path& file) {
  return std::make_unique<SourceOf<exported::ExportedLog>>(
      std::make_unique<exported::ExportedLog>(file));
}

std::unique_ptr<LogSource> open_source(const runtime::Settings& settings) {
  if (settings.follow) return source_at(*settings.follow);
  if (settings.kafka) {
    return std::make_unique<SourceOf<kafka::KafkaLog>>(open_any_topic(kafka_client(settings)));
  }
  return std::make_unique<SourceOf<embedded::LogFollower>>(
      std::make_unique<embedded::LogFollower>(settings.data / "log"));
}

}  // namespace ledger::tokenledger

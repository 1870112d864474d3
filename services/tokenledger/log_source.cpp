#include "services/tokenledger/log_source.hpp"

#include <stdexcept>

#include "events/embedded/log_follower.hpp"
#include "services/tokenledger/open_log.hpp"

namespace ledger::tokenledger {
namespace {

template <class Log>
class SourceOf final : public LogSource {
 public:
  explicit SourceOf(std::unique_ptr<Log> log) : log_(std::move(log)) {}
  std::optional<token::Position> end() const override {
    const auto end = log_->end();
    if (end) return *end;
    throw std::runtime_error(end.error().message() +
                             ": check that it is there, and the settings that name it");
  }
  std::unique_ptr<log::EventReader> reader(std::optional<token::Position> after) override {
    auto reader = log_->read_after(after);
    if (!reader) throw std::runtime_error(reader.error().message());
    return *std::move(reader);
  }

 private:
  std::unique_ptr<Log> log_;
};

}  // namespace

std::unique_ptr<LogSource> open_source(const runtime::Settings& settings) {
  if (settings.kafka) {
    return std::make_unique<SourceOf<kafka::KafkaLog>>(open_any_topic(kafka_client(settings)));
  }
  return std::make_unique<SourceOf<embedded::LogFollower>>(
      std::make_unique<embedded::LogFollower>(settings.data / "log"));
}

}  // namespace ledger::tokenledger

#include "services/tokenledger/offline_ledger.hpp"

#include <stdexcept>

#include "events/embedded/embedded_log.hpp"
#include "services/runtime/log_line.hpp"
#include "services/tokenledger/moved_mark.hpp"

namespace ledger::tokenledger {
namespace {

std::unique_ptr<log::EventLog> embedded_log(const std::filesystem::path& directory) {
  if (!std::filesystem::exists(directory / "log")) {
    throw std::runtime_error("there is no ledger in " + directory.string() +
                             ": name the directory that `serve` was given");
  }
  refuse_if_moved(directory / "log");
  embedded::EmbeddedLogOptions options;
  options.directory = directory / "log";
  return std::make_unique<embedded::EmbeddedLog>(std::move(options));
}

projections::ViewOptions view_options(const log::EventLog& log) {
  projections::ViewOptions options;
  options.records_from = log.records_from();
  return options;
}

}  // namespace

OfflineLedger::OfflineLedger(const std::filesystem::path& directory)
    : OfflineLedger(embedded_log(directory), directory / "view") {}

OfflineLedger::OfflineLedger(std::unique_ptr<log::EventLog> event_log,
                             const std::filesystem::path& view)
    : log_(std::move(event_log)),
      view_(view, view_options(*log_)),
      projector_(*log_, view_, no_hot_set_, observer_) {
  const auto end = log_->end();
  if (!end) throw std::runtime_error("the log cannot be read: " + end.error().message());
  if (!*end) throw std::runtime_error("the log holds no record: there is no ledger yet");
  projector_.catch_up();
}

void OfflineLedger::Observer::on_progress(token::Position applied, token::Position end,
                                          double per_second) {
  const auto left = static_cast<double>(end.value() - applied.value());
  runtime::log_line(
      runtime::Level::info, "folding",
      {{"position", applied.value()},
       {"end", end.value()},
       {"events_per_second", static_cast<std::uint64_t>(per_second)},
       {"seconds_left", static_cast<std::uint64_t>(per_second > 0 ? left / per_second : 0)}});
}

}  // namespace ledger::tokenledger

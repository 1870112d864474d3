#pragma once
// A ledger that is opened by a verb and not served: its log, and the read model caught up with it.
// For whoever can write the log; no service may run on the read model's directory.

#include <filesystem>
#include <memory>

#include "events/log/event_log.hpp"
#include "projections/projector.hpp"
#include "services/runtime/clock.hpp"

namespace ledger::tokenledger {

class OfflineLedger {
 public:
  /// `directory` holds `log` and `view`. Catches up, with progress in the log lines. Throws with a
  /// text that says what to do, also where a service runs on it or the log is empty.
  explicit OfflineLedger(const std::filesystem::path& directory);
  /// The same with a log that is open already, and a directory for the read model.
  OfflineLedger(std::unique_ptr<log::EventLog> event_log, const std::filesystem::path& view);

  [[nodiscard]] log::EventLog& log() noexcept { return *log_; }
  [[nodiscard]] const projections::TokenView& view() const noexcept { return view_; }
  [[nodiscard]] projections::Projector& projector() noexcept { return projector_; }
  [[nodiscard]] const runtime::Clock& clock() const noexcept { return clock_; }

 private:
  class Observer final : public projections::ProjectorObserver {
    void on_folded(std::span<const projections::Folded>, token::Position) override {}
    void on_progress(token::Position applied, token::Position end, double per_second) override;
    void on_stopped(const std::string&) override {}
  };

  runtime::SystemClock clock_;
  std::unique_ptr<log::EventLog> log_;
  projections::TokenView view_;
  projections::HotSet no_hot_set_{0};
  Observer observer_;
  projections::Projector projector_;
};

}  // namespace ledger::tokenledger

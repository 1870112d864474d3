#pragma once
// A log in front of another that breaks R3: once an update is durable, whoever waits for it is told
// that it was applied, whatever the fold will say. For tests that must notice. Other commands,
// whose answers need the folded record, are left alone.

#include "events/log/event_log.hpp"
#include "services/runtime/position_gate.hpp"

namespace ledger::support {

class HastyLog final : public log::EventLog {
 public:
  /// Both must outlive it.
  HastyLog(log::EventLog& behind, runtime::PositionGate& gate) : behind_(behind), gate_(gate) {}

  [[nodiscard]] Result<void> append(std::string key, std::string value,
                                    log::OnAppended on_appended) override;
  [[nodiscard]] Result<std::unique_ptr<log::EventReader>> read_after(
      std::optional<log::Position> after) override {
    return behind_.read_after(after);
  }
  [[nodiscard]] Result<std::optional<log::Position>> end() const override { return behind_.end(); }
  [[nodiscard]] std::optional<log::Position> known_end() const noexcept override {
    return behind_.known_end();
  }
  [[nodiscard]] bool has_other_writers() const noexcept override {
    return behind_.has_other_writers();
  }
  [[nodiscard]] std::optional<log::BootTime> complete_at(
      log::Position applied, log::BootTime now) const noexcept override {
    return behind_.complete_at(applied, now);
  }
  void close() override { behind_.close(); }

 private:
  log::EventLog& behind_;
  runtime::PositionGate& gate_;
};

}  // namespace ledger::support

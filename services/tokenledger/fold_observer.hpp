#pragma once
// Hears of the projector and passes it on to the gate, the barriers and the program log.

#include <functional>

#include "projections/projector.hpp"
#include "services/runtime/applied_reports.hpp"
#include "services/runtime/barriers.hpp"
#include "services/runtime/position_gate.hpp"

namespace ledger::tokenledger {

class FoldObserver final : public projections::ProjectorObserver {
 public:
  /// `on_end`: of the projector, by a failure. All must outlive it.
  FoldObserver(runtime::PositionGate& gate, runtime::Barriers& barriers,
               runtime::AppliedReports& reports, const runtime::Clock& clock,
               std::function<void()> on_end)
      : gate_(gate),
        barriers_(barriers),
        reports_(reports),
        clock_(clock),
        on_end_(std::move(on_end)) {}

  void on_folded(std::span<const projections::Folded> folded, token::Position through) override;
  void on_progress(token::Position applied, token::Position end, double per_second) override;
  void on_stopped(const std::string& reason) override;
  void on_passed(token::Position position, const std::string& why) override;
  void on_barrier(const projections::FoldedBarrier& folded) override;

 private:
  runtime::PositionGate& gate_;
  runtime::Barriers& barriers_;
  runtime::AppliedReports& reports_;
  const runtime::Clock& clock_;
  std::function<void()> on_end_;
};

}  // namespace ledger::tokenledger

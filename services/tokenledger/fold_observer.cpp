#include "services/tokenledger/fold_observer.hpp"

#include "services/runtime/log_line.hpp"

namespace ledger::tokenledger {

using runtime::Level;
using runtime::log_line;

void FoldObserver::on_folded(std::span<const projections::Folded> folded, token::Position through) {
  gate_.publish(folded, through);
}

void FoldObserver::on_progress(token::Position applied, token::Position end, double per_second) {
  const auto left = static_cast<double>(end.value() - applied.value());
  log_line(Level::info, "catching up",
           {{"position", applied.value()},
            {"end", end.value()},
            {"events_per_second", static_cast<std::uint64_t>(per_second)},
            {"seconds_left", static_cast<std::uint64_t>(per_second > 0 ? left / per_second : 0)}});
}

void FoldObserver::on_stopped(const std::string& reason) {
  log_line(Level::error, "the projector stopped", {{"reason", reason}});
  on_end_();
}

void FoldObserver::on_passed(token::Position position, const std::string& why) {
  log_line(Level::warning, "passed a record", {{"position", position.value()}, {"why", why}});
}

void FoldObserver::on_barrier(const projections::FoldedBarrier& folded) {
  barriers_.on_folded(folded);
  if (folded.barrier.node != barriers_.node()) {
    // While it catches up it hears of what was said long ago.
    const log::BootTime age = clock_.now() - folded.log_time;
    reports_.note_barrier(folded.barrier, log::boot_time_now() - age);
  }
  if (folded.comparison != projections::DigestComparison::differs) return;
  log_line(Level::error, "another node's state differs: rebuild one, then the other",
           {{"position", folded.barrier.compared->at.value()},
            {"node", folded.barrier.node},
            {"node_name", folded.barrier.node_name}});
}

}  // namespace ledger::tokenledger

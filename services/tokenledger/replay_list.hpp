#pragma once
// The records of a replay as they come: a table for people, a JSON object a line for programs.

#include "services/audit/losses.hpp"
#include "services/cli/table.hpp"
#include "services/tokenledger/progress.hpp"
#include "services/tokenledger/replay_filter.hpp"

namespace ledger::tokenledger {

class ReplayList final : public audit::Replay::Observer {
 public:
  ReplayList(const audit::Replay& replay, const ReplayFilter& filter, bool as_json,
             Progress& progress);

  void before(const log::Decoded& decoded) override;
  void after(const audit::Replay::Step& step) override;
  void on_progress(token::Position at) override;
  /// Prints what is left.
  void finish();

 private:
  void print();
  void add_line(const audit::Replay::Step& step, std::optional<token::Position> lost_to);
  void add_row(const audit::Replay::Step& step, std::optional<token::Position> lost_to);

  const audit::Replay& replay_;
  const ReplayFilter& filter_;
  const bool as_json_;
  Progress& progress_;
  audit::Losses losses_;
  cli::Table table_;
  std::string lines_;
  std::size_t shown_ = 0;
};

}  // namespace ledger::tokenledger

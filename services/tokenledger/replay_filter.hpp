#pragma once
// Which records of a replay are shown.

#include <bitset>
#include <string>
#include <vector>

#include "events/log/event_types.hpp"
#include "services/audit/replay.hpp"

namespace ledger::tokenledger {

/// A place in the log, as somebody names it: `1042`, `2027-01-31`, or RFC 3339.
/// Throws CLI::ValidationError.
[[nodiscard]] audit::Through parse_place(const std::string& text);

/// What became of a record: the verdicts on events, and what is no event of this ledger's.
[[nodiscard]] std::string_view verdict_of(const projections::Fate& fate) noexcept;

struct ReplayFilter {
  std::string token;  ///< an id
  std::string owner;
  std::string by;                     ///< who called
  std::vector<std::string> types;     ///< `token.deleted`, or the whole name
  std::vector<std::string> verdicts;  ///< none: all but barriers
  audit::Through since;
  audit::Through until;

  /// Throws CLI::ValidationError where a member is not what it must be.
  void check() const;
  /// `fold`: after the record.
  [[nodiscard]] bool shows(const audit::Replay::Step& step,
                           const projections::LedgerFold& fold) const;

 private:
  [[nodiscard]] bool shows(const token::Event& event, const projections::LedgerFold& fold) const;
};

}  // namespace ledger::tokenledger

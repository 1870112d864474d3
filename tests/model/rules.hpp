#pragma once
// The rules of the log as switches, and what the model is run with. All rules on is what the ledger
// does; each one off is a mistake that the model must find out.

#include <cstdint>
#include <string_view>

namespace ledger::model {

struct Rules {
  /// Whether a record of a decided command is nothing to the fold, so that the log may be looked at
  /// without it.
  [[nodiscard]] bool first_record_decides() const { return losses_recorded && command_table; }

  bool losses_recorded = true;      ///< R2: the first record decides, also when it loses
  bool command_table = true;        ///< R2: a command id decides once
  bool attempts_derived = true;     ///< R4: everybody's second attempt has the same id
  bool attempts_in_order = true;    ///< R4: attempt n + 1 only after n was folded as lost
  bool answer_from_fold = true;     ///< R3: the broker's ack is no answer
  bool deadline_is_unknown = true;  ///< R3: a deadline is no failure
  bool relied_on_checked = true;    ///< R1: what the decision relied on has not moved
};

/// What the competing command does.
enum class Competitor : std::uint8_t {
  changes_token,   ///< moves the subject's revision
  suspends_owner,  ///< moves a revision that was relied on; afterwards the command is refused
  resumes_owner,   ///< the owner is suspended at first
};

struct Scenario {
  std::string_view name;
  Competitor competitor = Competitor::changes_token;
  std::uint8_t attempts_max = 2;  ///< 1: a request with If-Match, or one that hands out a secret
  std::uint8_t duplicates_max = 2;
  std::uint8_t crashes_max = 2;
};

}  // namespace ledger::model

#pragma once
// Carries one command from a decision to a folded record (R3, R4): decide, append, wait for the own
// projector, and again with the next derived attempt if the record lost. The log's acknowledgement
// is never an answer, and what is not known is never called failed.

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "events/log/event_log.hpp"
#include "events/token/decide.hpp"
#include "events/token/fold.hpp"
#include "projections/token_view.hpp"
#include "services/http/problem.hpp"
#include "services/http/router.hpp"
#include "services/runtime/applied_reports.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/disk_watch.hpp"
#include "services/runtime/log_clock.hpp"
#include "services/runtime/position_gate.hpp"

namespace ledger::issuance {

/// Decides on the state as it is now. Nothing in the value: no event is needed.
using Decide = std::function<std::variant<http::Problem, std::optional<token::Decision>>()>;

/// Who else has applied a command, of those that were heard of lately.
struct CommandReceipt {
  std::size_t applied = 1;           ///< this node among them
  std::vector<std::string> missing;  ///< who had not by the deadline
};

struct CommandRequest {
  token::CommandId id;
  bool keyed = false;  ///< by an Idempotency-Key: others may send the same command
  token::Fingerprint fingerprint;
  std::string caller;           ///< the calling token's id
  bool conditional = false;     ///< by If-Match: a loss is then 412
  bool single_attempt = false;  ///< a loss is final: If-Match, or a new secret for an old token
  std::optional<token::TokenDigest> issues;  ///< the digest of the secret that it makes
  bool receipt = false;                      ///< is wanted
};

struct CommandFate {
  enum class Kind {
    applied,    ///< by this request's own record
    unchanged,  ///< everything is already as asked
    replayed,   ///< by an earlier record of the same command and request
    lost,       ///< a single attempt lost against another command
    refused,    ///< see problem
  } kind = Kind::refused;
  http::Problem problem;
  token::Position position;  ///< of the deciding record; without one, what the answer is based on
  token::Subject subject;
  std::optional<token::TokenState> created{};  ///< by this request's own record, as that made it
  std::optional<CommandReceipt> receipt{};     ///< where one was wanted, of a success
};

class CommandRunner {
 public:
  struct Options {
    std::string ledger_id;
    std::chrono::milliseconds deadline{10'000};
    std::size_t in_flight_max = 4096;
    const runtime::DiskWatch* disk = nullptr;          ///< none: always room
    std::string commands_at{};                         ///< who takes them, where this node does not
    const runtime::AppliedReports* reports = nullptr;  ///< none: nobody else applies
    std::chrono::milliseconds receipt_time{30'000};    ///< for the others to apply
  };

  /// All must outlive it.
  CommandRunner(log::EventLog& event_log, const projections::TokenView& view,
                runtime::PositionGate& gate, const runtime::Clock& clock,
                runtime::LogClock& log_clock, Options options);

  /// With a receipt, where the request wants one: that may take Options::receipt_time longer.
  [[nodiscard]] http::Task<CommandFate> run(CommandRequest request, Decide decide,
                                            http::Executor executor) {
    if (!request.receipt) {
      return carry_out(std::move(request), std::move(decide), std::move(executor));
    }
    return run_for_receipt(std::move(request), std::move(decide), std::move(executor));
  }
  [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_; }

 private:
  [[nodiscard]] http::Task<CommandFate> carry_out(CommandRequest request, Decide decide,
                                                  http::Executor executor);
  [[nodiscard]] http::Task<CommandFate> run_for_receipt(CommandRequest request, Decide decide,
                                                        http::Executor executor);
  [[nodiscard]] http::Task<CommandReceipt> receipt_of(token::Position position,
                                                      http::Executor executor) const;
  [[nodiscard]] token::Position position() const noexcept;
  [[nodiscard]] CommandFate refused(http::Problem problem) const;
  [[nodiscard]] std::optional<CommandFate> already_decided(const CommandRequest& request,
                                                           token::CommandAttempt& attempt) const;
  [[nodiscard]] CommandFate settle(const CommandRequest& request,
                                   const token::CommandState& decided) const;
  [[nodiscard]] CommandFate fate_of(const CommandRequest& request,
                                    const token::CommandAttempt& attempt,
                                    const runtime::PositionGate::CommandResult& result,
                                    const token::Subject& subject) const;
  [[nodiscard]] bool is_own(const CommandRequest& request) const;
  [[nodiscard]] std::optional<http::Problem> append(const token::Event& event,
                                                    const std::shared_ptr<runtime::Waiter>& waiter);

  log::EventLog& log_;
  const projections::TokenView& view_;
  runtime::PositionGate& gate_;
  const runtime::Clock& clock_;
  runtime::LogClock& log_clock_;
  Options options_;
  std::atomic<std::size_t> in_flight_{0};
};

}  // namespace ledger::issuance

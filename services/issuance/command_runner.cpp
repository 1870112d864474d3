#include "services/issuance/command_runner.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "events/log/envelope.hpp"
#include "events/token/invariant.hpp"
#include "services/access/problems.hpp"
#include "services/issuance/command_problems.hpp"

namespace ledger::issuance {
namespace {

using Kind = CommandFate::Kind;

/// Between looks whether the others have applied it.
constexpr std::chrono::milliseconds receipt_look_interval{5};

/// Counts a command in and out, whichever way its coroutine ends.
class InFlight {
 public:
  explicit InFlight(std::atomic<std::size_t>& count)
      : count_(count), before_(count_.fetch_add(1)) {}
  ~InFlight() { count_.fetch_sub(1); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
  [[nodiscard]] std::size_t before() const noexcept { return before_; }

 private:
  std::atomic<std::size_t>& count_;
  std::size_t before_;
};

/// Nothing: it was no creation.
std::optional<token::TokenState> created_by(const token::Event& event, token::Position position) {
  const auto* created = std::get_if<token::TokenCreated>(&event.payload);
  const auto* id = std::get_if<token::TokenId>(&event.subject);
  if (created == nullptr || id == nullptr) return std::nullopt;
  return token::created_token(event, *created, *id, position);
}

}  // namespace

CommandRunner::CommandRunner(log::EventLog& event_log, const projections::TokenView& view,
                             runtime::PositionGate& gate, const runtime::Clock& clock,
                             runtime::LogClock& log_clock, Options options)
    : log_(event_log),
      view_(view),
      gate_(gate),
      clock_(clock),
      log_clock_(log_clock),
      options_(std::move(options)) {}

token::Position CommandRunner::position() const noexcept {
  return gate_.applied().value_or(token::Position(0));
}

CommandFate CommandRunner::refused(http::Problem problem) const {
  return {Kind::refused, std::move(problem), position(), {}};
}

bool CommandRunner::is_own(const CommandRequest& request) const {
  if (!request.keyed || !request.issues) return true;
  return view_.find(*request.issues) || view_.retired(*request.issues);
}

CommandFate CommandRunner::settle(const CommandRequest& request,
                                  const token::CommandState& decided) const {
  if (decided.fingerprint != request.fingerprint) return refused(key_reused(request.id));
  if (decided.outcome == token::CommandOutcome::rejected) {
    return {Kind::lost, {}, decided.position, decided.subject};
  }
  return {Kind::replayed, {}, decided.position, decided.subject};
}

/// Moves `attempt` past those that were decided and lost; a fate if one was applied, or none is
/// left.
std::optional<CommandFate> CommandRunner::already_decided(const CommandRequest& request,
                                                          token::CommandAttempt& attempt) const {
  while (true) {
    const auto decided = view_.command(attempt);
    if (!decided || !view_.is_remembered(*decided)) return std::nullopt;
    auto fate = settle(request, *decided);
    if (fate.kind != Kind::lost || request.single_attempt) return fate;
    if (attempt.number == token::CommandAttempt::number_max) return refused(lost_too_often());
    ++attempt.number;
  }
}

std::optional<http::Problem> CommandRunner::append(const token::Event& event,
                                                   const std::shared_ptr<runtime::Waiter>& waiter) {
  auto on_appended = [&gate = gate_, attempt = event.command, waiter](log::AppendOutcome outcome) {
    if (outcome == log::AppendOutcome::not_written) gate.not_written(attempt, waiter);
  };
  const auto handed_over =
      log_.append(log::key_of(event, options_.ledger_id), log::encode(event, options_.ledger_id),
                  std::move(on_appended));
  if (handed_over) return std::nullopt;
  gate_.not_written(event.command, waiter);
  return access::problem_of(handed_over.error());
}

/// Of an attempt that was folded.
CommandFate CommandRunner::fate_of(const CommandRequest& request,
                                   const token::CommandAttempt& attempt,
                                   const runtime::PositionGate::CommandResult& result,
                                   const token::Subject& subject) const {
  const bool applied = result.end == runtime::CommandEnd::applied;
  if (applied && !request.keyed) return {Kind::applied, {}, result.position, subject};
  try {
    const auto outcome = view_.command(attempt);
    // Forgotten already, by a log whose time runs away: what became of it cannot be said.
    if (!outcome) return refused(outcome_unknown(request.id));
    auto fate = settle(request, *outcome);
    if (fate.kind == Kind::replayed && applied && is_own(request)) fate.kind = Kind::applied;
    return fate;
  } catch (const projections::ViewFailure&) {
    return refused(outcome_unknown(request.id));
  }
}

http::Task<CommandFate> CommandRunner::run_for_receipt(CommandRequest request, Decide decide,
                                                       http::Executor executor) {
  auto fate = co_await carry_out(std::move(request), std::move(decide), executor);
  if (fate.kind == Kind::refused || fate.kind == Kind::lost) co_return fate;
  fate.receipt = co_await receipt_of(fate.position, executor);
  co_return fate;
}

/// Of those that are heard of now; whoever comes later has applied it before it answers anybody.
http::Task<CommandReceipt> CommandRunner::receipt_of(token::Position position,
                                                     http::Executor executor) const {
  using Steady = std::chrono::steady_clock;
  using Timer =
      boost::asio::basic_waitable_timer<Steady, boost::asio::wait_traits<Steady>, http::Executor>;
  CommandReceipt receipt;
  if (options_.reports == nullptr) co_return receipt;
  const auto deadline = Steady::now() + options_.receipt_time;
  const auto who = options_.reports->heard_of(log::boot_time_now());
  Timer timer(executor);
  const boost::asio::as_tuple_t<boost::asio::use_awaitable_t<http::Executor>> as_tuple;
  while (true) {
    auto account = options_.reports->account(who, position);
    receipt.applied = 1 + account.applied;
    receipt.missing = std::move(account.missing);
    if (receipt.missing.empty() || Steady::now() >= deadline) co_return receipt;
    timer.expires_after(receipt_look_interval);
    std::ignore = co_await timer.async_wait(as_tuple);
  }
}

http::Task<CommandFate> CommandRunner::carry_out(CommandRequest request, Decide decide,
                                                 http::Executor executor) {
  const InFlight in_flight(in_flight_);
  if (in_flight.before() >= options_.in_flight_max) {
    co_return refused(access::problem_of(log::errc::overloaded));
  }
  if (!options_.commands_at.empty()) co_return refused(commands_elsewhere(options_.commands_at));
  // What was decided by a wrong clock would stay in the log for ever.
  log_clock_.look(clock_.now(), clock_.boot_time());
  if (!log_clock_.agrees()) co_return refused(access::clock_off());
  token::CommandAttempt attempt;
  attempt.id = request.id;
  while (true) {
    if (request.keyed || attempt.number > 1) {
      if (auto fate = already_decided(request, attempt)) co_return *std::move(fate);
    }
    // What was done before is still told, but nothing new is.
    if (options_.disk != nullptr && options_.disk->read_only()) {
      co_return refused(access::read_only());
    }
    // Before the decision: a refusal speaks of a view that has at least this.
    const auto view = position();
    auto decided = decide();
    if (auto* problem = std::get_if<http::Problem>(&decided)) {
      // An earlier try may have been folded since it was asked for above, and may be the reason:
      // a token that regenerates itself ends the secret that it came with.
      if (request.keyed) {
        if (auto fate = already_decided(request, attempt)) co_return *std::move(fate);
      }
      CommandFate fate{Kind::refused, std::move(*problem), view, {}};
      co_return fate;
    }
    auto& decision = std::get<std::optional<token::Decision>>(decided);
    if (!decision) {
      CommandFate fate;
      fate.kind = Kind::unchanged;
      fate.position = view;
      co_return fate;
    }
    const token::Event event{attempt,
                             request.fingerprint,
                             request.caller,
                             clock_.now(),
                             decision->subject,
                             decision->revision,
                             std::move(decision->relied_on),
                             std::move(decision->payload)};
    const auto expected = gate_.expect(attempt, executor);
    if (auto problem = append(event, expected.waiter())) co_return refused(*std::move(problem));
    const auto result = co_await runtime::PositionGate::wait(expected, options_.deadline);
    if (result.end == runtime::CommandEnd::deadline) co_return refused(outcome_unknown(request.id));
    if (result.end == runtime::CommandEnd::not_written) {
      co_return refused(access::problem_of(log::errc::unavailable));
    }
    auto fate = fate_of(request, attempt, result, event.subject);
    if (fate.kind == Kind::applied) fate.created = created_by(event, fate.position);
    if (fate.kind != Kind::lost || request.single_attempt) co_return fate;
    if (attempt.number == token::CommandAttempt::number_max) co_return refused(lost_too_often());
    ++attempt.number;
  }
}

}  // namespace ledger::issuance

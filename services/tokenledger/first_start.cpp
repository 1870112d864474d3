#include "services/tokenledger/first_start.hpp"

#include <future>
#include <stdexcept>

#include "events/log/envelope.hpp"
#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"
#include "services/tokenledger/secret_file.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::chrono::days operator_lifetime{365};

/// Appends and waits until the record is durable: nobody is served yet.
void append_now(log::EventLog& event_log, const token::Event& event, const std::string& ledger_id) {
  auto done = std::make_shared<std::promise<log::AppendOutcome>>();
  auto outcome = done->get_future();
  const auto handed_over =
      event_log.append(log::key_of(event, ledger_id), log::encode(event, ledger_id),
                       [done](log::AppendOutcome end) { done->set_value(end); });
  if (!handed_over) throw std::runtime_error("the log refuses: " + handed_over.error().message());
  if (outcome.get() != log::AppendOutcome::durable) {
    throw std::runtime_error("the log did not confirm a record; start again");
  }
}

token::Event housekeeping(std::string_view purpose, const runtime::Clock& clock,
                          token::Subject subject, std::uint64_t revision, token::Payload payload) {
  token::Event event{};
  event.command.id = token::CommandId::derive(token::caller_ledger, purpose);
  event.fingerprint = token::Fingerprint::of(purpose);
  event.caller = token::caller_ledger;
  event.time = clock.now();
  event.subject = std::move(subject);
  event.revision = revision;
  event.payload = std::move(payload);
  return event;
}

}  // namespace

void open_ledger(log::EventLog& event_log, const projections::TokenView& view,
                 const runtime::Clock& clock) {
  const auto end = event_log.end();
  if (!end) throw std::runtime_error("the log cannot be read: " + end.error().message());
  if (*end) return;
  if (view.checkpoint().position) {
    throw std::runtime_error(
        "the log is empty, and the read model beside it is not: bring the log back, or remove both "
        "to begin a new ledger");
  }
  const auto ledger_id = token::to_hex(runtime::random_bytes<16>());
  append_now(event_log,
             housekeeping("genesis", clock, std::monostate(), 0, token::LedgerOpened{ledger_id}),
             ledger_id);
  runtime::log_line(runtime::Level::info, "ledger opened", {{"ledger_id", ledger_id}});
}

void provide_operator_token(const std::filesystem::path& data, log::EventLog& event_log,
                            const projections::TokenView& view, projections::Projector& projector,
                            const runtime::Clock& clock) {
  const auto file = data / operator_token_file;
  const auto unfinished = data / "operator-token.new";
  if (const auto secret = read_secret_file(unfinished)) {
    // A crash came between the event and the renaming, or before the event.
    if (view.find(secret->digest())) return rename_durably(unfinished, file);
  }
  const auto command = token::CommandId::derive(token::caller_ledger, "operator token");
  if (view.owner(*token::OwnerId::parse("operator")).tokens > 0 || view.command({command, 1}))
    return;
  auto random = runtime::random_bytes<32>();
  const auto secret = token::TokenSecret::from_random(random);
  write_secret_file(unfinished, secret);
  const auto id = token::TokenId::make(clock.now(), runtime::random_bytes<10>());
  token::TokenCreated created{*token::OwnerId::parse("operator"),
                              "operator",
                              *token::ScopeSet::make({std::string(token::scope_operate)}),
                              clock.now() + operator_lifetime,
                              std::string(token::created_by_operator),
                              secret.digest(),
                              std::string(secret.hint())};
  append_now(event_log, housekeeping("operator token", clock, id, 1, std::move(created)),
             view.ledger()->ledger_id);
  projector.catch_up();
  if (!view.find(secret.digest()))
    throw std::runtime_error("the operator's token was not accepted");
  rename_durably(unfinished, file);
  runtime::log_line(runtime::Level::info, "operator token written", {{"file", file.string()}});
}

std::optional<token::Timestamp> operator_token_expiry(const std::filesystem::path& data,
                                                      const projections::TokenView& view) {
  const auto secret = read_secret_file(data / operator_token_file);
  if (!secret) return std::nullopt;
  const auto token = view.find(secret->digest());
  if (!token) return std::nullopt;
  return token->expires_at;
}

}  // namespace ledger::tokenledger

#include "services/tokenledger/operator_token.hpp"

#include <stdexcept>

#include "events/token/own_event.hpp"
#include "services/issuance/secret_answer.hpp"
#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"
#include "services/tokenledger/housekeeping.hpp"
#include "services/tokenledger/secret_file.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::chrono::days operator_lifetime{365};
constexpr std::string_view first_purpose = "operator token";
constexpr const char* unfinished_file = "operator-token.new";

/// False, and nothing is left of it: the ledger did not accept it.
bool make(const std::filesystem::path& data, log::EventLog& event_log,
          const projections::TokenView& view, projections::Projector& projector,
          const runtime::Clock& clock, std::string_view purpose) {
  runtime::check_clock(clock);
  const auto file = data / operator_token_file;
  const auto unfinished = data / unfinished_file;
  const auto secret = issuance::fresh_secret();
  // The secret first: an event whose secret nobody has helps nobody.
  write_secret_file(unfinished, secret);
  const auto id = token::TokenId::make(clock.now(), runtime::random_bytes<10>());
  token::TokenCreated created{*token::OwnerId::parse("operator"),
                              "operator",
                              *token::ScopeSet::make({std::string(token::scope_operate)}),
                              clock.now() + operator_lifetime,
                              std::string(token::created_by_operator),
                              secret.digest(),
                              std::string(secret.hint())};
  append_now(event_log, token::own_event(purpose, clock.now(), id, 1, std::move(created)),
             view.ledger()->ledger_id);
  projector.catch_up();
  if (!view.find(secret.digest())) {
    std::filesystem::remove(unfinished);
    return false;
  }
  rename_durably(unfinished, file);
  runtime::log_line(runtime::Level::info, "operator token written", {{"file", file.string()}});
  return true;
}

}  // namespace

token::CommandId first_operator_token_command() {
  return token::CommandId::derive(token::caller_ledger, first_purpose);
}

bool is_operator_token_unfinished(const std::filesystem::path& data) {
  return std::filesystem::exists(data / unfinished_file);
}

bool provide_operator_token(const std::filesystem::path& data, log::EventLog& event_log,
                            const projections::TokenView& view, projections::Projector& projector,
                            const runtime::Clock& clock) {
  const auto unfinished = data / unfinished_file;
  if (const auto secret = read_secret_file(unfinished)) {
    // A crash came between the event and the renaming, or before the event.
    if (view.find(secret->digest())) {
      rename_durably(unfinished, data / operator_token_file);
      return true;
    }
  }
  // The owner's row is made by its first token and never goes, whatever becomes of the token: once
  // in a ledger's life.
  if (view.has_owner(*token::OwnerId::parse("operator"))) return false;
  return make(data, event_log, view, projector, clock, first_purpose);
}

void replace_operator_token(const std::filesystem::path& data, log::EventLog& event_log,
                            const projections::TokenView& view, projections::Projector& projector,
                            const runtime::Clock& clock) {
  const auto purpose =
      std::string(first_purpose) + " " + token::to_hex(runtime::random_bytes<16>());
  if (!make(data, event_log, view, projector, clock, purpose)) {
    throw std::runtime_error("the operator's token was not accepted: try again");
  }
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

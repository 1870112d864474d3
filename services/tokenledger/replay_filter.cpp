#include "services/tokenledger/replay_filter.hpp"

#include <algorithm>
#include <array>

#include <CLI/CLI.hpp>

#include "services/cli/duration.hpp"
#include "services/http/decimal.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::array<std::string_view, 6> verdicts{"applied", "superseded", "duplicate",
                                                   "barrier", "foreign",    "malformed"};

/// The whole name, or what is between `tokenledger.` and the version.
bool names_type(std::string_view text, std::string_view type) {
  if (text == type) return true;
  type.remove_prefix(log::type_prefix.size());
  return text == type.substr(0, type.rfind('.'));
}

bool is_behind(const log::Record& record, const audit::Through& place) {
  if (const auto* position = std::get_if<token::Position>(&place)) {
    return record.position < *position;
  }
  const auto* time = std::get_if<token::Timestamp>(&place);
  return time != nullptr && record.log_time < *time;
}

bool is_beyond(const log::Record& record, const audit::Through& place) {
  if (const auto* position = std::get_if<token::Position>(&place)) {
    return *position < record.position;
  }
  const auto* time = std::get_if<token::Timestamp>(&place);
  return time != nullptr && *time < record.log_time;
}

const token::OwnerId* created_owner(const token::Event& event) {
  const auto* created = std::get_if<token::TokenCreated>(&event.payload);
  return created == nullptr ? nullptr : &created->owner;
}

bool concerns(const token::Event& event, const std::string& owner,
              const projections::LedgerFold& fold) {
  if (const auto* of = created_owner(event)) return of->text() == owner;
  if (const auto* of = std::get_if<token::OwnerId>(&event.subject)) return of->text() == owner;
  const auto* id = std::get_if<token::TokenId>(&event.subject);
  if (id == nullptr) return false;
  const auto token = fold.token(*id);
  return token && token->owner.text() == owner;
}

}  // namespace

audit::Through parse_place(const std::string& text) {
  if (const auto position = http::parse_decimal(text)) return token::Position(*position);
  if (const auto time = cli::parse_time(text)) return *time;
  throw CLI::ValidationError(text +
                             " is neither a position (1042) nor a time (2027-01-31, or "
                             "2027-01-31T08:00:00Z)");
}

std::string_view verdict_of(const projections::Fate& fate) noexcept {
  if (const auto* folded = std::get_if<projections::FoldedEvent>(&fate)) {
    return verdicts[static_cast<std::size_t>(folded->verdict)];
  }
  if (std::holds_alternative<log::Barrier>(fate)) return "barrier";
  return std::holds_alternative<log::ForeignRecord>(fate) ? "foreign" : "malformed";
}

void ReplayFilter::check() const {
  for (const auto& type : types) {
    const bool known = std::ranges::any_of(
        log::event_types, [&](const auto whole) { return names_type(type, whole); });
    if (!known) {
      throw CLI::ValidationError("--type " + type +
                                 ": there is no such type of event; docs/events.md lists them, "
                                 "token.deleted is one");
    }
  }
  for (const auto& verdict : verdicts) {
    if (std::ranges::find(tokenledger::verdicts, verdict) != tokenledger::verdicts.end()) continue;
    throw CLI::ValidationError("--verdict " + verdict +
                               ": there are applied, superseded, duplicate, barrier, foreign and "
                               "malformed");
  }
  if (!owner.empty() && !token::OwnerId::parse(owner)) {
    throw CLI::ValidationError("--owner " + owner + " is no owner id");
  }
}

bool ReplayFilter::shows(const audit::Replay::Step& step,
                         const projections::LedgerFold& fold) const {
  if (is_behind(step.record, since) || is_beyond(step.record, until)) return false;
  const auto verdict = verdict_of(step.fate);
  if (verdicts.empty() ? verdict == "barrier"
                       : std::ranges::find(verdicts, verdict) == verdicts.end()) {
    return false;
  }
  if (const auto* event = std::get_if<token::Event>(&step.decoded)) return shows(*event, fold);
  return token.empty() && owner.empty() && by.empty() && types.empty();
}

bool ReplayFilter::shows(const token::Event& event, const projections::LedgerFold& fold) const {
  if (!by.empty() && event.caller != by) return false;
  if (!token.empty()) {
    const auto* id = std::get_if<token::TokenId>(&event.subject);
    if (id == nullptr || to_text(*id) != token) return false;
  }
  const auto is_its_type = [&](const auto& type) {
    return names_type(type, log::event_types[event.payload.index()]);
  };
  if (!types.empty() && std::ranges::none_of(types, is_its_type)) return false;
  return owner.empty() || concerns(event, owner, fold);
}

}  // namespace ledger::tokenledger

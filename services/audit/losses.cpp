#include "services/audit/losses.hpp"

namespace ledger::audit {
namespace {

using namespace token;

/// The subject as what has revisions; nothing: the ledger itself.
std::optional<std::variant<TokenId, OwnerId, WebhookId>> with_revisions(const Subject& subject) {
  if (const auto* token = std::get_if<TokenId>(&subject)) return *token;
  if (const auto* owner = std::get_if<OwnerId>(&subject)) return *owner;
  if (const auto* webhook = std::get_if<WebhookId>(&subject)) return *webhook;
  return std::nullopt;
}

}  // namespace

void Losses::before(const projections::LedgerFold& state, const Event& event) {
  suspect_.reset();
  if (const auto decided = state.command(event.command)) {
    suspect_ = decided->position;
    return;
  }
  if (makes_no_revision(event.payload)) return;
  if (const auto subject = with_revisions(event.subject); subject && event.revision != 0) {
    suspect_ = moved(state, *subject, event.revision - 1);
  }
  for (const auto& reliance : event.relied_on) {
    if (suspect_) break;
    suspect_ = std::visit([&](const auto& on) { return moved(state, on, reliance.revision); },
                          reliance.on);
  }
}

std::optional<Position> Losses::after(const log::Record& record, const Event& event,
                                      Verdict verdict) {
  if (verdict != Verdict::applied) return suspect_;
  const auto subject = with_revisions(event.subject);
  if (subject && !makes_no_revision(event.payload)) {
    moved_at_.insert_or_assign(*subject, record.position);
  }
  return std::nullopt;
}

std::optional<Position> Losses::moved(const projections::LedgerFold& state, const Moved& on,
                                      std::uint64_t revision) const {
  const auto now = std::visit([&](const auto& id) { return state.revision(id); }, on);
  if (now == revision) return std::nullopt;
  const auto found = moved_at_.find(on);
  return found == moved_at_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace ledger::audit

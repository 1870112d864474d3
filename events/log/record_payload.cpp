#include "events/log/record_payload.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <type_traits>

#include "events/log/event_types.hpp"

namespace ledger::log {
namespace {

using namespace token;

/// Ten years of seconds.
constexpr std::uint64_t threshold_max = std::uint64_t{10} * 366 * 24 * 3600;

bool is_ledger_id(std::string_view text) {
  std::array<std::uint8_t, 16> bytes;
  return from_hex(text, bytes);
}

std::uint32_t read_rules(RecordMembers& data) {
  const auto number = data.number("rules");
  if (number == 0 || number > std::numeric_limits<std::uint32_t>::max()) data.refuse("rules");
  return static_cast<std::uint32_t>(number);
}

std::optional<Payload> read_opened(RecordMembers& data) {
  LedgerOpened opened;
  opened.ledger_id = data.text("ledger_id");
  if (!is_ledger_id(opened.ledger_id)) data.refuse("ledger_id");
  opened.rules = read_rules(data);
  return opened;
}

std::optional<Payload> read_created(RecordMembers& data) {
  auto owner = data.owner("owner");
  if (!owner) return std::nullopt;
  return TokenCreated{
      *std::move(owner),        data.token_name(),          data.scopes(), data.time("expires_at"),
      data.actor("created_by"), data.digest<TokenDigest>(), data.hint()};
}

std::optional<Payload> read_updated(RecordMembers& data, RecordFault& fault) {
  TokenUpdated updated;
  if (data.has("name")) updated.name = data.token_name();
  if (data.has("scopes")) updated.scopes = data.scopes();
  if (!updated.name && !updated.scopes) fault.note("an update of nothing");
  return updated;
}

std::optional<Payload> read_regenerated(RecordMembers& data) {
  TokenRegenerated regenerated;
  regenerated.expires_at = data.time("expires_at");
  if (data.has("overlap_until")) regenerated.overlap_until = data.time("overlap_until");
  regenerated.digest = data.digest<TokenDigest>();
  regenerated.hint = data.hint();
  return regenerated;
}

std::optional<Payload> read_deleted(RecordMembers& data) {
  auto owner = data.owner("owner");
  if (!owner) return std::nullopt;
  return TokenDeleted{*std::move(owner)};
}

std::optional<Payload> read_expiring(RecordMembers& data) {
  TokenExpiring expiring;
  expiring.expires_at = data.time("expires_at");
  const auto threshold = data.number("threshold_s");
  if (threshold == 0 || threshold > threshold_max) data.refuse("threshold_s");
  expiring.threshold = std::chrono::seconds(threshold);
  return expiring;
}

std::optional<Payload> read_restored(RecordMembers& data) {
  LedgerRestored restored;
  restored.epoch = data.text("epoch");
  std::array<std::uint8_t, epoch_size / 2> bytes;
  if (!from_hex(restored.epoch, bytes)) data.refuse("epoch");
  restored.through = Position(data.number("through"));
  return restored;
}

std::optional<Payload> read_session_started(RecordMembers& data) {
  SessionStarted started;
  const auto name = data.hex<SessionName>("session");
  started.digest = data.digest<SessionDigest>();
  if (name != SessionName::of(started.digest)) data.refuse("session");
  started.signed_in_with = data.hex<TokenDigest>("signed_in_with");
  started.expires_at = data.time("expires_at");
  const auto idle = data.number("idle_s");
  if (idle == 0 || idle > threshold_max) data.refuse("idle_s");
  started.idle = std::chrono::seconds(idle);
  return started;
}

std::optional<Payload> read_session_ended(RecordMembers& data) {
  SessionEnded ended;
  if (data.has("session")) ended.session = data.hex<SessionName>("session");
  return ended;
}

WebhookKey read_webhook_key(RecordMembers& data) {
  WebhookKey key;
  if (data.has("public_key")) key.public_key = data.hex<WebhookPublicKey>("public_key");
  key.sealed_with = data.hex<SealingKeyName>("sealed_with");
  key.sealed = data.hex<SealedSecret>("sealed");
  return key;
}

std::optional<Position> read_after(RecordMembers& data) {
  if (!data.has("after")) return std::nullopt;
  return Position(data.number("after"));
}

WebhookChoice read_choice(RecordMembers& data) {
  WebhookChoice choice;
  const auto feed = std::ranges::find(webhook_feeds, data.text("feed"));
  if (feed == webhook_feeds.end()) {
    data.refuse("feed");
  } else {
    choice.feed = static_cast<WebhookFeed>(feed - webhook_feeds.begin() + 1);
  }
  choice.types = data.texts("types");
  const bool is_rising =
      std::ranges::adjacent_find(choice.types, std::greater_equal<>()) == choice.types.end();
  if (!is_rising || choice.types.size() > webhook_types_max ||
      !std::ranges::all_of(choice.types, is_webhook_type)) {
    data.refuse("types");
  }
  if (data.has("owners")) {
    choice.owners = data.text("owners");
    if (choice.owners.empty() || !is_owner_pattern(choice.owners)) data.refuse("owners");
  }
  return choice;
}

std::optional<Payload> read_webhook_registered(RecordMembers& data) {
  WebhookRegistered registered;
  registered.url = data.text("url");
  if (!is_webhook_url(registered.url)) data.refuse("url");
  registered.choice = read_choice(data);
  registered.after = read_after(data);
  registered.key = read_webhook_key(data);
  return registered;
}

std::optional<Payload> read_webhook_rotated(RecordMembers& data) {
  WebhookSecretRotated rotated;
  if (data.has("overlap_until")) rotated.overlap_until = data.time("overlap_until");
  rotated.key = read_webhook_key(data);
  return rotated;
}

std::optional<Payload> read_any(std::size_t type, RecordMembers& data, RecordFault& fault) {
  switch (type) {
    case 0:
      return read_opened(data);
    case 1:
      return read_created(data);
    case 2:
      return read_updated(data, fault);
    case 3:
      return read_regenerated(data);
    case 4:
      return read_deleted(data);
    case 5:
      return OwnerSuspended{};
    case 6:
      return OwnerResumed{};
    case 7:
      return OwnerTokensRevoked{};
    case 8:
      return ExpiredThrough{data.time("through")};
    case 9:
      return read_expiring(data);
    case 10:
      return RetiredSecretPresented{};
    case 11:
      return read_restored(data);
    case 12:
      return RulesAdopted{read_rules(data)};
    case 13:
      return read_session_started(data);
    case 14:
      return SessionContinued{data.hex<SessionName>("session")};
    case 15:
      return read_session_ended(data);
    case 16:
      return read_webhook_registered(data);
    case 17:
      return WebhookPaused{};
    case 18:
      return WebhookResumed{read_after(data)};
    case 19:
      return read_webhook_rotated(data);
    case 20:
      return WebhookDisabled{};
    default:
      return WebhookDeleted{};
  }
}
static_assert(std::variant_size_v<Payload> == 22, "read_any has a case for every event");
static_assert(std::is_same_v<std::variant_alternative_t<3, Payload>, TokenRegenerated>);
static_assert(std::is_same_v<std::variant_alternative_t<7, Payload>, OwnerTokensRevoked>);
static_assert(std::is_same_v<std::variant_alternative_t<9, Payload>, TokenExpiring>);
static_assert(std::is_same_v<std::variant_alternative_t<10, Payload>, RetiredSecretPresented>);
static_assert(std::is_same_v<std::variant_alternative_t<11, Payload>, LedgerRestored>);
static_assert(std::is_same_v<std::variant_alternative_t<12, Payload>, RulesAdopted>);
static_assert(std::is_same_v<std::variant_alternative_t<13, Payload>, SessionStarted>);
static_assert(std::is_same_v<std::variant_alternative_t<15, Payload>, SessionEnded>);
static_assert(std::is_same_v<std::variant_alternative_t<16, Payload>, WebhookRegistered>);
static_assert(std::is_same_v<std::variant_alternative_t<19, Payload>, WebhookSecretRotated>);
static_assert(std::is_same_v<std::variant_alternative_t<21, Payload>, WebhookDeleted>);

}  // namespace

std::optional<Payload> read_payload(std::size_t type, RecordMembers& data, RecordFault& fault) {
  auto payload = read_any(type, data, fault);
  data.end();
  if (fault) return std::nullopt;
  return payload;
}

}  // namespace ledger::log

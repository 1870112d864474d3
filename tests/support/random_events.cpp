#include "tests/support/random_events.hpp"

#include "events/token/name.hpp"
#include "tests/support/samples.hpp"

namespace ledger::support {
namespace {

using namespace token;

constexpr std::string_view base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view owner_characters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._@:|+-";

template <class Id>
Id random_bytes(Dice& dice) {
  Id id;
  for (auto& byte : id.value) byte = dice.byte();
  return id;
}

Timestamp random_time(Dice& dice) {
  // Every millisecond of the years 0000 to 9999.
  constexpr std::uint64_t span = 315569520000000;
  return Timestamp(
      std::chrono::milliseconds(static_cast<std::int64_t>(dice.number() % span) - 62167219200000));
}

std::string random_hint(Dice& dice) { return dice.text(base62, TokenSecret::hint_size); }

std::string random_caller(Dice& dice) {
  return dice.percent(20) ? std::string(caller_ledger) : to_text(random_bytes<TokenId>(dice));
}

WebhookKey random_webhook_key(Dice& dice) {
  WebhookKey key{random_bytes<SealingKeyName>(dice), random_bytes<SealedSecret>(dice), {}};
  if (dice.percent(50)) key.public_key = random_bytes<WebhookPublicKey>(dice);
  return key;
}

WebhookRegistered random_webhook(Dice& dice) {
  WebhookRegistered registered{"https://" + dice.text(base62, 1 + dice.roll(100)), {}, {}, {}};
  auto& choice = registered.choice;
  if (dice.percent(50)) choice.feed = WebhookFeed::revocations;
  if (dice.percent(50)) choice.types = {"a." + dice.text("ab-_", dice.roll(60)), "b", "c"};
  if (dice.percent(50)) choice.owners = random_owner(dice).text();
  if (dice.percent(50) && choice.owners.size() < OwnerId::text_size_max) choice.owners += '*';
  registered.key = random_webhook_key(dice);
  if (dice.percent(50)) registered.after = Position(dice.roll(50));
  return registered;
}

Payload random_payload(Dice& dice) {
  switch (dice.roll(std::variant_size_v<Payload>)) {
    case 0:
      return LedgerOpened{std::string(ledger_id), static_cast<std::uint32_t>(1 + dice.roll(1000))};
    case 1:
      return TokenCreated{random_owner(dice), random_name(dice),   random_scopes(dice, scopes_max),
                          random_time(dice),  random_caller(dice), random_digest(dice),
                          random_hint(dice)};
    case 2: {
      TokenUpdated updated;
      if (dice.percent(60)) updated.name = random_name(dice);
      if (!updated.name || dice.percent(60)) updated.scopes = random_scopes(dice, scopes_max);
      return updated;
    }
    case 3: {
      TokenRegenerated regenerated{random_time(dice), random_digest(dice), random_hint(dice), {}};
      if (dice.percent(50)) regenerated.overlap_until = random_time(dice);
      return regenerated;
    }
    case 4:
      return TokenDeleted{random_owner(dice)};
    case 5:
      return OwnerSuspended{};
    case 6:
      return OwnerResumed{};
    case 7:
      return OwnerTokensRevoked{};
    case 8:
      return ExpiredThrough{random_time(dice)};
    case 9:
      return TokenExpiring{random_time(dice), std::chrono::seconds(1 + dice.roll(1'000'000))};
    case 10:
      return RetiredSecretPresented{};
    case 11:
      return RulesAdopted{static_cast<std::uint32_t>(1 + dice.roll(1000))};
    case 12:
      return SessionStarted{random_bytes<SessionDigest>(dice), random_digest(dice),
                            random_time(dice), std::chrono::seconds(1 + dice.roll(1'000'000))};
    case 13:
      return SessionContinued{random_bytes<SessionName>(dice)};
    case 14: {
      SessionEnded ended;
      if (dice.percent(70)) ended.session = random_bytes<SessionName>(dice);
      return ended;
    }
    case 16:
      return random_webhook(dice);
    case 17:
      return WebhookPaused{};
    case 18:
      return WebhookResumed{dice.percent(50) ? std::optional(Position(dice.roll(100)))
                                             : std::nullopt};
    case 19: {
      WebhookSecretRotated rotated{random_webhook_key(dice), {}};
      if (dice.percent(50)) rotated.overlap_until = random_time(dice);
      return rotated;
    }
    case 20:
      return WebhookDisabled{};
    case 21:
      return WebhookDeleted{};
    default:
      return LedgerRestored{to_hex(random_bytes<TokenId>(dice).value).substr(0, epoch_size),
                            Position(dice.roll(1'000'000))};
  }
}

Subject random_subject(Dice& dice, const Payload& payload) {
  const auto index = payload.index();
  if (index == 0 || index == 8 || index == 11 || index == 12) return {};
  if (index >= 16) return random_bytes<WebhookId>(dice);
  if (index < 5 || index > 8) return random_bytes<TokenId>(dice);
  return random_owner(dice);
}

}  // namespace

std::string random_scope(Dice& dice) {
  static const std::vector<std::string> common{"*",
                                               "a",
                                               "a:*",
                                               "a:b",
                                               "a:b:*",
                                               "a:b:c",
                                               "b",
                                               "ledger",
                                               "b:read",
                                               "ledgers",
                                               "ledger:tokens",
                                               "ledger:verify",
                                               "ledger:audit",
                                               "ledger:operate"};
  if (dice.percent(70)) return dice.one_of(common);
  while (true) {
    auto scope = dice.text("ab0:._-*", 1 + dice.roll(8));
    if (dice.percent(20)) scope += dice.text("ab0", scope_size_max - scope.size());
    if (is_scope(scope)) return scope;
  }
}

ScopeSet random_scopes(Dice& dice, std::size_t count_max) {
  std::vector<std::string> texts(dice.roll(count_max + 1));
  for (auto& text : texts) text = random_scope(dice);
  return ScopeSet::make(texts).value();
}

std::string random_name(Dice& dice) {
  static const std::vector<std::string> points{
      "a", "\"", "\\", " ", "/", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x94\x91", "\xe2\x80\xa8"};
  while (true) {
    std::string text;
    for (std::size_t left = 1 + dice.roll(name_code_points_max); left > 0; --left) {
      text += dice.one_of(points);
    }
    if (auto name = parse_name(text)) return *name;
  }
}

OwnerId random_owner(Dice& dice) {
  while (true) {
    const auto text = dice.text(owner_characters, 1 + dice.roll(OwnerId::text_size_max));
    if (auto owner = OwnerId::parse(text)) return *std::move(owner);
  }
}

TokenDigest random_digest(Dice& dice) { return random_bytes<TokenDigest>(dice); }

Event random_event(Dice& dice) {
  auto payload = random_payload(dice);
  auto subject = random_subject(dice, payload);
  Event event{{random_bytes<CommandId>(dice),
               static_cast<std::uint8_t>(1 + dice.roll(CommandAttempt::number_max))},
              random_bytes<Fingerprint>(dice),
              random_caller(dice),
              random_time(dice),
              std::move(subject),
              dice.percent(90) ? dice.roll(100) : dice.number(),
              {},
              std::move(payload)};
  for (std::size_t left = dice.roll(reliances_max + 1); left > 0; --left) {
    const auto revision = dice.percent(90) ? dice.roll(100) : dice.number();
    if (dice.percent(50)) {
      event.relied_on.push_back({random_bytes<TokenId>(dice), revision});
    } else {
      event.relied_on.push_back({random_owner(dice), revision});
    }
  }
  return event;
}

}  // namespace ledger::support

#include "projections/keys.hpp"

#include "events/token/invariant.hpp"

namespace ledger::projections {
namespace {

using namespace token;

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;

std::uint64_t number_of(std::string_view eight_bytes) noexcept {
  std::uint64_t value = 0;
  for (const char byte : eight_bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

Timestamp time_of(std::string_view eight_bytes) noexcept {
  const auto value = static_cast<std::int64_t>(number_of(eight_bytes) ^ sign_bit);
  return Timestamp(std::chrono::milliseconds(value));
}

bool is(std::string_view key, char kind, std::size_t size) noexcept {
  return key.size() == size && key.front() == kind;
}

}  // namespace

Key& Key::add(std::string_view bytes) noexcept {
  invariant(size_ + bytes.size() <= bytes_.size());
  std::memcpy(bytes_.data() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
  return *this;
}

Key& Key::add_byte(std::uint8_t byte) noexcept {
  const char c = static_cast<char>(byte);
  return add({&c, 1});
}

Key& Key::add_number(std::uint64_t value) noexcept {
  std::array<char, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (8 * (7 - i)));
  return add({bytes.data(), bytes.size()});
}

Key& Key::add_time(Timestamp time) noexcept {
  return add_number(static_cast<std::uint64_t>(time.time_since_epoch().count()) ^ sign_bit);
}

Key Keys::token(const TokenId& id) noexcept { return Key('t').add(id.view()); }
Key Keys::living(const TokenDigest& digest) noexcept { return Key('d').add(digest.view()); }
Key Keys::retired(const TokenDigest& digest) noexcept { return Key('r').add(digest.view()); }
Key Keys::owner(const OwnerId& id) noexcept { return Key('o').add(id.text()); }
Key Keys::owner_token(const OwnerId& id, Position created) noexcept {
  return Key('l').add(id.text()).add_byte(0).add_number(created.value());
}
Key Keys::created(Position created) noexcept { return Key('p').add_number(created.value()); }
Key Keys::command(const CommandAttempt& attempt) noexcept {
  return Key('c').add(attempt.id.view()).add_byte(attempt.number);
}
Key Keys::event(Position position) noexcept { return Key('e').add_number(position.value()); }
Key Keys::history(const TokenId& id, Position position) noexcept {
  return Key('h').add(id.view()).add_number(position.value());
}
Key Keys::expiry(Timestamp time, const CommandAttempt& attempt) noexcept {
  return Key('x').add_time(time).add(attempt.id.view()).add_byte(attempt.number);
}
Key Keys::expiry(Timestamp time, const TokenDigest& digest) noexcept {
  return Key('y').add_time(time).add(digest.view());
}
Key Keys::sessions(const TokenId& token) noexcept { return Key('s').add(token.view()); }
Key Keys::webhook(const WebhookId& id) noexcept { return Key('k').add(id.view()); }
Key Keys::expiry(Timestamp time, const TokenId& token) noexcept {
  return Key('z').add_time(time).add(token.view());
}

Key Keys::expiring(Timestamp expires_at, const TokenId& id) noexcept {
  return Key('w').add_time(expires_at).add(id.view());
}

Key Keys::overlap_end(Timestamp until, const TokenId& id) noexcept {
  return Key('u').add_time(until).add(id.view());
}
Key Keys::revocation(Position position) noexcept { return Key('v').add_number(position.value()); }
Key Keys::passed_by(Position position) noexcept { return Key('n').add_number(position.value()); }

KeyRange Keys::through(const Key& first, Position last) noexcept {
  return {first, Key(first.view().front()).add_number(last.value()).add_byte(0)};
}

KeyRange Keys::overlap_ends(const std::optional<std::pair<Timestamp, TokenId>>& after,
                            Timestamp through) noexcept {
  return {after ? overlap_end(after->first, after->second).add_byte(0) : Key('u'),
          Key('u').add_time(through + std::chrono::milliseconds(1))};
}

KeyRange Keys::expiring(const std::optional<std::pair<Timestamp, TokenId>>& after,
                        Timestamp through) noexcept {
  return {after ? expiring(after->first, after->second).add_byte(0) : Key('w'),
          Key('w').add_time(through + std::chrono::milliseconds(1))};
}

KeyRange Keys::listed(const std::optional<OwnerId>& owner, std::optional<Position> after) noexcept {
  if (!owner) {
    // A key with a zero byte behind it is the next one there can be.
    return {after ? created(*after).add_byte(0) : Key('p'), Key('q')};
  }
  return {after ? owner_token(*owner, *after).add_byte(0) : Key('l').add(owner->text()).add_byte(0),
          Key('l').add(owner->text()).add_byte(1)};
}

KeyRange Keys::listed_before(const std::optional<OwnerId>& owner,
                             std::optional<Position> before) noexcept {
  auto range = listed(owner, std::nullopt);
  if (before) range.end = owner ? owner_token(*owner, *before) : created(*before);
  return range;
}

KeyRange Keys::history(const TokenId& id, std::optional<Position> after) noexcept {
  return {after ? history(id, *after).add_byte(0) : Key('h').add(id.view()),
          history(id, Position(UINT64_MAX)).add_byte(0)};
}

std::optional<TokenId> Keys::token_of(std::string_view key) noexcept {
  if (!is(key, 't', 1 + TokenId::size)) return std::nullopt;
  return from_raw<TokenId>(key.substr(1));
}

std::optional<WebhookId> Keys::webhook_of(std::string_view key) noexcept {
  if (!is(key, 'k', 1 + WebhookId::size)) return std::nullopt;
  return from_raw<WebhookId>(key.substr(1));
}

std::optional<OwnerId> Keys::owner_of(std::string_view key) {
  if (!key.starts_with('o')) return std::nullopt;
  return OwnerId::parse(key.substr(1));
}

std::optional<TokenDigest> Keys::digest_of(std::string_view key) noexcept {
  if (!is(key, 'd', 1 + TokenDigest::size)) return std::nullopt;
  return from_raw<TokenDigest>(key.substr(1));
}

std::optional<TokenDigest> Keys::retired_of(std::string_view key) noexcept {
  if (!is(key, 'r', 1 + TokenDigest::size)) return std::nullopt;
  return from_raw<TokenDigest>(key.substr(1));
}

std::optional<Position> Keys::listed_at(std::string_view key) noexcept {
  const bool listed = is(key, 'p', 9) || (key.starts_with('l') && key.size() > 10);
  if (!listed) return std::nullopt;
  return Position(number_of(key.substr(key.size() - 8)));
}

std::optional<Position> Keys::happened_at(std::string_view key) noexcept {
  if (!is(key, 'h', 1 + TokenId::size + 8)) return std::nullopt;
  return Position(number_of(key.substr(1 + TokenId::size)));
}

std::optional<Position> Keys::position_of(std::string_view key) noexcept {
  if (key.size() != 9) return std::nullopt;
  return Position(number_of(key.substr(1)));
}

std::optional<std::pair<Timestamp, CommandAttempt>> Keys::command_expiry_of(
    std::string_view key) noexcept {
  if (!is(key, 'x', 1 + 8 + CommandId::size + 1)) return std::nullopt;
  const CommandAttempt attempt{*from_raw<CommandId>(key.substr(9, CommandId::size)),
                               static_cast<std::uint8_t>(key.back())};
  return std::pair(time_of(key.substr(1, 8)), attempt);
}

std::optional<std::pair<Timestamp, TokenId>> Keys::expiring_of(std::string_view key) noexcept {
  constexpr std::size_t size = 1 + 8 + TokenId::size;
  if (!is(key, 'w', size) && !is(key, 'u', size)) return std::nullopt;
  return std::pair(time_of(key.substr(1, 8)), *from_raw<TokenId>(key.substr(9)));
}

std::optional<std::pair<Timestamp, TokenId>> Keys::session_expiry_of(
    std::string_view key) noexcept {
  if (!is(key, 'z', 1 + 8 + TokenId::size)) return std::nullopt;
  return std::pair(time_of(key.substr(1, 8)), *from_raw<TokenId>(key.substr(9)));
}

std::optional<std::pair<Timestamp, TokenDigest>> Keys::retired_expiry_of(
    std::string_view key) noexcept {
  if (!is(key, 'y', 1 + 8 + TokenDigest::size)) return std::nullopt;
  return std::pair(time_of(key.substr(1, 8)), *from_raw<TokenDigest>(key.substr(9)));
}

}  // namespace ledger::projections

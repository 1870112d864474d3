#include "events/token/ids.hpp"

#include <algorithm>

#include "events/token/checksum.hpp"

namespace ledger::token {
namespace {

constexpr std::string_view token_prefix = "tok_";
constexpr std::string_view webhook_prefix = "wh_";
constexpr std::string_view command_prefix = "cmd_";
constexpr std::string_view base32 = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t base32_digits = 26;

constexpr std::array<std::int8_t, 256> base32_values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < base32.size(); ++i) {
    values[static_cast<unsigned char>(base32[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}();

bool is_owner_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._@:|+-").find(c) != std::string_view::npos;
}

template <class Id>
Id first_half_of_sha256(std::string_view text) {
  const auto digest = sha256(text);
  Id id;
  std::copy_n(digest.begin(), id.value.size(), id.value.begin());
  return id;
}

template <class Id>
std::optional<Id> parse_hex(std::string_view text) noexcept {
  Id id;
  if (!from_hex(text, id.value)) return std::nullopt;
  return id;
}

/// 48 bits of milliseconds, big-endian, before what is random.
template <class Id>
Id begun_with_time(Timestamp now, std::span<const std::uint8_t, 10> random) {
  Id id;
  const auto milliseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (std::size_t i = 0; i < 6; ++i) {
    id.value[i] = static_cast<std::uint8_t>(milliseconds >> (8 * (5 - i)));
  }
  std::copy(random.begin(), random.end(), id.value.begin() + 6);
  return id;
}

/// 26 digits hold 130 bits: two zero bits in front, then the 128 of the id.
template <class Out>
void write_base32(const std::array<std::uint8_t, 16>& value, Out next) noexcept {
  unsigned bits = 0;
  int count = 2;
  for (const auto byte : value) {
    bits = bits << 8 | byte;
    count += 8;
    while (count >= 5) {
      count -= 5;
      *next++ = base32[bits >> count & 31];
    }
  }
}

template <class Id>
std::optional<Id> parse_base32(std::string_view text, std::string_view prefix) noexcept {
  if (text.size() != prefix.size() + base32_digits || !text.starts_with(prefix)) {
    return std::nullopt;
  }
  text.remove_prefix(prefix.size());
  Id id;
  unsigned bits = 0;
  int count = -2;
  std::size_t next = 0;
  for (std::size_t i = 0; i < base32_digits; ++i) {
    const int value = base32_values[static_cast<unsigned char>(text[i])];
    if (value < 0 || (i == 0 && value > 7)) return std::nullopt;
    bits = bits << 5 | static_cast<unsigned>(value);
    count += 5;
    if (count >= 8) {
      count -= 8;
      id.value[next++] = static_cast<std::uint8_t>(bits >> count);
    }
  }
  return id;
}

}  // namespace

TokenId TokenId::make(Timestamp now, std::span<const std::uint8_t, 10> random) {
  return begun_with_time<TokenId>(now, random);
}

void write_text(const TokenId& id, std::span<char, TokenId::text_size> out) noexcept {
  write_base32(id.value, std::copy(token_prefix.begin(), token_prefix.end(), out.begin()));
}

std::string to_text(const TokenId& id) {
  std::string text(TokenId::text_size, '\0');
  write_text(id, std::span<char, TokenId::text_size>(text));
  return text;
}

std::optional<TokenId> TokenId::parse(std::string_view text) noexcept {
  return parse_base32<TokenId>(text, token_prefix);
}

WebhookId WebhookId::make(Timestamp now, std::span<const std::uint8_t, 10> random) {
  return begun_with_time<WebhookId>(now, random);
}

std::string to_text(const WebhookId& id) {
  std::string text(webhook_prefix);
  text.resize(webhook_prefix.size() + base32_digits);
  write_base32(id.value, text.begin() + webhook_prefix.size());
  return text;
}

std::optional<WebhookId> WebhookId::parse(std::string_view text) noexcept {
  return parse_base32<WebhookId>(text, webhook_prefix);
}

std::optional<OwnerId> OwnerId::parse(std::string_view text) {
  if (text.empty() || text.size() > text_size_max || text == "." || text == "..") {
    return std::nullopt;
  }
  if (!std::all_of(text.begin(), text.end(), is_owner_char)) return std::nullopt;
  return OwnerId(std::string(text));
}

CommandId CommandId::make(Timestamp now, std::span<const std::uint8_t, 10> random) {
  return begun_with_time<CommandId>(now, random);
}

CommandId CommandId::derive(std::string_view caller, std::string_view idempotency_key) {
  std::string text(caller);
  text += '\0';
  text += idempotency_key;
  return first_half_of_sha256<CommandId>(text);
}

std::optional<CommandId> CommandId::parse(std::string_view text) noexcept {
  if (!text.starts_with(command_prefix)) return std::nullopt;
  return parse_hex<CommandId>(text.substr(command_prefix.size()));
}

std::string to_text(const CommandId& id) { return std::string(command_prefix) + to_hex(id.value); }

std::optional<CommandAttempt> CommandAttempt::parse(std::string_view text) noexcept {
  CommandAttempt attempt;
  if (text.size() == CommandId::text_size + 2 && text[CommandId::text_size] == '/') {
    const char digit = text.back();
    if (digit < '2' || digit > '0' + number_max) return std::nullopt;
    attempt.number = static_cast<std::uint8_t>(digit - '0');
    text.remove_suffix(2);
  }
  const auto id = CommandId::parse(text);
  if (!id) return std::nullopt;
  attempt.id = *id;
  return attempt;
}

std::string to_text(const CommandAttempt& attempt) {
  std::string text = to_text(attempt.id);
  if (attempt.number > 1) text += {'/', static_cast<char>('0' + attempt.number)};
  return text;
}

Fingerprint Fingerprint::of(std::string_view canonical_request) {
  return first_half_of_sha256<Fingerprint>(canonical_request);
}

std::optional<Fingerprint> Fingerprint::parse(std::string_view text) noexcept {
  return parse_hex<Fingerprint>(text);
}

std::string to_text(const Fingerprint& fingerprint) { return to_hex(fingerprint.value); }

}  // namespace ledger::token

#include "projections/state_digest.hpp"

#include <algorithm>

#include "events/token/checksum.hpp"
#include "projections/byte_codec.hpp"

namespace ledger::projections {
namespace {

using namespace token;

/// The canonical bytes of one entity, begun with version and kind. One buffer per thread.
class Canonical {
 public:
  explicit Canonical(char kind) : writer(buffer()) {
    buffer().assign("tokenledger state 1");
    buffer() += kind;
  }
  std::array<std::uint8_t, 32> hash() const { return sha256(buffer()); }
  void position(const std::optional<Position>& position) {
    writer.u8(position ? 1 : 0);
    if (position) writer.u64(position->value());
  }
  ByteWriter writer;

 private:
  static std::string& buffer() {
    thread_local std::string bytes;
    return bytes;
  }
};

void write_signing_key(ByteWriter& writer, const WebhookKey& key) {
  writer.raw(key.sealed_with.view()).raw(key.sealed.view()).u8(key.public_key ? 1 : 0);
  if (key.public_key) writer.raw(key.public_key->view());
}

}  // namespace

std::optional<StateDigest> StateDigest::parse(std::string_view hex) {
  StateDigest digest;
  if (!from_hex(hex, digest.sum_)) return std::nullopt;
  return digest;
}

std::string StateDigest::hex() const { return to_hex(sum_); }

void StateDigest::add_hash(const Hash& hash) noexcept {
  unsigned carry = 0;
  for (std::size_t i = sum_.size(); i-- > 0;) {
    carry += unsigned{sum_[i]} + hash[i];
    sum_[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

void StateDigest::subtract_hash(const Hash& hash) noexcept {
  unsigned borrow = 0;
  for (std::size_t i = sum_.size(); i-- > 0;) {
    const unsigned difference = unsigned{sum_[i]} - hash[i] - borrow;
    sum_[i] = static_cast<std::uint8_t>(difference);
    borrow = difference >> 8 & 1;
  }
}

StateDigest::Hash StateDigest::hash_of(const LedgerState& ledger) {
  Canonical canonical('L');
  canonical.writer.text(ledger.ledger_id).u32(ledger.rules);
  canonical.writer.u8(ledger.expired_through ? 1 : 0);
  if (ledger.expired_through) canonical.writer.time(*ledger.expired_through);
  canonical.writer.text(ledger.epoch).u64(ledger.accepted);
  return canonical.hash();
}

StateDigest::Hash StateDigest::hash_of(const TokenState& token) {
  Canonical canonical('T');
  auto& writer = canonical.writer;
  writer.raw(token.id.view()).text(token.owner.text()).text(token.name);
  std::vector<std::string_view> scopes(token.scopes.values().begin(), token.scopes.values().end());
  std::sort(scopes.begin(), scopes.end());
  writer.u8(static_cast<std::uint8_t>(scopes.size()));
  for (const auto scope : scopes) writer.text(scope);
  writer.u64(token.revision).text(token.created_by);
  writer.time(token.created_at).time(token.updated_at).time(token.expires_at);
  writer.raw(token.digest.view()).text(token.hint);
  writer.u64(token.created_position.value()).u64(token.issued_position.value());
  writer.u8(token.overlap ? 1 : 0);
  if (token.overlap) {
    writer.raw(token.overlap->digest.view()).u64(token.overlap->issued_position.value());
    writer.time(token.overlap->until);
  }
  writer.u8(token.deleted ? 1 : 0);
  writer.u8(token.expiry_told ? 1 : 0);
  if (token.expiry_told) writer.u64(static_cast<std::uint64_t>(token.expiry_told->count()));
  return canonical.hash();
}

StateDigest::Hash StateDigest::hash_of(const OwnerState& owner) {
  Canonical canonical('O');
  canonical.writer.text(owner.id.text()).u64(owner.revision).u8(owner.suspended ? 1 : 0);
  canonical.position(owner.revoked_through);
  canonical.writer.u64(owner.tokens);
  return canonical.hash();
}

StateDigest::Hash StateDigest::hash_of(const CommandState& command) {
  Canonical canonical('C');
  auto& writer = canonical.writer;
  writer.raw(command.attempt.id.view()).u8(command.attempt.number);
  writer.u8(static_cast<std::uint8_t>(command.outcome)).raw(command.fingerprint.view());
  writer.text(command.caller).u8(static_cast<std::uint8_t>(command.subject.index()));
  if (const auto* token = std::get_if<TokenId>(&command.subject)) writer.raw(token->view());
  if (const auto* owner = std::get_if<OwnerId>(&command.subject)) writer.text(owner->text());
  if (const auto* id = std::get_if<WebhookId>(&command.subject)) writer.raw(id->view());
  writer.u64(command.position.value()).time(command.memory_time);
  return canonical.hash();
}

StateDigest::Hash StateDigest::hash_of(const RetiredDigest& retired) {
  Canonical canonical('R');
  canonical.writer.raw(retired.digest.view()).raw(retired.token.view());
  canonical.writer.u64(retired.position.value()).time(retired.memory_time);
  return canonical.hash();
}

StateDigest::Hash StateDigest::hash_of(const TokenSessions& sessions) {
  Canonical canonical('S');
  auto& writer = canonical.writer;
  writer.raw(sessions.token.view()).u8(static_cast<std::uint8_t>(sessions.sessions.size()));
  for (const auto& session : sessions.sessions) {
    writer.raw(session.digest.view()).raw(session.signed_in_with.view());
    writer.u64(session.position.value()).time(session.started_at).time(session.used_at);
    writer.time(session.expires_at).u64(static_cast<std::uint64_t>(session.idle.count()));
  }
  writer.time(sessions.memory_time);
  return canonical.hash();
}

StateDigest::Hash StateDigest::hash_of(const WebhookState& webhook) {
  Canonical canonical('W');
  auto& writer = canonical.writer;
  writer.raw(webhook.id.view()).u64(webhook.revision);
  writer.u8(static_cast<std::uint8_t>(webhook.status)).text(webhook.url);
  writer.u8(static_cast<std::uint8_t>(webhook.choice.feed)).text(webhook.choice.owners);
  writer.u8(static_cast<std::uint8_t>(webhook.choice.types.size()));
  for (const auto& type : webhook.choice.types) writer.text(type);
  write_signing_key(writer, webhook.key);
  writer.u8(webhook.old_key ? 1 : 0);
  if (webhook.old_key) {
    write_signing_key(writer, webhook.old_key->key);
    writer.time(webhook.old_key->until);
  }
  writer.time(webhook.created_at).time(webhook.updated_at);
  writer.u64(webhook.begin_after.value()).u64(webhook.begin_set_at.value());
  return canonical.hash();
}

}  // namespace ledger::projections

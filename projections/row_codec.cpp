#include "projections/row_codec.hpp"

#include "events/token/invariant.hpp"
#include "projections/byte_codec.hpp"

namespace ledger::projections {
namespace {

using namespace token;

constexpr std::uint8_t row_version = 1;
constexpr std::uint8_t flag_deleted = 1;
constexpr std::uint8_t flag_overlap = 2;
constexpr std::uint8_t flag_told = 4;
constexpr std::uint8_t flag_suspended = 1;
constexpr std::uint8_t flag_revoked = 2;
constexpr std::uint8_t flag_expired_through = 1;

struct Hash : Bytes<struct HashTag, 32> {};

void write_hash(ByteWriter& writer, std::string_view hex) {
  Hash hash;
  invariant(from_hex(hex, hash.value));
  writer.raw(hash.view());
}

std::uint8_t flags(bool first, bool second, bool third = false) {
  return static_cast<std::uint8_t>((first ? 1 : 0) | (second ? 2 : 0) | (third ? 4 : 0));
}

Subject read_subject(ByteReader& reader, bool& valid) {
  switch (reader.u8()) {
    case 0:
      return std::monostate();
    case 1:
      return reader.fixed<TokenId>();
    case 2:
      if (auto owner = OwnerId::parse(reader.text())) return *std::move(owner);
      break;
    case 3:
      return reader.fixed<WebhookId>();
    default:
      break;
  }
  valid = false;
  return std::monostate();
}

}  // namespace

std::string encode_row(const TokenState& token) {
  std::string row;
  row.reserve(192 + token.name.size());
  ByteWriter writer(row);
  writer.u8(row_version);
  writer.u8(flags(token.deleted, token.overlap.has_value(), token.expiry_told.has_value()));
  writer.u64(token.revision);
  writer.time(token.created_at).time(token.updated_at).time(token.expires_at);
  writer.u64(token.created_position.value()).u64(token.issued_position.value());
  writer.raw(token.digest.view());
  if (token.overlap) {
    writer.raw(token.overlap->digest.view()).u64(token.overlap->issued_position.value());
    writer.time(token.overlap->until);
  }
  if (token.expiry_told) writer.u64(static_cast<std::uint64_t>(token.expiry_told->count()));
  writer.text(token.owner.text()).text(token.name).text(token.created_by).text(token.hint);
  writer.u8(static_cast<std::uint8_t>(token.scopes.values().size()));
  for (const auto& scope : token.scopes.values()) writer.text(scope);
  return row;
}

std::optional<TokenState> decode_token(const TokenId& id, std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  const auto bits = reader.u8();
  const auto revision = reader.u64();
  const auto created_at = reader.time();
  const auto updated_at = reader.time();
  const auto expires_at = reader.time();
  const Position created(reader.u64());
  const Position issued(reader.u64());
  const auto digest = reader.fixed<TokenDigest>();
  std::optional<Overlap> overlap;
  if ((bits & flag_overlap) != 0) {
    overlap = Overlap{reader.fixed<TokenDigest>(), Position(reader.u64()), reader.time()};
  }
  std::optional<std::chrono::seconds> told;
  if ((bits & flag_told) != 0) told = std::chrono::seconds(reader.u64());
  auto owner = OwnerId::parse(reader.text());
  const auto name = reader.text();
  const auto created_by = reader.text();
  const auto hint = reader.text();
  const std::size_t count = reader.u8();
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count && !reader.failed(); ++i) texts.emplace_back(reader.text());
  auto scopes = ScopeSet::make(texts);
  if (!owner || !scopes || !reader.complete()) return std::nullopt;
  return TokenState{id,
                    *std::move(owner),
                    std::string(name),
                    *std::move(scopes),
                    revision,
                    std::string(created_by),
                    created_at,
                    updated_at,
                    expires_at,
                    digest,
                    std::string(hint),
                    created,
                    issued,
                    overlap,
                    (bits & flag_deleted) != 0,
                    told};
}

std::string encode_row(const OwnerState& owner) {
  std::string row;
  ByteWriter writer(row);
  writer.u8(row_version).u8(flags(owner.suspended, owner.revoked_through.has_value()));
  writer.u64(owner.revision).u64(owner.tokens);
  if (owner.revoked_through) writer.u64(owner.revoked_through->value());
  return row;
}

std::optional<OwnerState> decode_owner(const OwnerId& id, std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  const auto bits = reader.u8();
  OwnerState owner{id, reader.u64(), (bits & flag_suspended) != 0, std::nullopt, 0};
  owner.tokens = reader.u64();
  if ((bits & flag_revoked) != 0) owner.revoked_through = Position(reader.u64());
  if (!reader.complete()) return std::nullopt;
  return owner;
}

std::string encode_row(const CommandState& command) {
  std::string row;
  ByteWriter writer(row);
  writer.u8(row_version).u8(static_cast<std::uint8_t>(command.outcome));
  writer.raw(command.fingerprint.view()).u64(command.position.value()).time(command.memory_time);
  writer.text(command.caller);
  writer.u8(static_cast<std::uint8_t>(command.subject.index()));
  if (const auto* token = std::get_if<TokenId>(&command.subject)) writer.raw(token->view());
  if (const auto* owner = std::get_if<OwnerId>(&command.subject)) writer.text(owner->text());
  if (const auto* id = std::get_if<WebhookId>(&command.subject)) writer.raw(id->view());
  return row;
}

std::optional<CommandState> decode_command(const CommandAttempt& attempt, std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  CommandState command;
  command.attempt = attempt;
  const auto outcome = reader.u8();
  bool valid = outcome == static_cast<std::uint8_t>(CommandOutcome::applied) ||
               outcome == static_cast<std::uint8_t>(CommandOutcome::rejected);
  command.outcome = static_cast<CommandOutcome>(outcome);
  command.fingerprint = reader.fixed<Fingerprint>();
  command.position = Position(reader.u64());
  command.memory_time = reader.time();
  command.caller = reader.text();
  command.subject = read_subject(reader, valid);
  if (!valid || !reader.complete()) return std::nullopt;
  return command;
}

std::string encode_row(const RetiredDigest& retired) {
  std::string row;
  ByteWriter(row)
      .u8(row_version)
      .raw(retired.token.view())
      .u64(retired.position.value())
      .time(retired.memory_time);
  return row;
}

std::optional<RetiredDigest> decode_retired(const TokenDigest& digest, std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  RetiredDigest retired{digest, reader.fixed<TokenId>(), Position(reader.u64()), reader.time()};
  if (!reader.complete()) return std::nullopt;
  return retired;
}

std::string encode_row(const LedgerState& ledger) {
  std::string row;
  ByteWriter writer(row);
  writer.u8(row_version).u8(flags(ledger.expired_through.has_value(), false));
  writer.u32(ledger.rules).text(ledger.ledger_id).text(ledger.epoch).u64(ledger.accepted);
  if (ledger.expired_through) writer.time(*ledger.expired_through);
  return row;
}

std::optional<LedgerState> decode_ledger(std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  LedgerState ledger;
  const auto bits = reader.u8();
  ledger.rules = reader.u32();
  ledger.ledger_id = reader.text();
  ledger.epoch = reader.text();
  ledger.accepted = reader.u64();
  if ((bits & flag_expired_through) != 0) ledger.expired_through = reader.time();
  if (!reader.complete()) return std::nullopt;
  return ledger;
}

std::string encode_row(const TokenSessions& sessions) {
  std::string row;
  ByteWriter writer(row);
  writer.u8(row_version).time(sessions.memory_time);
  writer.u8(static_cast<std::uint8_t>(sessions.sessions.size()));
  for (const auto& session : sessions.sessions) {
    writer.raw(session.digest.view()).raw(session.signed_in_with.view());
    writer.u64(session.position.value()).time(session.started_at).time(session.used_at);
    writer.time(session.expires_at).u64(static_cast<std::uint64_t>(session.idle.count()));
  }
  return row;
}

std::optional<TokenSessions> decode_sessions(const TokenId& token, std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  TokenSessions sessions{token, {}, reader.time()};
  for (auto left = reader.u8(); left > 0 && !reader.failed(); --left) {
    sessions.sessions.push_back({reader.fixed<SessionDigest>(), reader.fixed<TokenDigest>(),
                                 Position(reader.u64()), reader.time(), reader.time(),
                                 reader.time(), std::chrono::seconds(reader.u64())});
  }
  if (sessions.sessions.empty() || !reader.complete()) return std::nullopt;
  return sessions;
}

std::string encode_row(const NodesSeen& nodes) {
  std::string row;
  ByteWriter writer(row);
  writer.u8(row_version).u32(static_cast<std::uint32_t>(nodes.size()));
  for (const auto& [node, seen] : nodes) {
    writer.text(node).text(seen.name).time(seen.log_time);
    writer.u32(static_cast<std::uint32_t>(seen.rules.size()));
    for (const auto number : seen.rules) writer.u32(number);
  }
  return row;
}

std::optional<NodesSeen> decode_nodes(std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  NodesSeen nodes;
  for (auto left = reader.u32(); left > 0 && !reader.failed(); --left) {
    const std::string node(reader.text());
    auto& seen = nodes[node];
    seen.name = reader.text();
    seen.log_time = reader.time();
    for (auto rules = reader.u32(); rules > 0 && !reader.failed(); --rules) {
      seen.rules.push_back(reader.u32());
    }
  }
  if (!reader.complete()) return std::nullopt;
  return nodes;
}

std::string encode_row(const Checkpoint& checkpoint) {
  invariant(checkpoint.position.has_value());
  std::string row;
  ByteWriter writer(row);
  writer.u8(row_version).u64(checkpoint.position->value());
  writer.time(checkpoint.log_time).time(checkpoint.memory_time).u64(checkpoint.accepted);
  write_hash(writer, checkpoint.state_digest);
  write_hash(writer, checkpoint.memory_digest);
  write_hash(writer, checkpoint.record_hash);
  return row;
}

std::optional<Checkpoint> decode_checkpoint(std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  Checkpoint checkpoint;
  checkpoint.position = Position(reader.u64());
  checkpoint.log_time = reader.time();
  checkpoint.memory_time = reader.time();
  checkpoint.accepted = reader.u64();
  checkpoint.state_digest = to_hex(reader.fixed<Hash>().value);
  checkpoint.memory_digest = to_hex(reader.fixed<Hash>().value);
  checkpoint.record_hash = to_hex(reader.fixed<Hash>().value);
  if (!reader.complete()) return std::nullopt;
  return checkpoint;
}

std::string encode_row(const LivingRow& living) {
  std::string row;
  ByteWriter(row).raw(living.token.view()).u8(living.in_overlap ? 1 : 0);
  return row;
}

std::optional<LivingRow> decode_living(std::string_view row) {
  ByteReader reader(row);
  const auto id = reader.fixed<TokenId>();
  const auto flag = reader.u8();
  if (!reader.complete() || flag > 1) return std::nullopt;
  return LivingRow{id, flag == 1};
}

std::string encode_format(const ViewFormat& format) {
  std::string row;
  ByteWriter(row).u32(format.number).u8(format.keeps_records ? 1 : 0);
  return row;
}

std::optional<ViewFormat> decode_format(std::string_view row) {
  ByteReader reader(row);
  ViewFormat format{reader.u32(), true};
  // Of another format only the number is known.
  if (row.size() >= 4 && format.number != row_format) return format;
  format.keeps_records = reader.u8() != 0;
  if (!reader.complete()) return std::nullopt;
  return format;
}

}  // namespace ledger::projections

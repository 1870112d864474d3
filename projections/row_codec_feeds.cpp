// Rows of accepted records and of what they stopped.

#include "events/token/invariant.hpp"
#include "projections/byte_codec.hpp"
#include "projections/row_codec.hpp"

namespace ledger::projections {

using namespace token;

namespace {

constexpr std::uint8_t revocation_version = 1;
constexpr std::uint8_t flag_token = 1;
constexpr std::uint8_t flag_behind = 2;
constexpr std::size_t time_size = 8;

}  // namespace

std::string encode_row(const StoredEvent& event) {
  std::string row;
  row.reserve(time_size + event.value.size());
  ByteWriter(row).time(event.log_time).raw(event.value);
  return row;
}

std::optional<StoredEvent> decode_event(Position position, std::string_view row) {
  if (row.size() <= time_size) return std::nullopt;
  ByteReader reader(row.substr(0, time_size));
  return StoredEvent{position, reader.time(), std::string(row.substr(time_size))};
}

std::string encode_row(const Revocation& revocation) {
  std::string row;
  ByteWriter writer(row);
  const auto reason = static_cast<std::uint8_t>(revocation.reason);
  const int flags = (revocation.token ? flag_token : 0) | (revocation.behind ? flag_behind : 0);
  writer.u8(revocation_version).u8(reason).u8(static_cast<std::uint8_t>(flags));
  writer.time(revocation.log_time).text(revocation.owner);
  if (revocation.token) writer.raw(revocation.token->view());
  writer.u8(static_cast<std::uint8_t>(revocation.digests.size()));
  for (const auto& digest : revocation.digests) writer.raw(digest.view());
  writer.u8(static_cast<std::uint8_t>(revocation.scopes.size()));
  for (const auto& scope : revocation.scopes) writer.text(scope);
  if (revocation.behind) writer.time(*revocation.behind);
  writer.time(revocation.through);
  return row;
}

std::optional<Revocation> decode_revocation(Position position, std::string_view row) {
  ByteReader reader(row);
  if (reader.u8() != revocation_version) return std::nullopt;
  Revocation revocation;
  revocation.position = position;
  const auto reason = reader.u8();
  if (reason < static_cast<std::uint8_t>(RevocationReason::deleted) ||
      reason > static_cast<std::uint8_t>(RevocationReason::expired)) {
    return std::nullopt;
  }
  revocation.reason = static_cast<RevocationReason>(reason);
  const auto flags = reader.u8();
  revocation.log_time = reader.time();
  revocation.owner = reader.text();
  if ((flags & flag_token) != 0) revocation.token = reader.fixed<TokenId>();
  const auto digests = reader.u8();
  for (int i = 0; i < digests; ++i) revocation.digests.push_back(reader.fixed<TokenDigest>());
  const auto scopes = reader.u8();
  for (int i = 0; i < scopes; ++i) revocation.scopes.emplace_back(reader.text());
  if ((flags & flag_behind) != 0) revocation.behind = reader.time();
  revocation.through = reader.time();
  if (!reader.complete()) return std::nullopt;
  return revocation;
}

}  // namespace ledger::projections

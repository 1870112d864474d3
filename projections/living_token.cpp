#include "projections/living_token.hpp"

#include "projections/byte_codec.hpp"
#include "projections/row_codec.hpp"

namespace ledger::projections {

using namespace token;

namespace {

// As row_codec.cpp writes them; a test reads every kind of row both ways.
constexpr std::uint8_t row_version = 1;
constexpr std::uint8_t flag_deleted = 1;
constexpr std::uint8_t flag_overlap = 2;
constexpr std::uint8_t flag_told = 4;

}  // namespace

LivingToken living_token(const TokenState& token, std::string_view scopes) {
  return {token.id,     token.owner.text(),    token.name,       scopes,       token.revision,
          token.digest, token.issued_position, token.expires_at, token.overlap};
}

RowKind decode_living_token(const TokenId& id, std::string_view row, LivingToken& living,
                            std::string& scopes) {
  ByteReader reader(row);
  if (reader.u8() != row_version) return RowKind::damaged;
  const auto bits = reader.u8();
  living.id = id;
  living.revision = reader.u64();
  reader.time();
  reader.time();
  living.expires_at = reader.time();
  reader.u64();
  living.issued_position = Position(reader.u64());
  living.digest = reader.fixed<TokenDigest>();
  living.overlap.reset();
  if ((bits & flag_overlap) != 0) {
    living.overlap = Overlap{reader.fixed<TokenDigest>(), Position(reader.u64()), reader.time()};
  }
  if ((bits & flag_told) != 0) reader.u64();
  living.owner = reader.text();
  living.name = reader.text();
  reader.text();
  reader.text();
  scopes.clear();
  const std::size_t count = reader.u8();
  for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
    if (i > 0) scopes += ' ';
    scopes += reader.text();
  }
  living.scopes = scopes;
  if (!reader.complete()) return RowKind::damaged;
  return (bits & flag_deleted) != 0 ? RowKind::deleted : RowKind::living;
}

}  // namespace ledger::projections

#pragma once
// A token that is not deleted, as the hot set takes it in: views into what it was made from, so
// that reading ten million rows at a start allocates nothing.

#include <optional>
#include <string>
#include <string_view>

#include "events/token/state.hpp"

namespace ledger::projections {

struct LivingToken {
  token::TokenId id;
  std::string_view owner;
  std::string_view name;
  std::string_view scopes;  ///< joined by single spaces
  std::uint64_t revision = 0;
  token::TokenDigest digest;
  token::Position issued_position;
  token::Timestamp expires_at;
  std::optional<token::Overlap> overlap;
};

/// `scopes`: token.scopes.joined(). Both must outlive what is given.
[[nodiscard]] LivingToken living_token(const token::TokenState& token, std::string_view scopes);

enum class RowKind : std::uint8_t { living, deleted, damaged };

/// Reads a token's row (row_codec.hpp) into `living`; its scopes are joined in `scopes`, which it
/// views. Checks what it reads, no more.
[[nodiscard]] RowKind decode_living_token(const token::TokenId& id, std::string_view row,
                                          LivingToken& living, std::string& scopes);

}  // namespace ledger::projections

#pragma once
// What a projection has durably applied. It stands in the same batch as the rows it speaks of.

#include <optional>
#include <string>

#include "events/token/position.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::projections {

struct Checkpoint {
  std::optional<token::Position> position;  ///< nothing: not even genesis
  token::Timestamp log_time{};              ///< running maximum
  token::Timestamp memory_time{};           ///< token::memory_time_after
  std::uint64_t accepted = 0;               ///< accepted events: the next one's index
  std::string state_digest;                 ///< 64 hexadecimal digits: ledger, owners, tokens
  std::string memory_digest;                ///< the same: commands, retired digests
  std::string record_hash;                  ///< SHA-256 of the last applied record's value, hex
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

}  // namespace ledger::projections

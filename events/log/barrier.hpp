#pragma once
// The barrier: a record of the ledger that is no event. A node with nothing to append writes one,
// to prove by its coming back how old its view is; it carries what the node's state was at an
// earlier barrier, for the others to compare. It changes nothing. docs/events.md shows it.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/token/position.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::log {

inline constexpr std::string_view barrier_type = "tokenledger.ledger.barrier.v1";
inline constexpr std::size_t node_name_size_max = 160;
inline constexpr std::size_t barrier_rules_max = 64;
inline constexpr std::chrono::milliseconds barrier_interval_max{3'600'000};
/// Of what the state digests are taken over; only equal versions are compared.
inline constexpr std::uint32_t state_digest_version = 1;

struct Barrier {
  /// The state after the record at a position, which was a barrier.
  struct Compared {
    token::Position at;
    std::string state_digest;   ///< 64 hexadecimal digits
    std::string memory_digest;  ///< the same, of what is forgotten in time
    std::uint32_t digest_version = state_digest_version;
    friend bool operator==(const Compared&, const Compared&) = default;
  };

  /// Of those that follow the node over HTTP.
  struct Followers {
    std::size_t count = 1;
    std::optional<token::Position> applied{};  ///< by all of them; nothing: one did not say
    friend bool operator==(const Followers&, const Followers&) = default;
  };

  std::string node;          ///< 32 hexadecimal digits, random at each start of a node
  std::uint64_t number = 1;  ///< counts the node's barriers from 1
  token::Timestamp time{};   ///< the node's clock
  std::string node_name{};   ///< what people call it: visible ASCII; empty: not said
  std::optional<Compared> compared{};
  /// Which rules the node's program folds (token::known_rules), rising; none: it did not say.
  std::vector<std::uint32_t> rules{};
  bool leaving = false;  ///< the node's last one: it stops
  std::optional<Followers> followers{};
  /// When the node writes the next one at the latest; none: it did not say.
  std::optional<std::chrono::milliseconds> interval{};
  friend bool operator==(const Barrier&, const Barrier&) = default;
};

/// The record's value; its key is the ledger id. Of what is no barrier, decode() would not make one
/// again: that is a bug.
[[nodiscard]] std::string encode_barrier(const Barrier& barrier, std::string_view ledger_id);

}  // namespace ledger::log

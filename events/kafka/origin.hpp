#pragma once
// Who handed a record over, and when: a record header that only its own writer can make use of.
//
//   name   tokenledger-origin
//   value  16 bytes  node, random per start · 8 bytes  CLOCK_BOOTTIME in nanoseconds, big-endian
//
// A node that reads a record of its own has thereby seen everything that was in the log when it
// handed that record over.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "events/log/event_log.hpp"

namespace ledger::kafka {

inline constexpr const char* origin_header = "tokenledger-origin";

using NodeMark = std::array<std::uint8_t, 16>;
using OriginBytes = std::array<std::uint8_t, 24>;

[[nodiscard]] OriginBytes encode_origin(const NodeMark& node, log::BootTime handed_over) noexcept;

/// When `node` handed the record over; nothing if another did, or it is not known who.
[[nodiscard]] std::optional<log::BootTime> own_hand_over(std::span<const std::uint8_t> origin,
                                                         const NodeMark& node) noexcept;

}  // namespace ledger::kafka

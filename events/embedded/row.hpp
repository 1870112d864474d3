#pragma once
// What stands in the log's RocksDB, for ever. All integers are big-endian.
//
//   key                        value
//   0x00                       format number, 4 bytes
//   position, 8 bytes          link, 32 bytes
//                              log time, 8 bytes: ms since 1970, two's complement
//                              key size, 4 bytes; key; value (the rest)
//
// The link chains a record to the one before it: SHA-256 over that one's link (32 zero bytes before
// the first), the position, and everything behind the link. Who changes a record has to change the
// links of all behind it.
//
// The format row's key is a prefix of position 0's, so it comes before every record.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/log/event_log.hpp"

namespace ledger::embedded {

inline constexpr std::uint32_t format_known = 2;
inline constexpr std::string_view format_key{"\0", 1};

[[nodiscard]] std::string encode_format(std::uint32_t number);
/// Nothing if `row` is no format row's value.
[[nodiscard]] std::optional<std::uint32_t> decode_format(std::string_view row) noexcept;

[[nodiscard]] std::string encode_position(log::Position position);
/// Nothing if `key` is no record's key.
[[nodiscard]] std::optional<log::Position> decode_position(std::string_view key) noexcept;

using Link = std::array<std::uint8_t, 32>;

/// `before`: the link of the record before. Sets `link` to this one's.
[[nodiscard]] std::string encode_row(const log::Record& record, const Link& before, Link& link);
/// Nothing if `row` is not what encode_row() makes.
[[nodiscard]] std::optional<log::Record> decode_row(log::Position position, std::string_view row);
/// The link that stands in a row; nothing if it is too short for one.
[[nodiscard]] std::optional<Link> link_in(std::string_view row) noexcept;
/// The link that a row must have, by what is in it and the link before.
[[nodiscard]] Link link_of(log::Position position, std::string_view row, const Link& before);

}  // namespace ledger::embedded

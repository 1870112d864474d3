#pragma once
// A broker that is down makes librdkafka say so again and again, on every connection and from each
// client that is made anew: of each kind of note one goes on in an interval, with the number of
// those that were left out before it.

#include <chrono>
#include <string_view>

#include "events/kafka/client.hpp"
#include "events/log/event_log.hpp"

namespace ledger::kafka {

inline constexpr std::chrono::seconds note_interval{5};
/// More kinds than that are one kind.
inline constexpr std::size_t note_kinds_max = 32;

/// The kind of a note: what stands before its first colon.
[[nodiscard]] std::string_view kind_of_note(std::string_view text) noexcept;

/// `to`, told of at most one note of each kind in `interval`. Copies share what they know; any
/// thread.
[[nodiscard]] OnNote limit_notes(OnNote to, std::chrono::nanoseconds interval = note_interval,
                                 std::function<log::BootTime()> now = log::boot_time_now);

}  // namespace ledger::kafka

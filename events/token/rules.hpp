#pragma once
// The rules by which a log is folded. The genesis names those that a ledger begins with; a
// RulesAdopted event says from which position others hold. A program folds every set that was ever
// released, so that programs of two versions run side by side until the switch. Event types, the
// state digest and what a set says here belong to it.

#include <chrono>
#include <cstdint>
#include <span>

namespace ledger::token {

struct Rules {
  std::uint32_t number = 0;
  std::chrono::days command_memory{7};    ///< outcomes of commands, by memory time
  std::chrono::days retired_memory{365};  ///< retired digests, by memory time
  std::chrono::days session_memory{8};    ///< sessions, by memory time
};

/// Every set that this program folds, from the oldest to the newest.
[[nodiscard]] std::span<const Rules> known_rules() noexcept;

/// One of them; nullptr: this program does not know it, and must not fold by it.
[[nodiscard]] const Rules* find_rules(std::uint32_t number) noexcept;

/// What a new ledger begins with: the newest set.
[[nodiscard]] inline const Rules& newest_rules() noexcept { return known_rules().back(); }

/// The most that memory time gains at one record, however far the log's time went: a clock that was
/// wrong for one record forgets nothing.
inline constexpr std::chrono::minutes memory_step_max{10};

}  // namespace ledger::token

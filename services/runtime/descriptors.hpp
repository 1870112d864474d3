#pragma once
// File descriptors: how many the process may have, and how many of them connections may take.

#include <cstddef>

namespace ledger::runtime {

/// Raises the soft limit to the hard one. Returns how many descriptors the process may have now.
std::size_t raise_descriptor_limit() noexcept;

/// How many connections may be open where the process may have `limit` descriptors: what the
/// databases, the log and the program itself need is left to them.
[[nodiscard]] constexpr std::size_t connections_within(std::size_t limit) noexcept {
  constexpr std::size_t kept = 512;
  return limit > 2 * kept ? limit - kept : limit / 2;
}

}  // namespace ledger::runtime

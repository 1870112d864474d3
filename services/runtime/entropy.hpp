#pragma once
// Random bytes of cryptographic quality, from OpenSSL's generator (seeded by the kernel).

#include <array>
#include <cstdint>
#include <span>

namespace ledger::runtime {

/// Fills `to` from a stock of the thread's own, since asking the generator costs the same for 16
/// bytes as for a thousand; what is taken from the stock is wiped.
void take_random(std::span<std::uint8_t> to);

template <std::size_t Size>
[[nodiscard]] std::array<std::uint8_t, Size> random_bytes() {
  std::array<std::uint8_t, Size> bytes;
  take_random(bytes);
  return bytes;
}

}  // namespace ledger::runtime

#pragma once
// Random bytes of cryptographic quality, from OpenSSL's generator (seeded by the kernel).

#include <array>
#include <cstdint>

#include <openssl/rand.h>

#include "events/token/invariant.hpp"

namespace ledger::runtime {

template <std::size_t Size>
[[nodiscard]] std::array<std::uint8_t, Size> random_bytes() {
  std::array<std::uint8_t, Size> bytes;
  token::invariant(::RAND_bytes(bytes.data(), static_cast<int>(Size)) == 1);
  return bytes;
}

}  // namespace ledger::runtime

#pragma once
// Which of the forms of an asset a client takes (RFC 9110 §12.5.3). Of the room, not for others.

#include <cstdint>

#include "services/http/request.hpp"

namespace ledger::console {

enum class Coding : std::uint8_t { plain, gzip, brotli };

/// The shortest form that no Accept-Encoding speaks against: brotli, gzip, plain.
[[nodiscard]] Coding coding_for(const http::Request& request);

}  // namespace ledger::console

#pragma once
// How requests are named: taken from their headers, or made. RFC 9110 has no such field;
// X-Request-Id is what proxies send, and `traceparent` is W3C Trace Context.

#include <array>
#include <cstdint>
#include <string_view>

#include "services/http/request.hpp"
#include "services/http/sight.hpp"

namespace ledger::http {

inline constexpr std::size_t request_id_max = 128;

/// What the headers say; `id` is empty where they say nothing that can be used: one X-Request-Id of
/// 1 to 128 visible ASCII characters, or else one valid `traceparent`.
[[nodiscard]] RequestName name_in(const Request& request) noexcept;

/// Ids that no other maker has: 64 random bits, and a count. One thread.
class RequestIds {
 public:
  RequestIds();
  using Text = std::array<char, 32>;
  /// The next, in hexadecimal.
  void make(Text& text) noexcept;

 private:
  std::uint64_t random_;
  std::uint64_t count_ = 0;
};

}  // namespace ledger::http

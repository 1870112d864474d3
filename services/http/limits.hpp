#pragma once
// What one server and one connection may take. All are settings; docs/operations.md lists them.

#include <chrono>
#include <cstddef>

namespace ledger::http {

/// What the header of a request may take.
struct HeaderLimits {
  std::size_t bytes_max = 0;         ///< request line and header fields together: 431
  std::size_t target_bytes_max = 0;  ///< 414
  std::size_t fields_max = 0;        ///< 431
};

struct Limits {
  std::size_t connections_max = 10'000;
  /// Of each worker, beyond that: those that only get their 503. More are just closed.
  std::size_t refused_max = 256;
  std::size_t header_bytes_max = 16 * 1024;  ///< request line and header fields together: 431
  std::size_t target_bytes_max = 8 * 1024;   ///< 414
  std::size_t header_fields_max = 64;        ///< 431
  std::size_t body_bytes_max = 64 * 1024;    ///< 413; a route may allow more
  std::size_t pipelined_max = 64;            ///< requests answered in one write
  std::chrono::milliseconds header_time{10'000};
  std::chrono::milliseconds body_time{30'000};
  std::chrono::milliseconds idle_time{75'000};
  std::chrono::milliseconds write_time{30'000};
  /// Read and thrown away behind a refusal: a sender that has not finished still gets the answer.
  std::size_t drain_bytes_max = 16 * 1024 * 1024;
  std::chrono::milliseconds drain_time{2'000};

  /// Of a route that has none of its own.
  [[nodiscard]] HeaderLimits header() const noexcept {
    return {header_bytes_max, target_bytes_max, header_fields_max};
  }
};

}  // namespace ledger::http

#pragma once
// How often one peer may present a secret that is not good, before it is told to wait. A good one
// always passes: a stranger behind the same address must not lock others out, and secrets cannot
// be guessed. What is bounded is the work and the noise that somebody's broken script makes.

#include <atomic>
#include <optional>

#include "services/http/problem.hpp"
#include "services/http/request.hpp"
#include "services/http/trusted_peers.hpp"
#include "services/runtime/quota_settings.hpp"
#include "services/runtime/rate_buckets.hpp"

namespace ledger::access {

class FailedCredentials {
 public:
  using Time = runtime::RateBuckets::Time;
  /// What people type, at the page, is slowed down sooner than what programs send.
  static constexpr runtime::RateBuckets::Rate sign_in_rate{std::chrono::seconds(3), 20};
  enum class At : std::uint8_t { request, sign_in };

  explicit FailedCredentials(const runtime::FailureLimits& limits) : limits_(limits) {}

  /// One more of that peer: nothing, or 429 with Retry-After. Of nobody's it is counted alone. Any
  /// thread.
  [[nodiscard]] std::optional<http::Problem> note(std::optional<std::string> peer, Time now,
                                                  At at = At::request);

  /// Since the start: all, and those that were answered 429.
  [[nodiscard]] std::uint64_t seen() const noexcept { return seen_; }
  [[nodiscard]] std::uint64_t limited() const noexcept { return limited_; }

 private:
  runtime::FailureLimits limits_;
  runtime::RateBuckets requests_;
  runtime::RateBuckets sign_ins_;
  std::atomic<std::uint64_t> seen_{0};
  std::atomic<std::uint64_t> limited_{0};
};

/// Whose failures count together: the client that a trusted peer names, else whoever connects; of
/// IPv6 the /64, for one client has all of that. Nothing for a Unix socket, and for a trusted peer
/// that names nobody: behind them are many.
[[nodiscard]] std::optional<std::string> peer_of(const http::Request& request,
                                                 const http::TrustedPeers& peers);

}  // namespace ledger::access

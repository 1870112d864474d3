#pragma once
// What [quota] of the settings file says: how much one owner may have and one caller may send, and
// who is held to it. A limit of 0 is none.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::runtime {

struct QuotaLimits {
  std::uint64_t tokens_per_owner_max = 10'000;      ///< neither deleted nor revoked
  std::uint64_t tokens_per_owner_day_max = 10'000;  ///< made on one day of UTC
  std::uint32_t commands_per_caller_s = 50;         ///< of one calling token, in the long run
  std::uint32_t commands_burst_per_caller = 200;    ///< and at once, after a silence; at least 1
};

/// Of requests of one peer with a token that is not good.
struct FailureLimits {
  std::uint32_t per_s = 20;   ///< in the long run
  std::uint32_t burst = 200;  ///< at once, after a silence; at least 1
};

struct QuotaSettings {
  /// Owners that a pattern fits have limits of their own.
  struct Special {
    std::string pattern;  ///< of the owner's id; `*` stands for any characters, also none
    QuotaLimits limits;
  };

  QuotaLimits limits;
  bool operators_exempt = true;
  FailureLimits failures;
  std::vector<Special> specials;

  /// The limits of the first pattern that fits, else those of everybody.
  [[nodiscard]] const QuotaLimits& limits_of(std::string_view owner) const noexcept;
};

/// Whether `text` is as `pattern` says. Takes no longer than the product of their lengths.
[[nodiscard]] bool fits_pattern(std::string_view pattern, std::string_view text) noexcept;

}  // namespace ledger::runtime

#pragma once
// One token as a register that commands move, for judging histories: what a command makes of it,
// and what may be seen of it. Knows no time: a history ends before any expiry or overlap does.
// Texts are numbers that a TokenCourse gave them; 0 is none.

#include <cstdint>
#include <string>

#include "tests/support/history.hpp"

namespace ledger::support {

enum class Life : std::uint8_t { absent, alive, deleted };

struct TokenRegister {
  Life life = Life::absent;
  bool suspended = false;  ///< its owner is
  bool revoked = false;    ///< with all of its owner's; perhaps after its end
  std::uint32_t revision = 0;
  std::uint32_t name = 0;
  std::uint32_t scopes = 0;
  std::uint32_t secret = 0;      ///< the command that issued it
  std::uint32_t old_secret = 0;  ///< in overlap
  friend bool operator==(const TokenRegister&, const TokenRegister&) = default;
};

/// A command, as far as the register is concerned.
struct TokenStep {
  Action action = Action::create;
  bool overlap = false;
  std::uint32_t key = 0;
  std::uint32_t name = 0;
  std::uint32_t scopes = 0;
  std::uint64_t if_match = 0;
};

/// False, and nothing is changed: the command cannot take effect there.
[[nodiscard]] bool apply(const TokenStep& step, TokenRegister& token);

/// What an answer claims about the register.
struct TokenClaim {
  enum class Kind : std::uint8_t {
    shown,      ///< the token, but for its owner's standing
    standing,   ///< `suspended`, `revoked` or neither
    not_found,  ///< there is none
    opens,      ///< the secret is the token's, which is as shown
    dead,       ///< it is not, or revoked; or `suspended`, and it is
    owner,      ///< `suspended`
    revoked,    ///< refused for that
    ended,      ///< none of the owner's lives any more, this one neither
  } kind = Kind::shown;
  bool suspended = false;
  bool revoked = false;
  std::uint32_t name = 0;
  std::uint32_t scopes = 0;
  std::uint32_t secret = 0;
  std::uint64_t revision = 0;
};

[[nodiscard]] bool holds(const TokenClaim& claim, const TokenRegister& token);

[[nodiscard]] std::string to_text(const TokenRegister& token);

}  // namespace ledger::support

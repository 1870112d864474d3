#pragma once
// Sessions: who signed in at the web page. One is made by an event like any other, has a secret of
// its own, and is bound to the token behind it and to the very secret that signed in: it may what
// that may, and is dead when that is. Pure; the fold keeps them, by their token.

#include <vector>

#include "events/token/state.hpp"

namespace ledger::token {

/// What may be printed of a session: the first bytes of its digest, 16 hexadecimal digits.
struct SessionName : Bytes<struct SessionNameTag, 8> {
  [[nodiscard]] static SessionName of(const SessionDigest& digest) noexcept;
};
[[nodiscard]] std::string to_text(const SessionName& name);

struct Session {
  SessionDigest digest;
  TokenDigest signed_in_with;  ///< of the token's secret
  Position position;           ///< of its start
  Timestamp started_at;
  Timestamp used_at;  ///< as far as the log tells: a while behind
  Timestamp expires_at;
  std::chrono::seconds idle{0};  ///< without a use it ends after that
  friend bool operator==(const Session&, const Session&) = default;
};

/// Of one token; the one that starts behind so many ends the oldest.
inline constexpr std::size_t sessions_max = 32;

/// The sessions that a token has, oldest first; also such as are over, until they are forgotten.
struct TokenSessions {
  TokenId token;
  std::vector<Session> sessions;  ///< at least one
  Timestamp memory_time;          ///< of the last start
  friend bool operator==(const TokenSessions&, const TokenSessions&) = default;
};

/// Nothing: the token has none of that name.
[[nodiscard]] const Session* find(const TokenSessions& sessions, const SessionName& name) noexcept;

/// Whether its time is over: lived while now < expires_at and now < used_at + idle. `used_at`: the
/// last use that is known.
[[nodiscard]] bool is_over(const Session& session, Timestamp used_at, Timestamp now) noexcept;

/// Whether the token got another secret since: that ends its sessions, in an overlap too.
[[nodiscard]] inline bool is_regenerated_since(const Session& session, const TokenState& token) {
  return session.position < token.issued_position;
}

/// At most so often a use is told to the log: an idle time has four of it.
[[nodiscard]] inline std::chrono::seconds use_told_every(const Session& session) noexcept {
  return session.idle / 4;
}

}  // namespace ledger::token

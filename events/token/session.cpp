#include "events/token/session.hpp"

#include <algorithm>

namespace ledger::token {

SessionName SessionName::of(const SessionDigest& digest) noexcept {
  return *from_raw<SessionName>(digest.view().substr(0, size));
}

std::string to_text(const SessionName& name) { return to_hex(name.value); }

const Session* find(const TokenSessions& sessions, const SessionName& name) noexcept {
  const auto found = std::ranges::find_if(sessions.sessions, [&](const Session& session) {
    return SessionName::of(session.digest) == name;
  });
  return found == sessions.sessions.end() ? nullptr : &*found;
}

bool is_over(const Session& session, Timestamp used_at, Timestamp now) noexcept {
  return now >= session.expires_at || now >= used_at + session.idle;
}

}  // namespace ledger::token

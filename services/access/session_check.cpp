#include "services/access/session_check.hpp"

#include <algorithm>
#include <utility>

namespace ledger::access {
token::Timestamp SessionCheck::used_at(const token::Session& session) const {
  const std::lock_guard lock(mutex_);
  const auto seen = seen_.find(session.digest);
  return seen == seen_.end() ? session.used_at : std::max(session.used_at, seen->second.used_at);
}

std::optional<SessionCheck::Found> SessionCheck::find(const SessionCookie& cookie) const {
  const auto sessions = view_.sessions(cookie.token);
  if (!sessions) return std::nullopt;
  const auto session = std::ranges::find_if(sessions->sessions, [&](const auto& each) {
    return token::equal_in_constant_time(each.digest, cookie.digest);
  });
  if (session == sessions->sessions.end()) return std::nullopt;
  if (token::is_over(*session, used_at(*session), check_.now())) return std::nullopt;
  // Later than the session: what ended the secret since is in it.
  auto token = view_.token(cookie.token);
  if (!token) return std::nullopt;
  auto owner = view_.owner(token->owner);
  auto finding = Finding::revoked;
  if (!token->deleted && !token::is_regenerated_since(*session, *token) &&
      token::issued_at(*token, session->signed_in_with)) {
    finding = check_.judge_row(*token, owner, session->signed_in_with);
  }
  return Found{*session, *std::move(token), std::move(owner), finding};
}

void SessionCheck::note_use(const Found& found) {
  const auto now = check_.now();
  const auto& session = found.session;
  const std::lock_guard lock(mutex_);
  auto seen = seen_.find(session.digest);
  if (seen == seen_.end()) {
    // What is forgotten is known from the log, as far as that was told.
    if (seen_.size() == uses_max) seen_.clear();
    seen = seen_.emplace(session.digest, Seen{now, session.used_at}).first;
  }
  auto& [used, told] = seen->second;
  used = std::max(used, now);
  told = std::max(told, session.used_at);
  if (now < told + token::use_told_every(session) || due_.size() == uses_max) return;
  told = now;
  due_.push_back({found.token.id, token::SessionName::of(session.digest), now});
}

std::vector<SessionCheck::Use> SessionCheck::take_uses() {
  const std::lock_guard lock(mutex_);
  return std::exchange(due_, {});
}

}  // namespace ledger::access

#include "services/audit/moment.hpp"

#include <algorithm>

namespace ledger::audit {
namespace {

using namespace token;

std::optional<Hand> copy(const Hand* hand) {
  return hand == nullptr ? std::nullopt : std::optional(*hand);
}

/// The secret that is asked about, where it lives: the current one, or the old one in its overlap.
struct Living {
  Position issued;
  Timestamp until;
  bool is_old = false;
};

std::optional<Living> living(const TokenState& token, const std::optional<TokenDigest>& digest) {
  if (!digest || token.digest == *digest) return Living{token.issued_position, token.expires_at};
  if (token.overlap && token.overlap->digest == *digest) {
    return Living{token.overlap->issued_position, token.overlap->until, true};
  }
  return std::nullopt;
}

/// What ended for ever: of all that did, the first.
class Ends {
 public:
  void add(Ended how, const std::optional<Hand>& hand) {
    if (hand) add(how, hand->log_time, hand);
  }
  void add(Ended how, Timestamp since, const std::optional<Hand>& hand) {
    if (first_.since && *first_.since <= since) return;
    first_ = {how, since, hand};
  }
  [[nodiscard]] std::optional<Judgement> first(const TokenState& token) && {
    if (!first_.since) return std::nullopt;
    first_.token = token;
    return std::move(first_);
  }

 private:
  Judgement first_;
};

std::optional<Judgement> end_of(const TokenState& token, const std::optional<Living>& secret,
                                const OwnerState& owner, const EndedSecrets& asked) {
  Ends ends;
  if (token.deleted) ends.add(Ended::deleted, asked.deletion());
  if (!secret && asked.replacement()) {
    if (const auto until = asked.overlap_until()) {
      ends.add(Ended::overlap_ended, *until, asked.replacement());
      ends.add(Ended::regenerated, asked.next_replacement());
    } else {
      ends.add(Ended::regenerated, asked.replacement());
    }
  }
  if (secret && is_revoked(secret->issued, owner)) {
    ends.add(Ended::all_revoked, copy(asked.revocation(owner.id)));
  }
  return std::move(ends).first(token);
}

}  // namespace

std::string_view to_text(Ended ended) noexcept {
  switch (ended) {
    case Ended::no:
      return "good";
    case Ended::unknown:
      return "unknown";
    case Ended::expired:
      return "expired";
    case Ended::suspended:
      return "suspended";
    case Ended::all_revoked:
      return "all_revoked";
    case Ended::deleted:
      return "deleted";
    case Ended::regenerated:
      return "regenerated";
    case Ended::overlap_ended:
      return "overlap_ended";
  }
  return "";
}

Judgement judge(const projections::MemoryEntities& entities, const EndedSecrets& asked,
                Timestamp now) {
  const auto token = asked.token() ? entities.token(*asked.token()) : std::nullopt;
  if (!token) return {};
  const auto secret = token->deleted ? std::nullopt : living(*token, asked.digest());
  const auto owner = entities.owner(token->owner).value();
  if (auto ended = end_of(*token, secret, owner, asked)) return *std::move(ended);
  const bool is_old = secret->is_old;
  switch (token::judge(secret->issued, secret->until, standing_of(owner), now)) {
    case Standing::suspended:
      return {Ended::suspended, asked.suspension(owner.id)->log_time,
              copy(asked.suspension(owner.id)), *token};
    case Standing::expired:
      return {is_old ? Ended::overlap_ended : Ended::expired, secret->until,
              is_old ? asked.replacement() : std::nullopt, *token};
    case Standing::revoked:
    case Standing::active:
      break;
  }
  return {Ended::no, std::nullopt, std::nullopt, *token, secret->until};
}

}  // namespace ledger::audit

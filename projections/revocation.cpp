#include "projections/revocation.hpp"

namespace ledger::projections {
namespace {

using namespace token;

std::vector<TokenDigest> digests_of(const TokenState& token) {
  std::vector<TokenDigest> digests{token.digest};
  if (token.overlap) digests.push_back(token.overlap->digest);
  return digests;
}

class Finder {
 public:
  explicit Finder(const AcceptedRecord& accepted) : accepted_(accepted) {
    found_.position = accepted.record.position;
    found_.log_time = accepted.log_time;
  }

  std::optional<Revocation> find() {
    const bool any =
        std::visit([this](const auto& payload) { return read(payload); }, accepted_.event.payload);
    if (!any) return std::nullopt;
    return std::move(found_);
  }

 private:
  bool read(const TokenDeleted&) { return of_token(RevocationReason::deleted, retired()); }
  bool read(const TokenRegenerated&) {
    auto digests = retired();
    if (digests.empty()) return false;
    return of_token(RevocationReason::regenerated, std::move(digests));
  }
  bool read(const TokenUpdated&) {
    const auto& change = *accepted_.effects.token;
    if (change.after.scopes.covers(change.before->scopes)) return false;
    found_.scopes = change.after.scopes.values();
    return of_token(RevocationReason::scopes_narrowed, digests_of(*change.before));
  }
  bool read(const OwnerSuspended&) { return of_owner(RevocationReason::suspended); }
  bool read(const OwnerResumed&) { return of_owner(RevocationReason::resumed); }
  bool read(const OwnerTokensRevoked&) { return of_owner(RevocationReason::all_revoked); }
  bool read(const ExpiredThrough& expired) {
    found_.reason = RevocationReason::expired;
    found_.behind = accepted_.told_through;
    found_.through = expired.through;
    return true;
  }
  template <class Other>
  bool read(const Other&) {
    return false;
  }

  /// Also an old secret whose overlap was over before: that is told of by what the token has now,
  /// and a reader may come later.
  std::vector<TokenDigest> retired() const {
    std::vector<TokenDigest> digests;
    digests.reserve(accepted_.effects.retired.size());
    for (const auto& retired : accepted_.effects.retired) digests.push_back(retired.digest);
    return digests;
  }
  bool of_token(RevocationReason reason, std::vector<TokenDigest> digests) {
    const auto& before = *accepted_.effects.token->before;
    found_.reason = reason;
    found_.owner = before.owner.text();
    found_.token = before.id;
    found_.digests = std::move(digests);
    return true;
  }
  bool of_owner(RevocationReason reason) {
    found_.reason = reason;
    found_.owner = std::get<OwnerId>(accepted_.event.subject).text();
    return true;
  }

  const AcceptedRecord& accepted_;
  Revocation found_;
};

}  // namespace

std::optional<Revocation> revocation_of(const AcceptedRecord& accepted) {
  return Finder(accepted).find();
}

}  // namespace ledger::projections

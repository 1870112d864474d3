#include "services/audit/ended_secrets.hpp"

#include "events/log/envelope.hpp"

namespace ledger::audit {
namespace {

using namespace token;

const TokenDigest* issued_by(const Payload& payload) {
  if (const auto* created = std::get_if<TokenCreated>(&payload)) return &created->digest;
  const auto* regenerated = std::get_if<TokenRegenerated>(&payload);
  return regenerated == nullptr ? nullptr : &regenerated->digest;
}

template <class Hands>
const Hand* find(const Hands& hands, const OwnerId& owner) {
  const auto found = hands.find(owner);
  return found == hands.end() ? nullptr : &found->second;
}

}  // namespace

void EndedSecrets::see(const log::Record& record, const Event& event) {
  const auto hand = [&] {
    return Hand{record.position, record.log_time, event.caller, log::type_of(event.payload)};
  };
  if (const auto* owner = std::get_if<OwnerId>(&event.subject)) {
    if (std::holds_alternative<OwnerSuspended>(event.payload)) {
      suspensions_.insert_or_assign(*owner, hand());
    } else if (std::holds_alternative<OwnerTokensRevoked>(event.payload)) {
      revocations_.insert_or_assign(*owner, hand());
    }
    return;
  }
  const auto* token = std::get_if<TokenId>(&event.subject);
  if (token == nullptr) return;
  const auto* issued = issued_by(event.payload);
  const bool asked_about = digest_ && issued != nullptr && *issued == *digest_;
  if (asked_about) token_ = *token;
  if (token_ != *token) return;
  if (std::holds_alternative<TokenDeleted>(event.payload)) deletion_ = hand();
  if (issued == nullptr || !digest_) return;
  if (!asked_about && is_current_) {
    replacement_ = hand();
    overlap_until_ = std::get<TokenRegenerated>(event.payload).overlap_until;
  } else if (replacement_ && !next_replacement_) {
    next_replacement_ = hand();
  }
  is_current_ = asked_about;
}

const Hand* EndedSecrets::suspension(const OwnerId& owner) const {
  return find(suspensions_, owner);
}
const Hand* EndedSecrets::revocation(const OwnerId& owner) const {
  return find(revocations_, owner);
}

}  // namespace ledger::audit

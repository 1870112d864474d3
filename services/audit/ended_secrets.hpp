#pragma once
// By whose hand a token, an owner or a secret ended: what a fold need not keep, and who asks about
// the past wants to know.

#include <optional>
#include <string>
#include <unordered_map>

#include "projections/ledger_fold.hpp"

namespace ledger::audit {

/// An accepted event that ended something.
struct Hand {
  token::Position position;
  token::Timestamp log_time;
  std::string by;          ///< who called
  std::string_view event;  ///< its type
};

/// Of one token: the one that is asked about by its id, or by the digest of one of its secrets.
class EndedSecrets {
 public:
  explicit EndedSecrets(const token::TokenId& token) : token_(token) {}
  explicit EndedSecrets(const token::TokenDigest& digest) : digest_(digest) {}

  /// An accepted event, in order.
  void see(const log::Record& record, const token::Event& event);

  /// Nothing: no token had that digest so far.
  [[nodiscard]] const std::optional<token::TokenId>& token() const noexcept { return token_; }
  [[nodiscard]] const std::optional<token::TokenDigest>& digest() const noexcept { return digest_; }
  [[nodiscard]] const std::optional<Hand>& deletion() const noexcept { return deletion_; }
  /// What replaced the secret of that digest, and until when it was left beside the new one.
  [[nodiscard]] const std::optional<Hand>& replacement() const noexcept { return replacement_; }
  [[nodiscard]] std::optional<token::Timestamp> overlap_until() const noexcept {
    return overlap_until_;
  }
  /// The next one, which leaves nothing of that time.
  [[nodiscard]] const std::optional<Hand>& next_replacement() const noexcept {
    return next_replacement_;
  }
  [[nodiscard]] const Hand* suspension(const token::OwnerId& owner) const;
  [[nodiscard]] const Hand* revocation(const token::OwnerId& owner) const;

 private:
  std::optional<token::TokenId> token_;
  std::optional<token::TokenDigest> digest_;
  bool is_current_ = false;  ///< the secret of that digest
  std::optional<Hand> deletion_;
  std::optional<Hand> replacement_;
  std::optional<token::Timestamp> overlap_until_;
  std::optional<Hand> next_replacement_;
  std::unordered_map<token::OwnerId, Hand, projections::NameHash> suspensions_;
  std::unordered_map<token::OwnerId, Hand, projections::NameHash> revocations_;
};

}  // namespace ledger::audit

#pragma once
// The fold's state in plain maps: what a read model must be equal to. For tests only. Every change
// is checked against what it says the entity was before.

#include <map>

#include "events/token/fold.hpp"

namespace ledger::support {

class MemoryState final : public token::StateReader {
 public:
  [[nodiscard]] std::optional<token::LedgerState> ledger() const override { return ledger_; }
  [[nodiscard]] std::optional<token::TokenState> token(const token::TokenId& id) const override;
  [[nodiscard]] std::optional<token::OwnerState> owner(const token::OwnerId& id) const override;
  [[nodiscard]] std::optional<token::CommandState> command(
      const token::CommandAttempt& attempt) const override;
  [[nodiscard]] std::optional<token::TokenSessions> sessions(
      const token::TokenId& token) const override;
  [[nodiscard]] std::optional<token::WebhookState> webhook(
      const token::WebhookId& id) const override;
  [[nodiscard]] bool has_digest(const token::TokenDigest& digest) const override;

  /// Folds the record behind the last one, and keeps what it changed.
  token::Effects fold_next(const token::Event& event, token::Timestamp memory_time);
  /// Where the next record will stand.
  [[nodiscard]] token::Position next_position() const { return next_; }
  void set_next_position(token::Position next) { next_ = next; }

  [[nodiscard]] const std::map<token::TokenId, token::TokenState>& tokens() const {
    return tokens_;
  }
  [[nodiscard]] const std::map<token::OwnerId, token::OwnerState>& owners() const {
    return owners_;
  }
  [[nodiscard]] const std::map<token::TokenDigest, token::RetiredDigest>& retired() const {
    return retired_;
  }
  [[nodiscard]] const std::map<token::TokenId, token::TokenSessions>& all_sessions() const {
    return sessions_;
  }

  [[nodiscard]] const std::map<token::WebhookId, token::WebhookState>& webhooks() const {
    return webhooks_;
  }

  friend bool operator==(const MemoryState& left, const MemoryState& right);

 private:
  void keep(const token::Effects& effects);

  token::Position next_;
  std::optional<token::LedgerState> ledger_;
  std::map<token::TokenId, token::TokenState> tokens_;
  std::map<token::OwnerId, token::OwnerState> owners_;
  std::map<token::CommandAttempt, token::CommandState> commands_;
  std::map<token::TokenDigest, token::RetiredDigest> retired_;
  std::map<token::TokenId, token::TokenSessions> sessions_;
  std::map<token::WebhookId, token::WebhookState> webhooks_;
};

}  // namespace ledger::support

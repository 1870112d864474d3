#pragma once
// The entities of a LedgerFold in maps: for whoever folds a log without a database. One thread.

#include <map>
#include <set>

#include <boost/unordered/unordered_flat_map.hpp>

#include "projections/entity_store.hpp"
#include "projections/name_hash.hpp"

namespace ledger::projections {

class MemoryEntities final : public EntityStore {
 public:
  template <class Name, class Entity>
  using Entities = boost::unordered_flat_map<Name, Entity, NameHash>;
  MemoryEntities();

  [[nodiscard]] Checkpoint checkpoint() const override { return checkpoint_; }
  [[nodiscard]] std::optional<token::LedgerState> ledger() const override { return ledger_; }
  [[nodiscard]] NodesSeen nodes() const override { return nodes_; }
  [[nodiscard]] std::optional<token::TokenState> token(const token::TokenId& id) const override;
  [[nodiscard]] std::optional<token::OwnerState> owner(const token::OwnerId& id) const override;
  [[nodiscard]] std::optional<token::CommandState> command(
      const token::CommandAttempt& attempt) const override;
  [[nodiscard]] std::optional<token::RetiredDigest> retired(
      const token::TokenDigest& digest) const override;
  [[nodiscard]] std::optional<token::TokenSessions> sessions(
      const token::TokenId& token) const override;
  [[nodiscard]] std::optional<token::WebhookState> webhook(
      const token::WebhookId& id) const override;
  [[nodiscard]] std::optional<token::TokenId> living(
      const token::TokenDigest& digest) const override;
  void commands_from(const std::optional<CommandPlace>& from,
                     const std::function<bool(CommandPlace)>& on_place) const override;
  void retired_from(const std::optional<RetiredPlace>& from,
                    const std::function<bool(RetiredPlace)>& on_place) const override;
  void sessions_from(const std::optional<SessionsPlace>& from,
                     const std::function<bool(SessionsPlace)>& on_place) const override;
  std::size_t keep(const AcceptedRecord&) override { return 0; }
  void pass_by(token::Position) override {}
  void cut() override {}
  void write(const Batch& batch) override;

  // In no order.
  [[nodiscard]] const Entities<token::TokenId, token::TokenState>& tokens() const noexcept {
    return tokens_;
  }
  [[nodiscard]] const Entities<token::OwnerId, token::OwnerState>& owners() const noexcept {
    return owners_;
  }

 private:
  class Writer;
  Checkpoint checkpoint_;
  std::optional<token::LedgerState> ledger_;
  NodesSeen nodes_;
  Entities<token::TokenId, token::TokenState> tokens_;
  Entities<token::OwnerId, token::OwnerState> owners_;
  Entities<token::CommandAttempt, token::CommandState> commands_;
  Entities<token::TokenDigest, token::RetiredDigest> retired_;
  Entities<token::TokenId, token::TokenSessions> sessions_;
  std::map<token::WebhookId, token::WebhookState> webhooks_;
  Entities<token::TokenDigest, token::TokenId> living_;
  /// What is forgotten when: names by memory time.
  template <class Name>
  using Due = std::map<token::Timestamp, std::set<Name>>;
  Due<token::CommandAttempt> commands_due_;
  Due<token::TokenDigest> retired_due_;
  Due<token::TokenId> sessions_due_;
};

}  // namespace ledger::projections

#pragma once
// The entities of a LedgerFold as rows of a TokenView. A view without rows is filled from memory,
// by large batches in the order of keys: begin_rebuild(). Of the projector; one thread, and one
// that writes what was cut.

#include <memory>

#include "projections/entity_store.hpp"
#include "projections/key_filter.hpp"
#include "projections/keys.hpp"
#include "projections/token_view.hpp"

namespace ledger::projections {

class RowSink;
class SortedRows;

class ViewEntities final : public EntityStore {
 public:
  explicit ViewEntities(TokenView& view);
  ~ViewEntities() override;

  [[nodiscard]] Checkpoint checkpoint() const override { return view_.checkpoint(); }
  [[nodiscard]] std::optional<token::LedgerState> ledger() const override;
  [[nodiscard]] NodesSeen nodes() const override { return view_.nodes(); }
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
  std::size_t keep(const AcceptedRecord& accepted) override;
  void pass_by(token::Position position) override;
  void cut() override;
  void write(const Batch& batch) override;

  /// A view that has no rows is filled with about so many records, by batches that are as large as
  /// memory allows.
  void begin_rebuild(std::size_t records);
  void end_rebuild();

 private:
  void write_rows(RowSink& rows, const Batch& batch);
  [[nodiscard]] bool may_have(const Key& key) const;

  TokenView& view_;
  ViewStore& store_;
  std::unique_ptr<SortedRows> rows_;   // of the batch under way: what is final when it is applied
  std::unique_ptr<SortedRows> cut_;    // of the one before, in a rebuild
  bool is_cut_ = false;                // cut_ waits to be written
  std::unique_ptr<KeyFilter> stored_;  // what a rebuild has written
};

}  // namespace ledger::projections

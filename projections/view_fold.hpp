#pragma once
// Folds records over a TokenView: what a batch reads and changes is kept here, seen by the records
// behind, and written with the checkpoint in one batch by commit(). Where batches are cut changes
// nothing in the state. The projector's; one thread, and one ViewFold per view.

#include <functional>
#include <memory>

#include "events/log/event_log.hpp"
#include "events/token/fold.hpp"
#include "projections/entity_cache.hpp"
#include "projections/expiry_queue.hpp"
#include "projections/state_digest.hpp"
#include "projections/token_view.hpp"

namespace ledger::projections {

class BatchRows;
class RowSink;
class SortedRows;

/// Hashes of names that are random themselves, or live for one batch.
struct NameHash {
  using is_avalanching = void;
  template <class Tag, std::size_t Size>
  std::size_t operator()(const token::Bytes<Tag, Size>& name) const noexcept {
    return std::hash<std::string_view>()(name.view());
  }
  std::size_t operator()(const token::OwnerId& id) const noexcept {
    return std::hash<std::string>()(id.text());
  }
  std::size_t operator()(const token::CommandAttempt& attempt) const noexcept {
    return (*this)(attempt.id) + attempt.number * std::size_t{0x9e3779b97f4a7c15};
  }
};

class ViewFold final : public token::StateReader {
 public:
  explicit ViewFold(TokenView& view);
  ~ViewFold() override;

  // What the fold reads: the view as changed by this batch.
  [[nodiscard]] std::optional<token::LedgerState> ledger() const override { return ledger_; }
  [[nodiscard]] std::optional<token::TokenState> token(const token::TokenId& id) const override;
  [[nodiscard]] std::optional<token::OwnerState> owner(const token::OwnerId& id) const override;
  [[nodiscard]] std::optional<token::CommandState> command(
      const token::CommandAttempt& attempt) const override;

  /// Applies the next record: an event, or (nothing) one that changes no entity.
  token::Verdict apply(const token::Event& event, const log::Record& record);
  void pass(const log::Record& record);

  /// Whether commit() must come before the next record.
  [[nodiscard]] bool full() const noexcept { return commands_due_.low() || retired_due_.low(); }
  /// Writes what was applied, with a checkpoint at `last`, the record applied last.
  void commit(const log::Record& last);

  /// Into a view that has no rows: keeps everything in memory, until commit() writes it as one
  /// sorted file. Records after that fold as always.
  void begin_rebuild();
  /// About what is kept in memory.
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  /// After commit() and until the next apply(): what the batch changed. Tokens before and after it.
  void for_each_changed(const std::function<void(const std::optional<token::TokenState>& before,
                                                 const token::TokenState& after)>& on_token,
                        const std::function<void(const token::OwnerState&)>& on_owner) const;

  /// The same for digests: retired by the batch (true), or forgotten by it.
  void for_each_retired_changed(
      const std::function<void(const token::TokenDigest&, bool retired)>& on_digest) const;

  [[nodiscard]] const Checkpoint& checkpoint() const noexcept { return checkpoint_; }

 private:
  // The entity as the database has it.
  [[nodiscard]] std::optional<token::TokenState> load(const token::TokenId& id) const;
  [[nodiscard]] std::optional<token::OwnerState> load(const token::OwnerId& id) const;
  [[nodiscard]] std::optional<token::CommandState> load(const token::CommandAttempt& a) const;
  [[nodiscard]] std::optional<token::RetiredDigest> load(const token::TokenDigest& digest) const;
  void begin_batch();
  [[nodiscard]] RowSink& rows() noexcept;
  void take_over(token::Effects effects);
  void forget(token::Timestamp now);
  void remember(const token::CommandState& command);
  void remember(const token::RetiredDigest& retired);
  template <class OnChange>
  void for_each_entity(OnChange on_change) const;
  void write_rows(RowSink& rows) const;
  void refill();

  ViewStore& store_;
  Checkpoint checkpoint_;
  StateDigest digest_;
  std::optional<token::LedgerState> ledger_;
  std::optional<token::LedgerState> ledger_before_;  // this batch
  bool ledger_changed_ = false;
  bool committed_ = true;
  std::unique_ptr<BatchRows> batch_;    // of this batch: what is final when it is applied
  std::unique_ptr<SortedRows> sorted_;  // the same of a rebuild, while there is one
  std::size_t bytes_ = 0;
  mutable EntityCache<token::TokenId, token::TokenState, NameHash> tokens_;
  mutable EntityCache<token::OwnerId, token::OwnerState, NameHash> owners_;
  mutable EntityCache<token::CommandAttempt, token::CommandState, NameHash> commands_;
  mutable EntityCache<token::TokenDigest, token::RetiredDigest, NameHash> retired_;
  ExpiryQueue<token::CommandAttempt> commands_due_;
  ExpiryQueue<token::TokenDigest> retired_due_;
};

}  // namespace ledger::projections

#pragma once
// The one state machine that makes a ledger's state of its records: order and genesis, rules,
// verdicts, log and memory time, forgetting, the state digests. It runs over any EntityStore and
// keeps what a batch changes until commit() writes it with the checkpoint; where batches are cut
// changes nothing in the state. The projector drives it; one thread, and one that writes behind it.

#include <functional>
#include <memory>
#include <variant>

#include "events/log/envelope.hpp"
#include "events/token/fold.hpp"
#include "projections/entity_cache.hpp"
#include "projections/entity_store.hpp"
#include "projections/expiry_queue.hpp"
#include "projections/name_hash.hpp"
#include "projections/state_digest.hpp"

namespace ledger::projections {

/// What became of a record. An obstacle was not applied, and nothing behind it may be.
struct FoldedEvent {
  token::CommandAttempt command;
  token::Verdict verdict = token::Verdict::superseded;
};
struct Obstacle {
  std::string reason;  ///< says what to do
};
using Fate =
    std::variant<FoldedEvent, log::Barrier, log::ForeignRecord, log::MalformedRecord, Obstacle>;

/// How long a node is counted as one that is there after its last barrier, by log time.
inline constexpr std::chrono::hours node_seen_max{3};

using TokenCache = EntityCache<token::TokenId, token::TokenState, NameHash>;
using OwnerCache = EntityCache<token::OwnerId, token::OwnerState, NameHash>;
using CommandCache = EntityCache<token::CommandAttempt, token::CommandState, NameHash>;
using RetiredCache = EntityCache<token::TokenDigest, token::RetiredDigest, NameHash>;
using SessionsCache = EntityCache<token::TokenId, token::TokenSessions, NameHash>;
using WebhookCache = EntityCache<token::WebhookId, token::WebhookState, NameHash>;
using LivingCache = EntityCache<token::TokenDigest, token::TokenId, NameHash>;

/// What a batch of records changed, for the store and for what stands beside it.
class FoldedBatch {
 public:
  [[nodiscard]] token::Position position() const { return *checkpoint_.position; }
  /// Tokens before and after it; owners after it.
  void for_each_changed(const std::function<void(const std::optional<token::TokenState>& before,
                                                 const token::TokenState& after)>& on_token,
                        const std::function<void(const token::OwnerState&)>& on_owner) const;
  /// Digests retired by the batch (true), or forgotten by it.
  void for_each_retired_changed(
      const std::function<void(const token::TokenDigest&, bool retired)>& on_digest) const;

 private:
  friend class LedgerFold;
  Checkpoint checkpoint_;
  std::optional<token::LedgerState> ledger_before_;
  std::optional<token::LedgerState> ledger_;  // nothing: unchanged
  std::optional<NodesSeen> nodes_;            // the same
  std::shared_ptr<const TokenCache::Batch> tokens_;
  std::shared_ptr<const OwnerCache::Batch> owners_;
  std::shared_ptr<const CommandCache::Batch> commands_;
  std::shared_ptr<const RetiredCache::Batch> retired_;
  std::shared_ptr<const SessionsCache::Batch> sessions_;
  std::shared_ptr<const WebhookCache::Batch> webhooks_;
};

class LedgerFold final : public token::StateReader {
 public:
  /// Goes on from the store's checkpoint. The store must outlive it.
  explicit LedgerFold(EntityStore& store);

  // What the fold reads: the store as changed by this batch.
  [[nodiscard]] std::optional<token::LedgerState> ledger() const override { return ledger_; }
  [[nodiscard]] std::optional<token::TokenState> token(const token::TokenId& id) const override;
  [[nodiscard]] std::optional<token::OwnerState> owner(const token::OwnerId& id) const override;
  [[nodiscard]] std::optional<token::CommandState> command(
      const token::CommandAttempt& attempt) const override;
  [[nodiscard]] std::optional<token::TokenSessions> sessions(
      const token::TokenId& token) const override;
  [[nodiscard]] std::optional<token::WebhookState> webhook(
      const token::WebhookId& id) const override;
  using token::StateReader::revision;
  [[nodiscard]] std::uint64_t revision(const token::TokenId& id) const override;
  [[nodiscard]] std::uint64_t revision(const token::OwnerId& id) const override;
  [[nodiscard]] bool has_digest(const token::TokenDigest& digest) const override;
  [[nodiscard]] const NodesSeen& nodes() const noexcept { return nodes_; }

  /// Applies the next record. `decoded`: what log::decode makes of its value, with ledger_id().
  [[nodiscard]] Fate apply(const log::Record& record, const log::Decoded& decoded);
  [[nodiscard]] Fate apply(const log::Record& record);
  /// Of the ledger that is folded; empty before its genesis.
  [[nodiscard]] const std::string& ledger_id() const noexcept { return ledger_id_; }

  /// Whether commit() must come before the next record.
  [[nodiscard]] bool full() const noexcept {
    return commands_due_.low() || retired_due_.low() || sessions_due_.low();
  }
  /// Writes what was applied, with a checkpoint at `last`, the record applied last. What it gives
  /// is good until the next record.
  FoldedBatch commit(const log::Record& last);
  /// The same in two steps, for a rebuild: the fold goes on while another thread writes. The batch
  /// before is written by then, and this one before the next is handed over or committed.
  [[nodiscard]] FoldedBatch hand_over(const log::Record& last);
  void write(FoldedBatch& batch);
  /// Until close_window() more of what is forgotten next is kept in memory, so that batches may be
  /// large. It is closed when everything is written.
  void open_window();
  void close_window();
  /// About what is kept in memory since the last commit() or hand_over().
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  [[nodiscard]] const Checkpoint& checkpoint() const noexcept { return checkpoint_; }

 private:
  [[nodiscard]] std::optional<Obstacle> out_of_order(const log::Record& record) const;
  [[nodiscard]] Fate fold_event(const log::Record& record, const token::Event& event);
  /// Log and memory time once the record is applied.
  struct Times {
    token::Timestamp log_time;
    token::Timestamp memory_time;
  };
  [[nodiscard]] Times times_at(const log::Record& record) const noexcept;
  void pass(const log::Record& record);
  void see(const log::Barrier& barrier);
  void begin_batch();
  void new_batch();
  void settle();
  [[nodiscard]] FoldedBatch changed(const log::Record& last);
  void take_over(token::Effects effects);
  void forget();
  void remember(const token::CommandState& command);
  void remember(const token::RetiredDigest& retired);
  void remember(token::TokenSessions sessions);
  template <class Name, class Entity, class Cache, class Read>
  void remember_as(const Name& name, Entity entity, Cache& cache, ExpiryQueue<Name>& due,
                   Read read);
  template <class Name, class Cache, class Read>
  void forget_from(ExpiryQueue<Name>& due, std::chrono::days memory, Cache& cache, Read read);
  void live(const std::optional<token::TokenState>& before, const token::TokenState& after);
  void refill();

  EntityStore& store_;
  Checkpoint checkpoint_;
  StateDigest state_digest_;   // of what is written
  StateDigest memory_digest_;  // the same
  std::string ledger_id_;
  const token::Rules* rules_ = nullptr;
  std::optional<token::LedgerState> ledger_;
  std::optional<token::LedgerState> ledger_before_;  // this batch
  bool ledger_changed_ = false;
  NodesSeen nodes_;
  bool nodes_changed_ = false;
  bool committed_ = true;
  std::size_t bytes_ = 0;
  mutable TokenCache tokens_;
  mutable OwnerCache owners_;
  mutable CommandCache commands_;
  mutable RetiredCache retired_;
  mutable SessionsCache sessions_;
  mutable WebhookCache webhooks_;
  mutable LivingCache living_;
  ExpiryQueue<token::CommandAttempt> commands_due_;
  ExpiryQueue<token::TokenDigest> retired_due_;
  ExpiryQueue<token::TokenId> sessions_due_;
};

}  // namespace ledger::projections

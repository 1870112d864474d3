// How a LedgerFold writes what a batch changed, in one step or in two.

#include "events/token/checksum.hpp"
#include "events/token/invariant.hpp"
#include "projections/ledger_fold.hpp"

namespace ledger::projections {

using namespace token;

/// All of it but the entities, which stay or go.
FoldedBatch LedgerFold::changed(const log::Record& last) {
  invariant(!committed_ && checkpoint_.position == last.position);
  checkpoint_.record_hash = to_hex(sha256(last.value));
  FoldedBatch batch;
  batch.checkpoint_ = checkpoint_;
  if (ledger_changed_) {
    batch.ledger_before_ = std::move(ledger_before_);
    batch.ledger_ = ledger_;
  }
  if (nodes_changed_) batch.nodes_ = nodes_;
  return batch;
}

FoldedBatch LedgerFold::commit(const log::Record& last) {
  auto batch = changed(last);
  const auto here = [](const auto& cache) {
    using Present = std::remove_reference_t<decltype(cache.batch())>;
    return std::shared_ptr<Present>(std::shared_ptr<Present>(), &cache.batch());
  };
  batch.tokens_ = here(tokens_);
  batch.owners_ = here(owners_);
  batch.commands_ = here(commands_);
  batch.retired_ = here(retired_);
  batch.sessions_ = here(sessions_);
  batch.webhooks_ = here(webhooks_);
  write(batch);
  checkpoint_ = batch.checkpoint_;
  committed_ = true;
  refill();
  return batch;
}

FoldedBatch LedgerFold::hand_over(const log::Record& last) {
  auto batch = changed(last);
  batch.tokens_ = tokens_.hand_over();
  batch.owners_ = owners_.hand_over();
  batch.commands_ = commands_.hand_over();
  batch.retired_ = retired_.hand_over();
  batch.sessions_ = sessions_.hand_over();
  batch.webhooks_ = webhooks_.hand_over();
  std::ignore = living_.hand_over();
  store_.cut();
  new_batch();
  return batch;
}

void LedgerFold::write(FoldedBatch& folded) {
  if (folded.ledger_) {
    if (folded.ledger_before_) state_digest_.subtract(*folded.ledger_before_);
    state_digest_.add(*folded.ledger_);
  }
  const auto sum = [](StateDigest& digest, const auto& before, const auto& now) {
    if (before) digest.subtract(*before);
    if (now) digest.add(*now);
  };
  const auto into_state = [&](const auto& before, const auto& now) {
    sum(state_digest_, before, now);
  };
  const auto into_memory = [&](const auto& before, const auto& now) {
    sum(memory_digest_, before, now);
  };
  folded.tokens_->for_each_changed(into_state);
  folded.owners_->for_each_changed(into_state);
  folded.webhooks_->for_each_changed(into_state);
  folded.commands_->for_each_changed(into_memory);
  folded.retired_->for_each_changed(into_memory);
  folded.sessions_->for_each_changed(into_memory);
  folded.checkpoint_.state_digest = state_digest_.hex();
  folded.checkpoint_.memory_digest = memory_digest_.hex();
  Batch batch;
  if (folded.ledger_) batch.ledger = &folded.ledger_;
  if (folded.nodes_) batch.nodes = &*folded.nodes_;
  batch.checkpoint = &folded.checkpoint_;
  batch.visit = [&](ChangeVisitor& visitor) {
    const auto visit = [&](const auto& before, const auto& now) { visitor.on(before, now); };
    folded.tokens_->for_each_changed(visit);
    folded.owners_->for_each_changed(visit);
    folded.commands_->for_each_changed(visit);
    folded.retired_->for_each_changed(visit);
    folded.sessions_->for_each_changed(visit);
    folded.webhooks_->for_each_changed(visit);
  };
  store_.write(batch);
}

}  // namespace ledger::projections

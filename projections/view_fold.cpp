#include "projections/view_fold.hpp"

#include <algorithm>

#include "events/token/checksum.hpp"
#include "events/token/invariant.hpp"
#include "projections/sorted_rows.hpp"
#include "projections/view_rows.hpp"
#include "projections/view_store.hpp"

namespace ledger::projections {
namespace {

using namespace token;

constexpr std::size_t window_size = 4096;
/// What an entity kept in memory costs, with the rows that are made of it.
constexpr std::size_t bytes_per_entity = 600;
/// What keeping an accepted record in memory costs beside its bytes.
constexpr std::size_t bytes_per_event = 120;

}  // namespace

class BatchRows final : public RowSink {
 public:
  void put(std::string_view key, std::string_view value) override {
    batch.Put(rocksdb::Slice(key.data(), key.size()), rocksdb::Slice(value.data(), value.size()));
  }
  void erase(std::string_view key) override {
    batch.Delete(rocksdb::Slice(key.data(), key.size()));
  }
  rocksdb::WriteBatch batch;
};

ViewFold::ViewFold(TokenView& view)
    : store_(*view.store_),
      checkpoint_(view.checkpoint()),
      ledger_(view.ledger()),
      batch_(std::make_unique<BatchRows>()),
      commands_due_(command_memory, window_size),
      retired_due_(retired_memory, window_size) {
  const auto digest = StateDigest::parse(checkpoint_.state_digest);
  invariant(digest.has_value());
  digest_ = *digest;
  refill();
}

ViewFold::~ViewFold() = default;

RowSink& ViewFold::rows() noexcept {
  if (sorted_) return *sorted_;
  return *batch_;
}

std::optional<TokenState> ViewFold::load(const TokenId& id) const {
  return sorted_ ? std::nullopt : store_.token(id);
}
std::optional<OwnerState> ViewFold::load(const OwnerId& id) const {
  return sorted_ ? std::nullopt : store_.owner(id);
}
std::optional<CommandState> ViewFold::load(const CommandAttempt& attempt) const {
  return sorted_ ? std::nullopt : store_.command(attempt);
}
std::optional<RetiredDigest> ViewFold::load(const TokenDigest& digest) const {
  return sorted_ ? std::nullopt : store_.retired(digest);
}

std::optional<TokenState> ViewFold::token(const TokenId& id) const {
  return tokens_.get(id, [&] { return load(id); });
}
std::optional<OwnerState> ViewFold::owner(const OwnerId& id) const {
  return owners_.get(id, [&] { return load(id); });
}
std::optional<CommandState> ViewFold::command(const CommandAttempt& attempt) const {
  return commands_.get(attempt, [&] { return load(attempt); });
}

Verdict ViewFold::apply(const Event& event, const log::Record& record) {
  pass(record);
  Effects effects = fold(*this, event, record.position, checkpoint_.log_time);
  const auto verdict = effects.verdict;
  if (verdict == Verdict::applied) {
    // Final already: no later record changes what was said.
    bytes_ += record.value.size() + bytes_per_event;
    write_event(rows(), record.position, event.subject, record.value);
  }
  take_over(std::move(effects));
  if (verdict != Verdict::duplicate) forget(checkpoint_.log_time);
  return verdict;
}

void ViewFold::pass(const log::Record& record) {
  begin_batch();
  checkpoint_.position = record.position;
  checkpoint_.log_time = std::max(checkpoint_.log_time, record.log_time);
}

void ViewFold::begin_batch() {
  if (!committed_) return;
  committed_ = false;
  bytes_ = 0;
  ledger_changed_ = false;
  tokens_.clear();
  owners_.clear();
  commands_.clear();
  retired_.clear();
}

void ViewFold::take_over(Effects effects) {
  if (effects.ledger) {
    if (!ledger_changed_) ledger_before_ = ledger_;
    ledger_ = std::move(effects.ledger);
    ledger_changed_ = true;
  }
  if (effects.token) {
    bytes_ += effects.token->before ? 0 : 2 * bytes_per_entity;
    const TokenId id = effects.token->after.id;
    tokens_.set(id, std::move(effects.token->after), [&] { return load(id); });
  }
  if (effects.owner) {
    bytes_ += effects.owner->before ? 0 : bytes_per_entity;
    const OwnerId id = effects.owner->after.id;
    owners_.set(id, std::move(effects.owner->after), [&] { return load(id); });
  }
  if (effects.command) remember(*effects.command);
  for (const auto& retired : effects.retired) remember(retired);
}

void ViewFold::remember(const CommandState& command) {
  bytes_ += bytes_per_entity;
  const auto read = [&] { return load(command.attempt); };
  // One that is over but not forgotten yet may stand there.
  if (const auto& before = commands_.get(command.attempt, read)) {
    commands_due_.remove(before->log_time, before->attempt);
  }
  commands_.set(command.attempt, command, read);
  commands_due_.add(command.log_time, command.attempt);
}

void ViewFold::remember(const RetiredDigest& retired) {
  bytes_ += bytes_per_entity;
  const auto read = [&] { return load(retired.digest); };
  if (const auto& before = retired_.get(retired.digest, read)) {
    retired_due_.remove(before->log_time, before->digest);
  }
  retired_.set(retired.digest, retired, read);
  retired_due_.add(retired.log_time, retired.digest);
}

void ViewFold::forget(Timestamp now) {
  for (std::size_t i = 0; i < forgotten_per_record_max; ++i) {
    const auto attempt = commands_due_.take_expired(now);
    if (!attempt) break;
    const auto read = [&] { return load(*attempt); };
    invariant(commands_.get(*attempt, read).has_value());
    commands_.set(*attempt, std::nullopt, read);
  }
  for (std::size_t i = 0; i < forgotten_per_record_max; ++i) {
    const auto digest = retired_due_.take_expired(now);
    if (!digest) break;
    const auto read = [&] { return load(*digest); };
    invariant(retired_.get(*digest, read).has_value());
    retired_.set(*digest, std::nullopt, read);
  }
}

template <class OnChange>
void ViewFold::for_each_entity(OnChange on_change) const {
  tokens_.for_each_changed(on_change);
  owners_.for_each_changed(on_change);
  commands_.for_each_changed(on_change);
  retired_.for_each_changed(on_change);
}

void ViewFold::write_rows(RowSink& rows) const {
  if (ledger_changed_) rows.put(Keys::ledger().view(), encode_row(*ledger_));
  for_each_entity([&](const auto& before, const auto& now) { write_change(rows, before, now); });
  rows.put(Keys::checkpoint().view(), encode_row(checkpoint_));
}

void ViewFold::commit(const log::Record& last) {
  if (committed_) return;
  invariant(checkpoint_.position == last.position);
  if (ledger_changed_) {
    if (ledger_before_) digest_.subtract(*ledger_before_);
    digest_.add(*ledger_);
  }
  for_each_entity([&](const auto& before, const auto& now) {
    if (before) digest_.subtract(*before);
    if (now) digest_.add(*now);
  });
  checkpoint_.state_digest = digest_.hex();
  checkpoint_.record_hash = to_hex(sha256(last.value));
  write_rows(rows());
  if (sorted_) {
    sorted_->ingest_into(store_);
    sorted_.reset();
    commands_due_.set_window(window_size);
    retired_due_.set_window(window_size);
  } else {
    store_.write(batch_->batch);
    batch_->batch.Clear();
  }
  committed_ = true;
  refill();
}

void ViewFold::begin_rebuild() {
  invariant(!checkpoint_.position && committed_);
  sorted_ = std::make_unique<SortedRows>();
  commands_due_.set_window(std::numeric_limits<std::size_t>::max());
  retired_due_.set_window(std::numeric_limits<std::size_t>::max());
}

void ViewFold::refill() {
  const auto refill_from = [&](auto& queue, KeyRange range, auto read_item) {
    if (!queue.low()) return;
    queue.refill([&](const auto& from, auto on_item) {
      if (from) range.from = Keys::expiry(from->first, from->second);
      store_.scan(range, [&](std::string_view key, std::string_view) {
        auto item = read_item(key);
        if (!item) store_.damaged("an expiry row");
        return on_item(*std::move(item));
      });
    });
  };
  refill_from(commands_due_, Keys::command_expiries(), Keys::command_expiry_of);
  refill_from(retired_due_, Keys::retired_expiries(), Keys::retired_expiry_of);
}

void ViewFold::for_each_changed(
    const std::function<void(const std::optional<TokenState>&, const TokenState&)>& on_token,
    const std::function<void(const OwnerState&)>& on_owner) const {
  invariant(committed_);
  owners_.for_each_changed([&](const auto&, const auto& now) { on_owner(*now); });
  tokens_.for_each_changed([&](const auto& before, const auto& now) { on_token(before, *now); });
}

void ViewFold::for_each_retired_changed(
    const std::function<void(const TokenDigest&, bool)>& on_digest) const {
  invariant(committed_);
  retired_.for_each_changed([&](const auto& before, const auto& now) {
    if (now) {
      on_digest(now->digest, true);
    } else if (before) {
      on_digest(before->digest, false);
    }
  });
}

}  // namespace ledger::projections

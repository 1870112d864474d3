#include "projections/view_entities.hpp"

#include "projections/keys.hpp"
#include "projections/sorted_rows.hpp"
#include "projections/view_rows.hpp"
#include "projections/view_store.hpp"

namespace ledger::projections {

using namespace token;

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

namespace {

class RowWriter final : public ChangeVisitor {
 public:
  explicit RowWriter(RowSink& rows) : rows_(rows) {}
  void on(const std::optional<TokenState>& before,
          const std::optional<TokenState>& after) override {
    write_change(rows_, before, after);
  }
  void on(const std::optional<OwnerState>& before,
          const std::optional<OwnerState>& after) override {
    write_change(rows_, before, after);
  }
  void on(const std::optional<CommandState>& before,
          const std::optional<CommandState>& after) override {
    write_change(rows_, before, after);
  }
  void on(const std::optional<RetiredDigest>& before,
          const std::optional<RetiredDigest>& after) override {
    write_change(rows_, before, after);
  }

 private:
  RowSink& rows_;
};

}  // namespace

ViewEntities::ViewEntities(TokenView& view)
    : view_(view), store_(*view.store_), batch_(std::make_unique<BatchRows>()) {}

ViewEntities::~ViewEntities() = default;

RowSink& ViewEntities::rows() noexcept {
  if (sorted_) return *sorted_;
  return *batch_;
}

std::optional<LedgerState> ViewEntities::ledger() const { return store_.ledger(); }
std::optional<TokenState> ViewEntities::token(const TokenId& id) const {
  return nothing_stored() ? std::nullopt : store_.token(id);
}
std::optional<OwnerState> ViewEntities::owner(const OwnerId& id) const {
  return nothing_stored() ? std::nullopt : store_.owner(id);
}
std::optional<CommandState> ViewEntities::command(const CommandAttempt& attempt) const {
  return nothing_stored() ? std::nullopt : store_.command(attempt);
}
std::optional<RetiredDigest> ViewEntities::retired(const TokenDigest& digest) const {
  return nothing_stored() ? std::nullopt : store_.retired(digest);
}
std::optional<TokenId> ViewEntities::living(const TokenDigest& digest) const {
  const auto row = nothing_stored() ? std::nullopt : store_.living(digest);
  return row ? std::optional(row->token) : std::nullopt;
}

void ViewEntities::commands_from(const std::optional<CommandPlace>& from,
                                 const std::function<bool(CommandPlace)>& on_place) const {
  auto range = Keys::command_expiries();
  if (from) range.from = Keys::expiry(from->first, from->second);
  store_.scan(range, [&](std::string_view key, std::string_view) {
    const auto place = Keys::command_expiry_of(key);
    if (!place) store_.damaged("an expiry row");
    return on_place(*place);
  });
}

void ViewEntities::retired_from(const std::optional<RetiredPlace>& from,
                                const std::function<bool(RetiredPlace)>& on_place) const {
  auto range = Keys::retired_expiries();
  if (from) range.from = Keys::expiry(from->first, from->second);
  store_.scan(range, [&](std::string_view key, std::string_view) {
    const auto place = Keys::retired_expiry_of(key);
    if (!place) store_.damaged("an expiry row");
    return on_place(*place);
  });
}

void ViewEntities::keep(const log::Record& record, const Event& event) {
  // Final already: no later record changes what was said.
  if (store_.keeps_records()) rows().put(Keys::event(record.position).view(), record.value);
  write_history(rows(), record.position, event);
}

void ViewEntities::write(const Batch& batch) {
  RowSink& sink = rows();
  if (batch.ledger != nullptr) sink.put(Keys::ledger().view(), encode_row(**batch.ledger));
  if (batch.nodes != nullptr) sink.put(Keys::nodes().view(), encode_row(*batch.nodes));
  RowWriter writer(sink);
  batch.visit(writer);
  sink.put(Keys::checkpoint().view(), encode_row(*batch.checkpoint));
  if (sorted_) {
    sorted_->write_into(store_);
    stored_ = true;
  } else {
    store_.write(batch_->batch);
    batch_->batch.Clear();
  }
}

void ViewEntities::begin_rebuild() {
  sorted_ = std::make_unique<SortedRows>();
  stored_ = false;
}

void ViewEntities::end_rebuild() { sorted_.reset(); }

}  // namespace ledger::projections

#include "projections/view_entities.hpp"

#include "projections/revocation.hpp"
#include "projections/sorted_rows.hpp"
#include "projections/view_rows.hpp"
#include "projections/view_store.hpp"

namespace ledger::projections {

using namespace token;

namespace {

/// About what a row costs in memory beside its bytes.
constexpr std::size_t bytes_per_row = 80;
/// Keys that a record adds and that are looked up: a token's, its digest's, a command's, an
/// owner's.
constexpr std::size_t looked_up_per_record = 4;

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
  void on(const std::optional<TokenSessions>& before,
          const std::optional<TokenSessions>& after) override {
    write_change(rows_, before, after);
  }
  void on(const std::optional<WebhookState>& before,
          const std::optional<WebhookState>& after) override {
    write_change(rows_, before, after);
  }

 private:
  RowSink& rows_;
};

}  // namespace

ViewEntities::ViewEntities(TokenView& view)
    : view_(view), store_(*view.store_), rows_(std::make_unique<SortedRows>()) {}

ViewEntities::~ViewEntities() = default;

/// A rebuild knows what it has written, and what it reads is mostly new.
bool ViewEntities::may_have(const Key& key) const {
  return !stored_ || stored_->may_have(key.view());
}

std::optional<LedgerState> ViewEntities::ledger() const { return store_.ledger(); }
std::optional<TokenState> ViewEntities::token(const TokenId& id) const {
  return may_have(Keys::token(id)) ? store_.token(id) : std::nullopt;
}
std::optional<OwnerState> ViewEntities::owner(const OwnerId& id) const {
  return may_have(Keys::owner(id)) ? store_.owner(id) : std::nullopt;
}
std::optional<CommandState> ViewEntities::command(const CommandAttempt& attempt) const {
  return may_have(Keys::command(attempt)) ? store_.command(attempt) : std::nullopt;
}
std::optional<RetiredDigest> ViewEntities::retired(const TokenDigest& digest) const {
  return may_have(Keys::retired(digest)) ? store_.retired(digest) : std::nullopt;
}
std::optional<TokenSessions> ViewEntities::sessions(const TokenId& token) const {
  return may_have(Keys::sessions(token)) ? store_.sessions(token) : std::nullopt;
}
std::optional<WebhookState> ViewEntities::webhook(const WebhookId& id) const {
  return may_have(Keys::webhook(id)) ? store_.webhook(id) : std::nullopt;
}
std::optional<TokenId> ViewEntities::living(const TokenDigest& digest) const {
  const auto row = may_have(Keys::living(digest)) ? store_.living(digest) : std::nullopt;
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

void ViewEntities::sessions_from(const std::optional<SessionsPlace>& from,
                                 const std::function<bool(SessionsPlace)>& on_place) const {
  auto range = Keys::session_expiries();
  if (from) range.from = Keys::expiry(from->first, from->second);
  store_.scan(range, [&](std::string_view key, std::string_view) {
    const auto place = Keys::session_expiry_of(key);
    if (!place) store_.damaged("an expiry row");
    return on_place(*place);
  });
}

/// Final already: no later record changes what was said.
std::size_t ViewEntities::keep(const AcceptedRecord& accepted) {
  const auto position = accepted.record.position;
  write_history(*rows_, position, accepted.event);
  std::size_t bytes = bytes_per_row;
  if (const auto revocation = revocation_of(accepted)) {
    const auto row = encode_row(*revocation);
    rows_->put(Keys::revocation(position).view(), row);
    bytes += bytes_per_row + row.size();
  }
  if (!store_.keeps_records()) return bytes;
  rows_->put(Keys::event(position).view(),
             encode_row(StoredEvent{position, accepted.log_time, accepted.record.value}));
  return bytes + bytes_per_row + accepted.record.value.size();
}

/// Where accepted records have no rows of their own, the others have: there are few.
void ViewEntities::pass_by(Position position) {
  if (!store_.keeps_records()) rows_->put(Keys::passed_by(position).view(), {});
}

void ViewEntities::write_rows(RowSink& rows, const Batch& batch) {
  if (batch.ledger != nullptr) rows.put(Keys::ledger().view(), encode_row(**batch.ledger));
  if (batch.nodes != nullptr) rows.put(Keys::nodes().view(), encode_row(*batch.nodes));
  RowWriter writer(rows);
  batch.visit(writer);
  rows.put(Keys::checkpoint().view(), encode_row(*batch.checkpoint));
}

void ViewEntities::cut() {
  std::swap(cut_, rows_);
  is_cut_ = true;
}

void ViewEntities::write(const Batch& batch) {
  auto& rows = is_cut_ ? *cut_ : *rows_;
  write_rows(rows, batch);
  if (stored_) {
    rows.add_file_to(store_, *stored_);
  } else {
    rows.write_into(store_);
  }
  is_cut_ = false;
}

void ViewEntities::begin_rebuild(std::size_t records) {
  cut_ = std::make_unique<SortedRows>();
  stored_ = std::make_unique<KeyFilter>(records * looked_up_per_record);
  store_.begin_filling();
}

void ViewEntities::end_rebuild() {
  rows_ = std::make_unique<SortedRows>();  // without the memory for so many
  cut_.reset();
  stored_.reset();
  store_.end_filling();
}

}  // namespace ledger::projections

#include "projections/token_view.hpp"

#include "projections/state_digest.hpp"
#include "projections/view_store.hpp"

namespace ledger::projections {

using namespace token;

TokenView::TokenView(std::filesystem::path directory, const ViewOptions& options)
    : store_(std::make_unique<ViewStore>(std::move(directory), options)) {}

TokenView::~TokenView() = default;

std::optional<LedgerState> TokenView::ledger() const { return store_->ledger(); }

std::optional<TokenState> TokenView::token(const TokenId& id) const { return store_->token(id); }

OwnerState TokenView::owner(const OwnerId& id) const {
  auto owner = store_->owner(id);
  return owner ? *std::move(owner) : OwnerState{id, 0, false, std::nullopt, 0};
}

bool TokenView::has_owner(const OwnerId& id) const { return store_->owner(id).has_value(); }

std::optional<CommandState> TokenView::command(const CommandAttempt& attempt) const {
  return store_->command(attempt);
}

bool TokenView::is_remembered(const CommandState& command) const {
  const auto ledger = store_->ledger();
  const auto* rules = ledger ? find_rules(ledger->rules) : nullptr;
  return rules != nullptr && token::is_remembered(command, checkpoint().memory_time, *rules);
}

std::optional<TokenState> TokenView::find(const TokenDigest& digest) const {
  const auto living = store_->living(digest);
  if (!living) return std::nullopt;
  auto token = store_->token(living->token);
  // Without a snapshot: a batch between the two reads shows as a digest that the token no longer
  // has, and then the later state is the answer.
  if (!token || token->deleted) return std::nullopt;
  if (token->digest != digest && !is_in_overlap(*token, digest)) return std::nullopt;
  return token;
}

std::optional<RetiredDigest> TokenView::retired(const TokenDigest& digest) const {
  return store_->retired(digest);
}

std::optional<WebhookState> TokenView::webhook(const WebhookId& id) const {
  return store_->webhook(id);
}
std::vector<WebhookState> TokenView::webhooks() const {
  std::vector<WebhookState> found;
  store_->scan(Keys::webhooks(), [&](std::string_view key, std::string_view row) {
    const auto id = Keys::webhook_of(key);
    auto webhook = id ? decode_webhook(*id, row) : std::nullopt;
    if (!webhook) store_->damaged("a webhook's row");
    if (webhook->status != WebhookStatus::deleted) found.push_back(*std::move(webhook));
    return true;
  });
  return found;
}
std::optional<TokenSessions> TokenView::sessions(const TokenId& token) const {
  return store_->sessions(token);
}

ListSlice TokenView::list(const ListQuery& query) const {
  ListSlice slice;
  const ViewStore::Frozen frozen(*store_);
  std::size_t rows = 0;
  std::optional<Position> last;
  const auto on_row = [&](std::string_view key, std::string_view value) {
    const auto position = Keys::listed_at(key);
    const auto id = from_raw<TokenId>(value);
    if (!position || !id) store_->damaged("a list row");
    if (rows == query.rows_max || slice.tokens.size() == query.limit) {
      slice.resume_after = last ? last : query.after;
      return false;
    }
    ++rows;
    last = position;
    auto token = store_->token(*id, frozen.get());
    if (!token) store_->damaged("a list row without its token");
    if (!token->deleted) slice.tokens.push_back(*std::move(token));
    return true;
  };
  if (query.order == ListOrder::newest_first) {
    store_->scan_back(Keys::listed_before(query.owner, query.after), on_row, frozen.get());
  } else {
    store_->scan(Keys::listed(query.owner, query.after), on_row, frozen.get());
  }
  return slice;
}

std::vector<StoredEvent> TokenView::history(const TokenId& id, std::optional<Position> after,
                                            std::size_t limit) const {
  std::vector<StoredEvent> events;
  if (limit == 0) return events;
  const ViewStore::Frozen frozen(*store_);
  const auto add = [&](Position position) {
    auto event = store_->event(position, frozen.get());
    if (!event) store_->damaged("a history row without its event");
    events.push_back(*std::move(event));
    return events.size() < limit;
  };
  const auto token = store_->token(id, frozen.get());
  if (!token) return events;
  // Its creation has no row of its own.
  const bool created_behind = !after || *after < token->created_position;
  if (created_behind && !add(token->created_position)) return events;
  store_->scan(
      Keys::history(id, after),
      [&](std::string_view key, std::string_view) {
        const auto position = Keys::happened_at(key);
        if (!position) store_->damaged("a history row");
        return add(*position);
      },
      frozen.get());
  return events;
}

std::optional<StoredEvent> TokenView::event(Position position) const {
  return store_->event(position);
}

ExpiryPlace after_all_expired_by(Timestamp time) noexcept {
  ExpiryPlace place{time, {}};
  place.second.value.fill(0xff);
  return place;
}

void TokenView::for_each_expiring(const std::optional<ExpiryPlace>& after, Timestamp through,
                                  const std::function<bool(const ExpiryPlace&)>& on_token) const {
  store_->scan(Keys::expiring(after, through), [&](std::string_view key, std::string_view) {
    const auto place = Keys::expiring_of(key);
    if (!place) store_->damaged("an expiry row");
    return on_token(*place);
  });
}

void TokenView::for_each_overlap_ending(
    const std::optional<ExpiryPlace>& after, Timestamp through,
    const std::function<bool(const ExpiryPlace&)>& on_token) const {
  store_->scan(Keys::overlap_ends(after, through), [&](std::string_view key, std::string_view) {
    const auto place = Keys::expiring_of(key);
    if (!place) store_->damaged("an overlap's row");
    return on_token(*place);
  });
}

Checkpoint TokenView::checkpoint() const {
  auto checkpoint = store_->checkpoint();
  if (checkpoint) return *std::move(checkpoint);
  return Checkpoint{std::nullopt, {}, {}, 0, StateDigest().hex(), StateDigest().hex(), {}};
}

NodesSeen TokenView::nodes() const { return store_->nodes(); }

void TokenView::for_each_owner(const std::function<void(const OwnerState&)>& on_owner) const {
  store_->scan(Keys::owners(), [&](std::string_view key, std::string_view value) {
    const auto id = Keys::owner_of(key);
    const auto owner = id ? decode_owner(*id, value) : std::nullopt;
    if (!owner) store_->damaged("an owner's row");
    on_owner(*owner);
    return true;
  });
}

void TokenView::for_each_token(const std::function<void(const TokenState&)>& on_token) const {
  store_->scan(Keys::tokens(), [&](std::string_view key, std::string_view value) {
    const auto id = Keys::token_of(key);
    const auto token = id ? decode_token(*id, value) : std::nullopt;
    if (!token) store_->damaged("a token's row");
    if (!token->deleted) on_token(*token);
    return true;
  });
}

template <class OnToken>
auto TokenView::living_reader(const OnToken& on_token) const {
  return [this, &on_token, living = LivingToken{}, scopes = std::string()](
             std::string_view key, std::string_view value) mutable {
    const auto id = Keys::token_of(key);
    const auto kind = id ? decode_living_token(*id, value, living, scopes) : RowKind::damaged;
    if (kind == RowKind::damaged) store_->damaged("a token's row");
    return kind == RowKind::deleted || on_token(living);
  };
}

void TokenView::for_each_living(const std::function<bool(const LivingToken&)>& on_token) const {
  store_->scan_once(Keys::tokens(), living_reader(on_token));
}

std::optional<TokenId> TokenView::for_each_living_before(
    const std::optional<TokenId>& before, std::size_t rows_max,
    const std::function<bool(const LivingToken&)>& on_token) const {
  auto range = Keys::tokens();
  if (before) range.end = Keys::token(*before);
  std::size_t rows = 0;
  std::optional<TokenId> last;
  auto read = living_reader(on_token);
  store_->scan_back_once(range, [&](std::string_view key, std::string_view value) {
    const bool goes_on = read(key, value) && ++rows < rows_max;
    if (!goes_on) last = Keys::token_of(key);
    return goes_on;
  });
  return last;
}

void TokenView::for_each_retired(const std::function<void(const TokenDigest&)>& on_digest) const {
  store_->scan(Keys::retired(), [&](std::string_view key, std::string_view) {
    const auto digest = Keys::retired_of(key);
    if (!digest) store_->damaged("a retired digest's row");
    on_digest(*digest);
    return true;
  });
}

std::optional<std::filesystem::path> TokenView::set_aside() const { return store_->set_aside(); }

}  // namespace ledger::projections

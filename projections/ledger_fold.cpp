#include "projections/ledger_fold.hpp"

#include <algorithm>

#include "events/token/invariant.hpp"
#include "projections/view_rows.hpp"

namespace ledger::projections {
namespace {

using namespace token;

constexpr std::size_t window_size = 4096;
/// Where batches are large, and what they forget lies in those before.
constexpr std::size_t rebuild_window_size = std::size_t{1} << 20;
/// Entities that stay in memory from batch to batch: callers and owners come again and again, a
/// command does not.
constexpr std::size_t kept_often = 16'384;
constexpr std::size_t kept_seldom = 1024;
/// What an entity kept in memory costs, with the rows that are made of it.
constexpr std::size_t bytes_per_entity = 600;

std::string at(Position position) { return "position " + std::to_string(position.value()); }

Obstacle unknown_rules(Position position, std::uint32_t rules) {
  return {"from the record at " + at(position) + " on this ledger is folded by rules " +
          std::to_string(rules) + ", and this program knows none later than " +
          std::to_string(newest_rules().number) +
          ". Upgrade this node to the version that knows them."};
}

}  // namespace

LedgerFold::LedgerFold(EntityStore& store)
    : store_(store),
      checkpoint_(store.checkpoint()),
      ledger_(store.ledger()),
      nodes_(store.nodes()),
      tokens_(kept_often),
      owners_(kept_often),
      commands_(kept_seldom),
      retired_(kept_seldom),
      sessions_(kept_seldom),
      webhooks_(kept_seldom),
      living_(kept_seldom),
      commands_due_(window_size),
      retired_due_(window_size),
      sessions_due_(window_size) {
  const auto state = StateDigest::parse(checkpoint_.state_digest);
  const auto memory = StateDigest::parse(checkpoint_.memory_digest);
  invariant(state && memory);
  state_digest_ = *state;
  memory_digest_ = *memory;
  if (ledger_) {
    ledger_id_ = ledger_->ledger_id;
    rules_ = find_rules(ledger_->rules);
  }
  refill();
}

std::optional<TokenState> LedgerFold::token(const TokenId& id) const {
  return tokens_.get(id, [&] { return store_.token(id); });
}
std::optional<OwnerState> LedgerFold::owner(const OwnerId& id) const {
  return owners_.get(id, [&] { return store_.owner(id); });
}
std::optional<CommandState> LedgerFold::command(const CommandAttempt& attempt) const {
  return commands_.get(attempt, [&] { return store_.command(attempt); });
}
std::optional<TokenSessions> LedgerFold::sessions(const TokenId& token) const {
  return sessions_.get(token, [&] { return store_.sessions(token); });
}
std::optional<WebhookState> LedgerFold::webhook(const WebhookId& id) const {
  return webhooks_.get(id, [&] { return store_.webhook(id); });
}
std::uint64_t LedgerFold::revision(const TokenId& id) const {
  const auto& token = tokens_.get(id, [&] { return store_.token(id); });
  return token ? token->revision : 0;
}
std::uint64_t LedgerFold::revision(const OwnerId& id) const {
  const auto& owner = owners_.get(id, [&] { return store_.owner(id); });
  return owner ? owner->revision : 0;
}
bool LedgerFold::has_digest(const TokenDigest& digest) const {
  return living_.has(digest, [&] { return store_.living(digest); }) ||
         retired_.has(digest, [&] { return store_.retired(digest); });
}

std::optional<Obstacle> LedgerFold::out_of_order(const log::Record& record) const {
  const auto through = checkpoint_.position;
  const Position expected = through ? through->next() : Position(0);
  if (record.position != expected) {
    return Obstacle{"the log goes on at " + at(record.position) + " where " + at(expected) +
                    " is due: records are missing. Restore the log from a backup."};
  }
  if (ledger_ && rules_ == nullptr) return unknown_rules(record.position, ledger_->rules);
  return std::nullopt;
}

Fate LedgerFold::apply(const log::Record& record) {
  return apply(record, log::decode(record.value, ledger_id_));
}

Fate LedgerFold::apply(const log::Record& record, const log::Decoded& decoded) {
  if (auto obstacle = out_of_order(record)) return *std::move(obstacle);
  if (const auto* event = std::get_if<Event>(&decoded)) return fold_event(record, *event);
  if (!ledger_) {
    return Obstacle{
        "the log does not begin with the opening of a ledger: it is not tokenledger's, or its "
        "first records were removed. Point this node at the ledger's own log."};
  }
  if (const auto* unknown = std::get_if<log::UnknownRecord>(&decoded)) {
    return Obstacle{"the record at " + at(record.position) + " is of type " + unknown->type +
                    ", which this version does not know. Upgrade this node to the version that "
                    "wrote it."};
  }
  pass(record);
  store_.pass_by(record.position);
  if (const auto* barrier = std::get_if<log::Barrier>(&decoded)) {
    see(*barrier);
    return *barrier;
  }
  if (const auto* malformed = std::get_if<log::MalformedRecord>(&decoded)) return *malformed;
  return log::ForeignRecord{};
}

Fate LedgerFold::fold_event(const log::Record& record, const Event& event) {
  const auto* opened = std::get_if<LedgerOpened>(&event.payload);
  if (!ledger_) {
    if (opened == nullptr) return apply(record, log::ForeignRecord{});
    if (find_rules(opened->rules) == nullptr) return unknown_rules(record.position, opened->rules);
  }
  const auto& rules = ledger_ ? *rules_ : *find_rules(opened->rules);
  Effects effects = fold(*this, event, {record.position, times_at(record).memory_time}, rules);
  // Before anything is taken over: behind this record another set would hold.
  if (effects.ledger && find_rules(effects.ledger->rules) == nullptr) {
    return unknown_rules(record.position, effects.ledger->rules);
  }
  pass(record);
  const FoldedEvent folded{event.command, effects.verdict};
  if (effects.verdict == Verdict::applied) {
    if (!effects.ledger) effects.ledger = ledger_;
    ++effects.ledger->accepted;
    const auto told = ledger_ ? ledger_->expired_through : std::nullopt;
    bytes_ += store_.keep({record, event, effects, checkpoint_.log_time, told});
  } else {
    store_.pass_by(record.position);
  }
  take_over(std::move(effects));
  if (folded.verdict != Verdict::duplicate) forget();
  return folded;
}

LedgerFold::Times LedgerFold::times_at(const log::Record& record) const noexcept {
  // Memory begins where the log does: what the first record has gained on nothing is no gain.
  if (!checkpoint_.position) return {record.log_time, record.log_time};
  const auto log_time = std::max(checkpoint_.log_time, record.log_time);
  return {log_time, memory_time_after(checkpoint_.memory_time, checkpoint_.log_time, log_time)};
}

void LedgerFold::pass(const log::Record& record) {
  begin_batch();
  const auto times = times_at(record);
  checkpoint_.log_time = times.log_time;
  checkpoint_.memory_time = times.memory_time;
  checkpoint_.position = record.position;
}

void LedgerFold::see(const log::Barrier& barrier) {
  nodes_changed_ = true;
  if (barrier.leaving) {
    nodes_.erase(barrier.node);
  } else {
    nodes_[barrier.node] = {barrier.node_name, barrier.rules, checkpoint_.log_time};
  }
  std::erase_if(nodes_, [&](const auto& entry) {
    return entry.second.log_time + node_seen_max < checkpoint_.log_time;
  });
}

void LedgerFold::begin_batch() {
  if (!committed_) return;
  settle();
  new_batch();
}

void LedgerFold::new_batch() {
  committed_ = false;
  bytes_ = 0;
  ledger_changed_ = false;
  nodes_changed_ = false;
}

void LedgerFold::settle() {
  tokens_.settle();
  owners_.settle();
  commands_.settle();
  retired_.settle();
  sessions_.settle();
  webhooks_.settle();
  living_.settle();
}

void LedgerFold::take_over(Effects effects) {
  if (effects.ledger) {
    if (!ledger_changed_) ledger_before_ = ledger_;
    ledger_ = std::move(effects.ledger);
    ledger_changed_ = true;
    ledger_id_ = ledger_->ledger_id;
    rules_ = find_rules(ledger_->rules);
    checkpoint_.accepted = ledger_->accepted;
  }
  if (effects.token) {
    bytes_ += effects.token->before ? 0 : 2 * bytes_per_entity;
    const TokenId id = effects.token->after.id;
    live(effects.token->before, effects.token->after);
    tokens_.set(id, std::move(effects.token->after), [&] { return store_.token(id); });
  }
  if (effects.owner) {
    bytes_ += effects.owner->before ? 0 : bytes_per_entity;
    const OwnerId id = effects.owner->after.id;
    owners_.set(id, std::move(effects.owner->after), [&] { return store_.owner(id); });
  }
  if (effects.webhook) {
    bytes_ += effects.webhook->before ? 0 : bytes_per_entity;
    const WebhookId id = effects.webhook->after.id;
    webhooks_.set(id, std::move(effects.webhook->after), [&] { return store_.webhook(id); });
  }
  if (effects.command) remember(*effects.command);
  for (const auto& retired : effects.retired) remember(retired);
  if (effects.sessions) remember(*std::move(effects.sessions));
}

/// Keeps which digests live, for those of this batch that are not stored yet.
void LedgerFold::live(const std::optional<TokenState>& before, const TokenState& after) {
  for_each_ended(before, after,
                 [&](const TokenDigest& digest) { living_.put(digest, std::nullopt); });
  if (!after.deleted && (!before || before->digest != after.digest)) {
    living_.put(after.digest, after.id);
  }
}

void LedgerFold::remember(const CommandState& command) {
  remember_as(command.attempt, command, commands_, commands_due_,
              [&] { return store_.command(command.attempt); });
}

void LedgerFold::remember(const RetiredDigest& retired) {
  remember_as(retired.digest, retired, retired_, retired_due_,
              [&] { return store_.retired(retired.digest); });
}

void LedgerFold::remember(TokenSessions sessions) {
  const TokenId token = sessions.token;
  remember_as(token, std::move(sessions), sessions_, sessions_due_,
              [&] { return store_.sessions(token); });
}

template <class Name, class Entity, class Cache, class Read>
void LedgerFold::remember_as(const Name& name, Entity entity, Cache& cache, ExpiryQueue<Name>& due,
                             Read read) {
  bytes_ += bytes_per_entity;
  // One that is over but not forgotten yet may stand there.
  if (const auto& before = cache.get(name, read)) due.remove(before->memory_time, name);
  if constexpr (requires { entity.sessions; }) {
    if (entity.sessions.empty()) return cache.set(name, std::nullopt, read);
  }
  due.add(entity.memory_time, name);
  cache.set(name, std::move(entity), read);
}

void LedgerFold::forget() {
  forget_from(commands_due_, rules_->command_memory, commands_,
              [&](const auto& attempt) { return store_.command(attempt); });
  forget_from(retired_due_, rules_->retired_memory, retired_,
              [&](const auto& digest) { return store_.retired(digest); });
  forget_from(sessions_due_, rules_->session_memory, sessions_,
              [&](const auto& token) { return store_.sessions(token); });
}

template <class Name, class Cache, class Read>
void LedgerFold::forget_from(ExpiryQueue<Name>& due, std::chrono::days memory, Cache& cache,
                             Read read) {
  for (std::size_t i = 0; i < forgotten_per_record_max; ++i) {
    const auto name = due.take_expired(checkpoint_.memory_time, memory);
    if (!name) return;
    const auto read_it = [&] { return read(*name); };
    invariant(cache.get(*name, read_it).has_value());
    cache.set(*name, std::nullopt, read_it);
  }
}

void LedgerFold::open_window() {
  commands_due_.set_window(rebuild_window_size);
  retired_due_.set_window(rebuild_window_size);
  sessions_due_.set_window(rebuild_window_size);
}

void LedgerFold::close_window() {
  commands_due_.set_window(window_size);
  retired_due_.set_window(window_size);
  sessions_due_.set_window(window_size);
  checkpoint_.state_digest = state_digest_.hex();
  checkpoint_.memory_digest = memory_digest_.hex();
  settle();
  committed_ = true;
}

void LedgerFold::refill() {
  if (commands_due_.low()) {
    commands_due_.refill(
        [&](const auto& from, auto on_place) { store_.commands_from(from, on_place); });
  }
  if (retired_due_.low()) {
    retired_due_.refill(
        [&](const auto& from, auto on_place) { store_.retired_from(from, on_place); });
  }
  if (sessions_due_.low()) {
    sessions_due_.refill(
        [&](const auto& from, auto on_place) { store_.sessions_from(from, on_place); });
  }
}

}  // namespace ledger::projections

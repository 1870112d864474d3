#include "services/webhooks/deliveries.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "events/log/envelope.hpp"
#include "events/token/own_event.hpp"
#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"

namespace ledger::webhooks {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using token::Position;
using token::WebhookStatus;

namespace {

constexpr std::size_t records_per_read = 256;
/// Reads of one webhook in a round, so that those of the others have their turn.
constexpr int reads_per_round = 4;
/// Between looks at the clock, which may be set.
constexpr milliseconds look_again{200};
constexpr milliseconds pause_after_failure{1000};
/// Until a receiver that is gone is tried again, if its being disabled did not come back.
constexpr std::chrono::seconds gone_pause{60};

std::uint32_t roll() {
  const auto bytes = runtime::random_bytes<4>();
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | bytes[3];
}

}  // namespace

Deliveries::Deliveries(const DeliveryParts& parts)
    : parts_(parts),
      events_(std::make_unique<feeds::EventSource>(parts.view, parts.sender.ledger_id())),
      revocations_(std::make_unique<feeds::RevocationSource>(parts.view)),
      wake_(context_.get_executor()) {}

void Deliveries::start() {
  asio::co_spawn(context_.get_executor(), run(), asio::detached);
  thread_ = std::thread([this] { context_.run(); });
}

void Deliveries::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void Deliveries::resend(const token::WebhookId& webhook, const std::optional<MessageKey>& key) {
  asio::post(context_.get_executor(), [this, webhook, key] {
    const auto lane = lanes_.find(webhook);
    if (lane == lanes_.end()) return;
    lane->second.resend(key, parts_.clock.now());
    wake_.cancel();
  });
}

http::Task<void> Deliveries::run() {
  constexpr asio::as_tuple_t<asio::use_awaitable_t<http::Executor>> use_tuple{};
  for (;;) {
    const auto applied = parts_.gate.applied().value_or(Position(0));
    auto rest = milliseconds(0);
    try {
      round(applied);
      rest = more_ ? milliseconds(0) : until_due();
    } catch (const projections::ViewFailure& failure) {
      runtime::log_line(runtime::Level::error, "webhooks cannot read what to tell",
                        {{"reason", failure.what()}});
      rest = pause_after_failure;
    }
    const runtime::PositionGate::Alarm alarm(parts_.gate, applied.next(), context_.get_executor(),
                                             [this] { wake_.cancel(); });
    wake_.expires_after(rest);
    const auto [ec] = co_await wake_.async_wait(use_tuple);
    static_cast<void>(ec);
  }
}

void Deliveries::round(Position applied) {
  if (looked_at_ != applied) look_at_registrations(applied);
  more_ = false;
  for (auto& [id, lane] : lanes_) {
    const auto& webhook = lane.webhook();
    if (webhook.status != WebhookStatus::active || !parts_.sender.can_sign(webhook)) continue;
    if (!read(lane, applied)) more_ = true;
    try_due(lane);
  }
}

void Deliveries::look_at_registrations(Position applied) {
  const bool is_first = !looked_at_;
  std::map<token::WebhookId, token::WebhookState> registered;
  for (auto& webhook : parts_.view.webhooks()) registered.emplace(webhook.id, std::move(webhook));
  for (const auto& [id, webhook] : registered) {
    const auto lane = lanes_.find(id);
    if (lane != lanes_.end()) {
      lane->second.update(webhook, applied);
    } else {
      lanes_.try_emplace(id, parts_.store, parts_.board, webhook, applied);
    }
  }
  DeliveryStore::Batch over;
  std::vector<token::WebhookId> kept;
  if (is_first) kept = parts_.store.webhooks();
  for (const auto& [id, lane] : lanes_) kept.push_back(id);
  for (const auto& id : kept) {
    if (registered.contains(id)) continue;
    over.erase(id);
    lanes_.erase(id);
    parts_.board.erase(id);
  }
  static_cast<void>(parts_.store.write(over));
  looked_at_ = applied;
}

bool Deliveries::read(Lane& lane, Position applied) {
  auto& feed = lane.webhook().choice.feed == token::WebhookFeed::events ? events_ : revocations_;
  for (int reads = 0; reads < reads_per_round; ++reads) {
    const auto after = lane.read_through();
    if (after >= applied || lane.is_full() || parts_.disk.read_only()) return true;
    auto slice = feed.tail.read(after, applied, {}, records_per_read);
    if (!slice) slice = feed.source->read(after, applied, records_per_read);
    if (!lane.take(*slice, *feed.source, parts_.clock.now())) return true;
  }
  return lane.read_through() >= applied;
}

void Deliveries::try_due(Lane& lane) {
  while (under_way_ < tries_max) {
    auto next = lane.next(parts_.clock.now());
    if (!next) return;
    ++under_way_;
    asio::co_spawn(context_.get_executor(),
                   try_once(lane.webhook(), next->first, std::move(next->second)), asio::detached);
  }
}

http::Task<void> Deliveries::try_once(token::WebhookState webhook, MessageKey key,
                                      Attempted message) {
  const auto now = parts_.clock.now();
  const auto executor = context_.get_executor();
  const auto verdict = co_await parts_.sender.send(webhook, message.message, now, executor);
  --under_way_;
  const auto lane = lanes_.find(webhook.id);
  if (lane == lanes_.end()) co_return;
  lane->second.settle(key, std::move(message), verdict, parts_.clock.now(), roll());
  const bool is_delivered = verdict.kind == Verdict::Kind::delivered;
  ++(is_delivered ? parts_.board.delivered : parts_.board.failed);
  if (verdict.kind == Verdict::Kind::gone) {
    disable(lane->second.webhook());
    lane->second.hold_until(parts_.clock.now() + gone_pause);
  }
  wake_.cancel();
}

/// By one name for all that hear it at once: the first record counts.
void Deliveries::disable(const token::WebhookState& webhook) {
  const auto purpose =
      "webhook " + to_text(webhook.id) + " gone at revision " + std::to_string(webhook.revision);
  const auto event = token::own_event(purpose, parts_.clock.now(), webhook.id, webhook.revision + 1,
                                      token::WebhookDisabled{});
  const auto& ledger_id = parts_.sender.ledger_id();
  const auto appended = parts_.log.append(log::key_of(event, ledger_id),
                                          log::encode(event, ledger_id), [](log::AppendOutcome) {});
  runtime::log_line(runtime::Level::warning, "a webhook is gone and is disabled",
                    {{"webhook", to_text(webhook.id)},
                     {"appended", appended ? std::string_view("yes") : std::string_view("no")}});
}

milliseconds Deliveries::until_due() const {
  auto rest = look_again;
  const auto now = parts_.clock.now();
  for (const auto& [id, lane] : lanes_) {
    const auto at = lane.next_at();
    if (!at || lane.webhook().status != WebhookStatus::active || under_way_ >= tries_max) continue;
    rest = std::min(rest, std::max(milliseconds(1), *at - now));
  }
  return rest;
}

}  // namespace ledger::webhooks

#pragma once
// Tells webhooks what their feeds have, in a thread of its own: reads what was folded, makes
// messages of it, tries them when they are due. Waits for the position gate, the clock and answers;
// nobody waits for it.

#include <map>
#include <thread>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

#include "events/log/event_log.hpp"
#include "services/feeds/event_source.hpp"
#include "services/feeds/feed_tail.hpp"
#include "services/feeds/revocation_source.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/disk_watch.hpp"
#include "services/runtime/position_gate.hpp"
#include "services/webhooks/lane.hpp"

namespace ledger::webhooks {

/// Tries under way at a time, of all webhooks.
inline constexpr std::size_t tries_max = 32;

struct DeliveryParts {
  const projections::TokenView& view;
  runtime::PositionGate& gate;
  log::EventLog& log;
  const runtime::Clock& clock;
  const runtime::DiskWatch& disk;
  const Sender& sender;
  DeliveryStore& store;
  DeliveryBoard& board;
};

class Deliveries {
 public:
  /// All of the parts must outlive it.
  explicit Deliveries(const DeliveryParts& parts);
  ~Deliveries() { stop(); }
  Deliveries(const Deliveries&) = delete;
  Deliveries& operator=(const Deliveries&) = delete;

  void start();
  /// Ends and joins the thread; what is under way is tried again by the next start. Idempotent.
  void stop();
  /// From any thread: tries again, soon, what was given up: one, or all of the webhook's.
  void resend(const token::WebhookId& webhook, const std::optional<MessageKey>& key);

 private:
  struct Feed {
    explicit Feed(std::unique_ptr<feeds::FeedSource> from)
        : source(std::move(from)), tail(*source) {}
    std::unique_ptr<feeds::FeedSource> source;
    feeds::FeedTail tail;
  };
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        http::Executor>;
  [[nodiscard]] http::Task<void> run();
  void round(token::Position applied);
  void look_at_registrations(token::Position applied);
  /// False: there is more to read.
  [[nodiscard]] bool read(Lane& lane, token::Position applied);
  void try_due(Lane& lane);
  [[nodiscard]] http::Task<void> try_once(token::WebhookState webhook, MessageKey key,
                                          Attempted message);
  void disable(const token::WebhookState& webhook);
  [[nodiscard]] std::chrono::milliseconds until_due() const;

  DeliveryParts parts_;
  Feed events_;
  Feed revocations_;
  std::map<token::WebhookId, Lane> lanes_;
  std::optional<token::Position> looked_at_;  // registrations, as of there
  bool more_ = false;                         // to be read at once
  std::size_t under_way_ = 0;
  boost::asio::io_context context_{1};
  Timer wake_;
  std::thread thread_;
};

}  // namespace ledger::webhooks

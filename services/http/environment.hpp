#pragma once
// What a connection sees of the worker that it lives on. One per worker, touched by its thread
// only.

#include <array>
#include <chrono>
#include <string>
#include <utility>

#include <boost/intrusive/list.hpp>

#include "services/http/limits.hpp"
#include "services/http/listener.hpp"
#include "services/http/request_name.hpp"
#include "services/http/router.hpp"
#include "services/http/server.hpp"
#include "services/http/turns.hpp"

namespace ledger::http {

/// A connection while it waits for a request of which nothing has come.
class IdleConnection : public boost::intrusive::list_base_hook<
                           boost::intrusive::tag<IdleConnection>,
                           boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  /// Closes, and leaves the list. False: a request has come after all, and it stays.
  [[nodiscard]] virtual bool give_way() = 0;

 protected:
  ~IdleConnection() = default;
};
using IdleList =
    boost::intrusive::list<IdleConnection,
                           boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                               boost::intrusive::tag<IdleConnection>,
                               boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
                           boost::intrusive::constant_time_size<false>>;

/// What the connections of one listener share on one worker.
struct Entrance {
  const Listener& listener;
  std::size_t connections_max;
  std::atomic<std::uint64_t>& open;  ///< connections of this listener, of all workers
  IdleList idle;                     ///< the one that waits longest comes first
};

/// A connection's place among those that its listener may have; given back at the end.
class Place {
 public:
  Place(Entrance& entrance, ServerCounts& counts) : open_(&entrance.open), counts_(&counts) {
    before_ = open_->fetch_add(1, std::memory_order_relaxed);
    counts_->connections_open.fetch_add(1, std::memory_order_relaxed);
  }
  Place(Place&& other) noexcept
      : open_(std::exchange(other.open_, nullptr)),
        counts_(other.counts_),
        before_(other.before_) {}
  Place& operator=(Place&&) = delete;
  ~Place() { give_back(); }

  /// The others that were there when it was taken.
  [[nodiscard]] std::uint64_t before() const noexcept { return before_; }
  void give_back() noexcept {
    if (open_ == nullptr) return;
    std::exchange(open_, nullptr)->fetch_sub(1, std::memory_order_relaxed);
    counts_->connections_open.fetch_sub(1, std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t>* open_;
  ServerCounts* counts_;
  std::uint64_t before_ = 0;
};

struct Environment {
  const Router& router;
  const Limits& limits;
  ServerCounts& counts;
  Turns& turns;
  Sight* sight;  ///< may be null
  RequestIds request_ids{};
  std::chrono::milliseconds sweep_time;
  /// Coarse: set by the sweeper, so it may be one `sweep_time` behind.
  std::chrono::steady_clock::time_point now;
  std::string date_line;                      ///< `Date: …` and CR LF, set once a second
  bool stopping = false;                      ///< answers end their connections
  std::size_t refused_open = 0;               ///< connections that only get their refusal
  std::array<char, 64 * 1024> thrown_away{};  ///< what is read behind a refusal
};

}  // namespace ledger::http

#pragma once
// One connection: moves bytes between its transport and its Conversation, and keeps its deadline.
// Lives in its own coroutine's frame, on one worker's thread; the worker finds it in its list to
// time it out or to stop it.

#include <chrono>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/intrusive/list.hpp>

#include "services/http/conversation.hpp"
#include "services/http/transport.hpp"

namespace ledger::http {

class Connection : public boost::intrusive::list_base_hook<
                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>>,
                   public IdleConnection,
                   private TurnTaker,
                   private Stream {
 public:
  /// Without a place the listener is full: the connection gets its 503 and ends. Throws
  /// std::bad_alloc.
  Connection(Environment& environment, Entrance& entrance, Socket socket,
             std::optional<Place> place);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Serves until the connection is over.
  [[nodiscard]] Task<void> serve();

  /// Called by the sweeper: ends the wait that is overdue.
  void check_deadline();
  /// The server stops: ends now if no request has begun, or else with the answer.
  void stop();
  [[nodiscard]] bool give_way() override;

 private:
  enum class Phase { reading, writing, running, draining };

  using Timer = boost::asio::basic_waitable_timer<
      std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

  /// False: there will be no conversation.
  [[nodiscard]] Task<bool> shake_hands();
  /// Waits where there is something to wait for; all else is done in turns.
  [[nodiscard]] Task<void> converse();
  /// Takes turns until there is something to wait for.
  [[nodiscard]] Task<void> take_turns();
  /// The handler, and what goes beside it while it writes as it goes.
  [[nodiscard]] Task<void> run_handler();
  [[nodiscard]] Task<bool> send() override;
  [[nodiscard]] Task<bool> rest(std::chrono::steady_clock::time_point until) override;
  void wake() override;
  /// Reads ahead while an answer goes on, to see the peer leave.
  [[nodiscard]] Task<void> watch_peer();
  void peer_watched(const std::exception_ptr& thrown);
  /// Somebody wants more of the answer.
  [[nodiscard]] bool is_wanted() const;
  void begin_turn() override;
  void end_turn() override;
  /// The server stops, and no request has begun.
  [[nodiscard]] bool is_stopped() const;
  /// Answers what was read, at most what one write takes; next_ says what comes then.
  void answer();
  [[nodiscard]] bool has_unwritten() const { return written_ < conversation_.out().size(); }
  [[nodiscard]] Task<void> write_rest();
  [[nodiscard]] Task<void> say_goodbye();
  void write_now();
  /// False if there is nothing to read yet.
  [[nodiscard]] bool read_now();
  /// Waits for bytes, and takes them.
  [[nodiscard]] Task<void> read_later();
  void begin_idling();
  void end_idling();
  void set_read_deadline();
  void read_ended(boost::system::error_code ec);
  void set_deadline(Phase phase, std::chrono::milliseconds time);

  Environment& environment_;
  Entrance& entrance_;
  std::optional<Place> place_;
  Transport transport_;
  Conversation conversation_;
  Timer pause_;  ///< of take_turns() or of a stream, which are never at once
  Conversation::Next next_ = Conversation::Next::read;
  std::size_t written_ = 0;  ///< of the conversation's out()
  bool idle_ = false;        ///< there was nothing to read
  std::chrono::steady_clock::time_point deadline_;
  Phase phase_ = Phase::reading;
  Conversation::Awaiting awaiting_ = Conversation::Awaiting::request;
  std::uint64_t awaited_request_ = 0;
  bool refused_;
  bool overdue_ = false;
  bool gone_ = false;     ///< nothing more to say to the peer
  bool streams_ = false;  ///< an answer is written as it goes
  bool watches_ = false;  ///< watch_peer() runs
  bool woken_ = false;
};

using ConnectionList =
    boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>>;

}  // namespace ledger::http

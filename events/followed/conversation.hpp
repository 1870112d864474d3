#pragma once
// One connection to one node, and one question after another, each with a deadline. Used by one
// thread, which waits in answer(); wake() may come from any. Of the room, not for others.

#include <atomic>
#include <exception>

#include "events/followed/node_answer.hpp"
#include "events/token/secret.hpp"

namespace ledger::followed {

class Conversation {
 public:
  using Clock = std::chrono::steady_clock;

  /// Both must outlive it. `patience`: to reach the node, and for an answer beyond what it was
  /// asked to wait.
  Conversation(const remote::ServerAddress& node, const token::TokenSecret& token,
               std::chrono::milliseconds patience)
      : node_(node), token_(token), patience_(patience) {}

  /// While nothing is asked. What goes wrong, answer() tells.
  void ask(const Question& question);
  [[nodiscard]] bool is_asking() const noexcept { return asking_; }

  struct Told {
    std::variant<NodeAnswer, Trouble> answer;
    log::BootTime asked;  ///< before the question left
  };
  /// Nothing: `until` came first, or wake(). The question stands then, and may be waited for again.
  [[nodiscard]] std::optional<Told> answer(Clock::time_point until);
  /// Ends answer(), or the next one.
  void wake();

 private:
  [[nodiscard]] remote::Done converse();
  [[nodiscard]] Trouble failed() const;

  const remote::ServerAddress& node_;
  const token::TokenSecret& token_;
  const std::chrono::milliseconds patience_;
  Question question_;
  remote::HttpRequest request_;
  std::optional<remote::ReplyParser> parser_;
  log::BootTime asked_{};
  Clock::time_point deadline_;
  bool asking_ = false;
  bool over_ = false;
  std::exception_ptr failure_;
  std::atomic<bool> woken_{false};
  boost::asio::io_context context_{1};
  std::optional<remote::Connection> connection_;  ///< ends before the context
};

}  // namespace ledger::followed

#pragma once
// What a node says of its log to those who follow it (`GET /v1/log`), of any log, without
// credentials; and what else somebody at that address may say. A thread for each connection.

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "events/log/event_log.hpp"
#include "events/remote/connection.hpp"

namespace ledger::support {

class LogServer {
 public:
  using Reply = remote::HttpReply;
  /// In place of the answer to that target; nothing: the answer.
  using Instead = std::function<std::optional<Reply>(const std::string& target)>;

  /// `log` must outlive it.
  explicit LogServer(log::EventLog& log);
  ~LogServer();
  LogServer(const LogServer&) = delete;
  LogServer& operator=(const LogServer&) = delete;

  [[nodiscard]] remote::ServerAddress address() const;
  void answer_instead(Instead instead);
  /// Ends all connections; who comes finds nobody until resume().
  void stop();
  void resume();
  /// Questions so far.
  [[nodiscard]] int asked() const noexcept { return asked_; }

 private:
  struct Session {
    boost::asio::ip::tcp::socket socket;
    std::thread thread;
  };
  void accept();
  void serve(boost::asio::ip::tcp::socket& socket);
  [[nodiscard]] Reply answer(const std::string& target);
  [[nodiscard]] Reply page(std::optional<log::Position> after, std::size_t limit,
                           std::chrono::seconds wait);

  log::EventLog& log_;
  std::uint16_t port_ = 0;
  boost::asio::io_context context_;
  std::optional<boost::asio::ip::tcp::acceptor> acceptor_;
  std::mutex mutex_;
  Instead instead_;
  std::list<Session> sessions_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> asked_{0};
  std::thread thread_;
};

/// A problem as a node answers it.
[[nodiscard]] LogServer::Reply problem_reply(unsigned status, const std::string& type);

}  // namespace ledger::support

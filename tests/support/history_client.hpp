#pragma once
// One client of several nodes that does random things to a few lanes and writes down what it was
// told. A command whose end is unknown is sent again, under its key, to another node. One thread's.

#include <map>
#include <memory>
#include <random>

#include "tests/support/api_client.hpp"
#include "tests/support/history.hpp"
#include "tests/support/history_lane.hpp"

namespace ledger::support {

using Clock = std::chrono::steady_clock;

struct HistoryClientOptions {
  std::vector<std::uint16_t> nodes;  ///< ports
  std::string secret;                ///< an operator's
  bool keyed = true;                 ///< else no command is tried again
  bool verifies = true;              ///< where the nodes have that door
};

class HistoryClient {
 public:
  /// `name` begins its keys; all references must outlive it.
  HistoryClient(std::size_t number, std::uint64_t seed, const HistoryClientOptions& options,
                std::vector<std::unique_ptr<HistoryLane>>& lanes, Clock::time_point begin);

  /// One random thing, with its further tries.
  void act();
  /// Makes the lane's token.
  void create(HistoryLane& lane);
  /// A read of a token at a node, not older than the position.
  void read(const std::string& token, const std::string& owner, std::size_t node,
            std::uint64_t position);

  [[nodiscard]] const std::vector<Operation>& operations() const noexcept { return operations_; }

 private:
  struct Request {
    std::string method;
    std::string target;
    std::string body;
    Headers headers;
  };
  [[nodiscard]] Operation begin_command(const HistoryLane& lane, Action action);
  [[nodiscard]] Operation plan(HistoryLane& lane);
  void command(HistoryLane& lane, Operation operation);
  [[nodiscard]] Request request_of(const Operation& operation) const;
  /// Nothing: no connection, and nothing was sent. An answer of status 0: none came.
  std::optional<ApiAnswer> send(Operation& operation, const Request& request);
  void note(HistoryLane& lane, Operation& operation, const ApiAnswer& answer);
  void verify(HistoryLane& lane);
  void wait_a_little() const;
  [[nodiscard]] std::size_t roll(std::size_t sides) { return dice_() % sides; }
  [[nodiscard]] Moment now() const { return Clock::now() - begin_; }

  std::size_t number_;
  std::mt19937_64 dice_;
  const HistoryClientOptions& options_;
  std::vector<std::unique_ptr<HistoryLane>>& lanes_;
  Clock::time_point begin_;
  std::map<std::size_t, ApiClient> connections_;  ///< by node
  std::vector<Operation> operations_;
  std::vector<std::pair<HistoryLane*, Operation>> earlier_;  ///< commands that may be sent again
  std::size_t keys_ = 0;
};

}  // namespace ledger::support

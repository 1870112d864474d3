#include "tests/support/simulated_history.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <set>

#include "tests/support/token_machine.hpp"

namespace ledger::support {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds lag_max{40};

class Simulation {
 public:
  Simulation(Dice& dice, const SimulationOptions& options) : dice_(dice), options_(options) {
    history_.view_age_max = lag_max + milliseconds(30);
    history_.settled = true;
    for (std::size_t node = 0; node < options.nodes; ++node) {
      lags_.push_back(milliseconds(node == 0 ? 0 : dice.roll(40)));
    }
    begin_token();
  }

  History run() {
    for (std::size_t client = 0; client < options_.clients; ++client) send(client, Moment(0));
    while (!due_.empty()) {
      const auto next = due_.top();
      due_.pop();
      if (next.is_record) {
        record(next.operation, next.at);
      } else {
        answer(next.operation, next.at);
      }
      now_ = next.at;
    }
    options_.operations = 0;
    for (const auto& [token, log] : log_) read_at_last(token);
    return std::move(history_);
  }

 private:
  struct Due {
    Moment at;
    std::size_t operation;
    bool is_record;
    friend bool operator<(const Due& a, const Due& b) { return a.at > b.at; }
  };
  struct Logged {
    Moment at;
    std::uint64_t position;
    TokenRegister after;
  };
  struct Fate {
    bool applied;
    std::uint64_t position;
    std::string problem;
    std::size_t operation;  ///< whose record decided
  };

  void begin_token() {
    token_ = "token-" + std::to_string(++tokens_);
    log_[token_].push_back({Moment(0), end_, {}});
  }
  void read_at_last(const std::string& token) {
    Operation operation;
    operation.invoked = now_ + milliseconds(1);
    operation.token = token;
    operation.min_position = end_;
    history_.operations.push_back(operation);
    answer(history_.operations.size() - 1, now_ + milliseconds(2));
  }
  Moment soon(std::size_t most) { return milliseconds(1 + dice_.roll(most)); }

  void send(std::size_t client, Moment now) {
    if (history_.operations.size() >= options_.operations) return;
    Operation operation;
    operation.client = client;
    operation.node = dice_.roll(options_.nodes);
    operation.invoked = now;
    operation.owner = "owner of " + token_;
    operation.token = token_;
    const auto chosen = dice_.roll(100);
    const auto& current = log_[token_].back().after;
    if (current.life == Life::absent) {
      operation.action = dice_.percent(50) ? Action::create : Action::get;
    } else if (chosen < 30) {
      operation.action = Action::get;
    } else if (chosen < 50 && !issuers_[token_].empty()) {
      operation.action = Action::verify;
      operation.secret = dice_.one_of(issuers_[token_]);
    } else {
      operation.action = chosen < 75   ? Action::update
                         : chosen < 85 ? Action::regenerate
                         : chosen < 88 ? Action::remove
                         : chosen < 93 ? Action::suspend
                         : chosen < 99 ? Action::resume
                                       : Action::revoke_tokens;
    }
    if (is_read(operation.action) && dice_.percent(50)) {
      operation.min_position = told_[client];
    }
    const auto at = history_.operations.size();
    if (is_read(operation.action)) {
      due_.push({now + soon(5), at, false});
    } else {
      ask(operation);
      const bool abandoned = dice_.percent(options_.unknown_percent);
      if (abandoned) abandoned_.insert(at);
      if (abandoned) due_.push({now + soon(20), at, false});
      // Perhaps late, perhaps never.
      if (!abandoned || dice_.percent(50)) due_.push({now + soon(abandoned ? 200 : 10), at, true});
    }
    history_.operations.push_back(operation);
  }

  void ask(Operation& operation) {
    const auto& operations = history_.operations;
    if (!operations.empty() && dice_.percent(10)) {
      const auto& earlier = dice_.one_of(operations);
      if (!is_read(earlier.action)) {
        operation.action = earlier.action;
        operation.owner = earlier.owner;
        operation.token = earlier.token;
        operation.key = earlier.key;
        operation.name = earlier.name;
        operation.scopes = earlier.scopes;
        operation.overlap = earlier.overlap;
        operation.if_match = earlier.if_match;
        return;
      }
    }
    operation.key = "k" + std::to_string(operations.size());
    const bool named = operation.action == Action::create || operation.action == Action::update;
    if (named) operation.name = "name of " + operation.key;
    if (named) operation.scopes = dice_.percent(50) ? "a" : "b";
    operation.overlap = dice_.percent(50);
    if (operation.action != Action::create && !is_of_owner(operation.action) && dice_.percent(20)) {
      operation.if_match = std::max(1U, log_[operation.token].back().after.revision);
    }
  }

  std::uint32_t number(const std::string& text) {
    if (text.empty()) return 0;
    const auto next = static_cast<std::uint32_t>(texts_.size() + 1);
    const auto [at, is_new] = numbers_.try_emplace(text, next);
    if (is_new) texts_.push_back(text);
    return at->second;
  }

  /// The log takes it, and decides.
  void record(std::size_t at, Moment now) {
    const auto& operation = history_.operations[at];
    auto& log = log_[operation.token];
    if (!fates_.contains(operation.key)) {
      auto token = log.back().after;
      const TokenStep step{
          operation.action,       operation.overlap,        number("s" + operation.key),
          number(operation.name), number(operation.scopes), operation.if_match.value_or(0)};
      const bool applied = apply(step, token);
      ++end_;
      fates_[operation.key] = {applied, end_, "conflict", at};
      if (applied) {
        const bool of_owner = is_of_owner(operation.action);
        log.push_back({now, end_, token});
        history_.applied.push_back(
            {end_, operation.key, of_owner ? "" : operation.token, of_owner ? 0 : token.revision});
        if (step.action == Action::create || step.action == Action::regenerate) {
          issuers_[operation.token].push_back(operation.key);
        }
        if (token.life == Life::deleted && operation.token == token_) begin_token();
      }
    }
    if (abandoned_.contains(at)) return;
    due_.push({now + lags_[operation.node] + soon(5), at, false});
  }

  /// What a node has folded by `now`.
  const Logged& view(const std::string& token, std::size_t node, Moment now,
                     std::uint64_t position) {
    const auto& log = log_[token];
    auto at = log.size() - 1;
    while (at > 0 && log[at].at > now - lags_[node] && log[at].position > position) --at;
    return log[at];
  }

  void answer(std::size_t at, Moment now) {
    auto& operation = history_.operations[at];
    const auto client = operation.client;
    const auto& view =
        this->view(operation.token, operation.node, now, operation.min_position.value_or(0));
    auto shown_at = view.position;
    operation.returned = now;
    if (is_read(operation.action)) {
      operation.end = End::answered;
      operation.seen = operation.action == Action::get ? shown(view.after)
                                                       : verified(view.after, operation.secret);
    } else if (abandoned_.contains(at)) {
      operation.end = End::unknown;
    } else {
      const auto& fate = fates_[operation.key];
      operation.end = fate.applied ? End::done : End::refused;
      shown_at = std::max(shown_at, fate.position);
      if (!fate.applied) operation.problem = fate.problem;
      operation.replayed = fate.operation != at;
      if (fate.applied && is_of_owner(operation.action)) {
        operation.seen = Sight{};
        operation.seen->suspended =
            this->view(operation.token, operation.node, now, fate.position).after.suspended;
      }
    }
    if (operation.end != End::unknown) {
      operation.position = shown_at;
      told_[client] = std::max(told_[client], shown_at);
    }
    send(client, now + soon(5));
  }

  Sight shown(const TokenRegister& token) const {
    Sight sight;
    sight.found = token.life == Life::alive;
    if (!sight.found) return sight;
    sight.revision = token.revision;
    describe(token, sight);
    sight.status = token.revoked ? "revoked" : token.suspended ? "suspended" : "active";
    return sight;
  }
  Sight verified(const TokenRegister& token, const std::string& secret) const {
    Sight sight;
    const auto number = numbers_.at("s" + secret);
    const bool open =
        token.life == Life::alive && (token.secret == number || token.old_secret == number);
    sight.found = open && !token.revoked && !token.suspended;
    if (sight.found) {
      describe(token, sight);
      sight.issued_position = fates_.at(secret).position;
    } else {
      sight.status = !open || token.revoked ? "revoked" : "suspended";
    }
    return sight;
  }
  void describe(const TokenRegister& token, Sight& sight) const {
    sight.name = texts_[token.name - 1];
    sight.scopes = texts_[token.scopes - 1];
  }

  Dice& dice_;
  SimulationOptions options_;
  History history_;
  std::string token_;
  std::size_t tokens_ = 0;
  std::uint64_t end_ = 0;
  std::vector<Moment> lags_;
  std::map<std::string, std::vector<Logged>> log_;  ///< by token
  std::map<std::string, std::vector<std::string>> issuers_;
  std::map<std::string, Fate> fates_;  ///< by key
  std::set<std::size_t> abandoned_;    ///< operations that are not answered
  Moment now_{0};
  std::map<std::size_t, std::uint64_t> told_;
  std::vector<std::string> texts_;
  std::map<std::string, std::uint32_t> numbers_;
  std::priority_queue<Due> due_;
};

}  // namespace

History simulate(Dice& dice, const SimulationOptions& options) {
  return Simulation(dice, options).run();
}

}  // namespace ledger::support

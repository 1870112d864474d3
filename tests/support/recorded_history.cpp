#include "tests/support/recorded_history.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "events/token/ids.hpp"

namespace ledger::support {

void HistoryProgress::wait(std::size_t operations) const {
  for (auto begun = begun_.load(); begun < operations; begun = begun_.load()) begun_.wait(begun);
}

class HistoryRun {
 public:
  explicit HistoryRun(const HistoryPlan& plan) : plan_(plan) {
    history_.view_age_max = plan.view_age_max;
    for (std::size_t i = 0; i < plan.lanes; ++i) {
      lanes_.push_back(std::make_unique<HistoryLane>("lane-" + std::to_string(i)));
    }
    for (std::size_t i = 0; i <= plan.clients; ++i) {
      clients_.emplace_back(i, plan.seed + i, plan_, lanes_, begin_);
    }
  }

  History run() {
    auto& last = clients_.back();
    for (auto& lane : lanes_) last.create(*lane);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < plan_.clients; ++i) threads.emplace_back([this, i] { act(i); });
    if (plan_.meanwhile) plan_.meanwhile(progress_);
    for (auto& thread : threads) thread.join();
    read_at_last();
    for (const auto& client : clients_) {
      history_.operations.insert(history_.operations.end(), client.operations().begin(),
                                 client.operations().end());
    }
    if (plan_.settles) settle();
    return std::move(history_);
  }

 private:
  void act(std::size_t client) {
    while (progress_.begun_.fetch_add(1) < plan_.operations) {
      progress_.begun_.notify_all();
      clients_[client].act();
    }
    progress_.begun_.notify_all();
  }

  std::uint64_t position() const {
    std::uint64_t position = 0;
    for (const auto& client : clients_) {
      for (const auto& operation : client.operations()) {
        position = std::max(position, operation.position.value_or(0));
      }
    }
    return position;
  }

  /// One after another, at another node each.
  void read_at_last() {
    const auto behind = position();
    std::size_t node = 0;
    for (const auto& lane : lanes_) {
      for (const auto& token : lane->tokens()) {
        clients_.back().read(token, lane->owner(), node++ % plan_.nodes.size(), behind);
      }
    }
  }

  void settle() {
    ApiClient client(plan_.nodes.front(), plan_.secret);
    // Whatever a node has shown lies before this.
    const auto mark = client.post("/v1/tokens", R"({"owner":"history-end","name":"mark"})");
    if (mark.status != 201) throw std::runtime_error("not settled: " + mark.head + mark.body);
    const Headers behind{{"Ledger-Min-Position", mark.field("Ledger-Position")}};
    const auto caller = client.get("/v1/self").json().text("/id");
    std::map<std::string, std::string> keys;  // by command
    for (const auto& operation : history_.operations) {
      if (is_read(operation.action)) continue;
      keys[to_text(token::CommandId::derive(caller, operation.key))] = operation.key;
    }
    std::map<std::string, std::map<std::string, std::uint64_t>> revisions;  // by token, command
    for (const auto& [command, key] : keys) {
      const auto answer = client.get("/v1/commands/" + command, behind);
      if (answer.status == 404) continue;
      if (answer.status != 200) throw std::runtime_error("not settled: " + answer.head);
      const auto json = answer.json();
      if (json.text("/outcome") != "applied") continue;
      Applied applied{json.number("/position"), key, "", 0};
      if (!json.is_null("/token")) {
        applied.token = json.text("/token");
        auto& of_token = revisions[applied.token];
        if (of_token.empty()) of_token = revisions_of(client, applied.token, behind);
        applied.revision = of_token[command];
      }
      history_.applied.push_back(std::move(applied));
    }
    history_.settled = true;
  }

  /// From the token's own history: by command, the revision that it made.
  static std::map<std::string, std::uint64_t> revisions_of(ApiClient& client,
                                                           const std::string& token,
                                                           const Headers& behind) {
    std::map<std::string, std::uint64_t> revisions;
    const auto target = "/v1/tokens/" + token + "/events?limit=100";
    std::string cursor;
    do {
      const auto page = client.get(target + cursor, behind).json();
      for (std::size_t i = 0; i < page.size("/events"); ++i) {
        const auto event = "/events/" + std::to_string(i);
        if (!page.has(event + "/revision")) continue;
        const auto id = page.text(event + "/id");
        revisions[id.substr(0, id.find('/'))] = page.number(event + "/revision");
      }
      cursor = page.is_null("/next_cursor") ? "" : "&cursor=" + page.text("/next_cursor");
    } while (!cursor.empty());
    return revisions;
  }

  const HistoryPlan& plan_;
  const Clock::time_point begin_ = Clock::now();
  History history_;
  std::vector<std::unique_ptr<HistoryLane>> lanes_;
  std::vector<HistoryClient> clients_;  ///< the last one begins and ends
  HistoryProgress progress_;
};

History record_history(const HistoryPlan& plan) { return HistoryRun(plan).run(); }

}  // namespace ledger::support

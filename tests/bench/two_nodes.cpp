// two_nodes PORT_A PORT_B OPERATOR_TOKEN ROUNDS: how soon what was done at node A holds at node B,
// two nodes of one ledger. In each round a token is made at A and verified at B, which is asked
// with the position of A's answer; then it is deleted at A while B verifies it over and over on
// another connection, until it refuses. Prints medians and 99th percentiles in milliseconds.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <thread>
#include <vector>

#include "tests/bench/keep_alive_client.hpp"

namespace {

using ledger::bench::KeepAliveClient;
using Clock = std::chrono::steady_clock;

constexpr const char* wanted =
    R"({"owner":"two-nodes","name":"made by two_nodes","scopes":["repo:read"],"expires_in":86400})";
constexpr const char* json = "Content-Type: application/json\r\n";
constexpr const char* verification = "GET /auth/request?scope=repo:read";

double ms(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// What stands between `begin` and `end` in an answer.
std::string between(const std::string& answer, const std::string& begin, const std::string& end) {
  const auto at = answer.find(begin);
  if (at == std::string::npos) throw std::runtime_error("no " + begin + " in " + answer);
  const auto from = at + begin.size();
  return answer.substr(from, answer.find(end, from) - from);
}

class Times {
 public:
  explicit Times(const char* name) : name_(name) {}
  void add(double time) { times_.push_back(time); }
  void print() {
    std::sort(times_.begin(), times_.end());
    const auto last = static_cast<double>(times_.size() - 1);
    std::printf("%s: p50 %.2f ms, p99 %.2f ms, longest %.2f ms (%zu rounds)\n", name_,
                times_[static_cast<std::size_t>(0.5 * last)],
                times_[static_cast<std::size_t>(0.99 * last)], times_.back(), times_.size());
  }

 private:
  const char* name_;
  std::vector<double> times_;
};

class Course {
 public:
  Course(std::uint16_t port_a, std::uint16_t port_b, const std::string& operator_token)
      : node_a_(port_a, operator_token), node_b_(port_b) {}

  void round() {
    const auto begun = Clock::now();
    const std::string made = node_a_.ask("POST /v1/tokens", wanted, json);
    const auto answered = Clock::now();
    if (node_a_.status() != 201) throw std::runtime_error("A: " + made);
    see(between(made, "\"secret\":\"", "\""), between(made, "Ledger-Position: ", "\r\n"), answered);
    created_.add(ms(answered - begun));
    revoke(between(made, "\"id\":\"", "\""));
  }
  void print() {
    for (auto* times : {&created_, &seen_, &deleted_, &refused_, &refused_after_answer_}) {
      times->print();
    }
  }

 private:
  void see(const std::string& secret, const std::string& position, Clock::time_point answered) {
    node_b_.speak_for(secret);
    const auto& answer = node_b_.ask(verification, {}, "Ledger-Min-Position: " + position + "\r\n");
    if (node_b_.status() != 200) throw std::runtime_error("B, awaited: " + answer);
    seen_.add(ms(Clock::now() - answered));
  }

  void revoke(const std::string& id) {
    std::atomic<bool> verified{false};
    Clock::time_point refused;
    std::string refusal;
    std::thread verifying([&] {
      do {
        refusal = node_b_.ask(verification);
        verified = true;
      } while (node_b_.status() == 200);
      refused = Clock::now();
    });
    while (!verified) std::this_thread::yield();
    const auto asked = Clock::now();
    const std::string answer = node_a_.ask("DELETE /v1/tokens/" + id);
    const auto answered = Clock::now();
    verifying.join();
    if (node_a_.status() >= 300) throw std::runtime_error("A: " + answer);
    if (node_b_.status() != 401) throw std::runtime_error("B: " + refusal);
    deleted_.add(ms(answered - asked));
    refused_.add(ms(refused - asked));
    refused_after_answer_.add(ms(refused - answered));
  }

  KeepAliveClient node_a_;
  KeepAliveClient node_b_;
  Times created_{"create at A, request to answer"};
  Times seen_{"verified at B with Ledger-Min-Position, after A's answer"};
  Times deleted_{"delete at A, request to answer"};
  Times refused_{"first refusal at B, after the request to A"};
  Times refused_after_answer_{"first refusal at B, after A's answer (below 0: before it)"};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: two_nodes PORT_A PORT_B OPERATOR_TOKEN ROUNDS\n";
    return 2;
  }
  const auto port = [&](int word) { return static_cast<std::uint16_t>(std::stoul(argv[word])); };
  Course warm(port(1), port(2), argv[3]);
  for (int i = 0; i < 50; ++i) warm.round();
  Course course(port(1), port(2), argv[3]);
  for (auto rounds = std::stoul(argv[4]); rounds > 0; --rounds) course.round();
  course.print();
}

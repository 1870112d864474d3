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

#include "tests/support/api_client.hpp"

namespace {

using ledger::support::ApiAnswer;
using ledger::support::ApiClient;
using Clock = std::chrono::steady_clock;

constexpr const char* wanted =
    R"({"owner":"two-nodes","name":"made by two_nodes","scopes":["repo:read"],"expires_in":86400})";
constexpr const char* verification = "/auth/request?scope=repo:read";

double ms(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

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
      : node_a_(port_a, operator_token), node_b_(port_b, {}) {}

  void round() {
    const auto begun = Clock::now();
    const auto made = node_a_.post("/v1/tokens", wanted);
    const auto answered = Clock::now();
    if (made.status != 201) throw std::runtime_error("A: " + made.body);
    const auto token = made.json();
    const auto bearer = "Bearer " + token.text("/secret");
    see(bearer, made.field("Ledger-Position"), answered);
    created_.add(ms(answered - begun));
    revoke(bearer, token.text("/id"));
  }
  void print() {
    for (auto* times : {&created_, &seen_, &deleted_, &refused_, &refused_after_answer_}) {
      times->print();
    }
  }

 private:
  void see(const std::string& bearer, const std::string& position, Clock::time_point answered) {
    const auto answer =
        node_b_.get(verification, {{"Authorization", bearer}, {"Ledger-Min-Position", position}});
    seen_.add(ms(Clock::now() - answered));
    if (answer.status != 200) throw std::runtime_error("B, awaited: " + answer.body);
  }

  void revoke(const std::string& bearer, const std::string& id) {
    std::atomic<bool> verified{false};
    Clock::time_point refused;
    ApiAnswer refusal;
    std::thread verifying([&] {
      do {
        refusal = node_b_.get(verification, {{"Authorization", bearer}});
        verified = true;
      } while (refusal.status == 200);
      refused = Clock::now();
    });
    while (!verified) std::this_thread::yield();
    const auto asked = Clock::now();
    const auto answer = node_a_.remove("/v1/tokens/" + id);
    const auto answered = Clock::now();
    verifying.join();
    if (answer.status >= 300) throw std::runtime_error("A: " + answer.body);
    if (refusal.status != 401) throw std::runtime_error("B: " + refusal.body);
    deleted_.add(ms(answered - asked));
    refused_.add(ms(refused - asked));
    refused_after_answer_.add(ms(refused - answered));
  }

  ApiClient node_a_;
  ApiClient node_b_;
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

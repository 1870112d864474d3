#pragma once
// One client that makes and deletes tokens until its server is gone, and remembers what it was
// told: what must be there, what must be gone, and what it does not know. One thread at a time.

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "tests/support/api_client.hpp"
#include "tests/support/dice.hpp"

namespace ledger::fault {

class ServiceLoad {
 public:
  /// `name`: begins the names of its tokens, its keys and its owner.
  ServiceLoad(std::string name, std::uint64_t seed) : name_(std::move(name)), engine_(seed) {}

  /// Sends commands one after another; each answer is counted. Returns when no answer comes.
  void run(std::uint16_t port, const std::string& secret, std::atomic<std::size_t>& answers);
  /// Sends again what got no answer, and checks what comes of it.
  void finish(support::ApiClient& caller);
  /// Every token that was acknowledged is as it was acknowledged.
  void check(support::ApiClient& caller) const;
  /// Names of the tokens that must be there, each once.
  [[nodiscard]] std::vector<std::string> living() const;

 private:
  enum class State { creating, made, deleting, deleted };
  struct Token {
    State state = State::creating;
    std::string id;
    std::string secret;  ///< empty: it was made, and the answer was lost
  };
  /// False: no answer came.
  bool create(support::ApiClient& caller, const std::string& key);
  bool remove(support::ApiClient& caller, Token& token);

  std::string name_;
  std::mt19937_64 engine_;
  std::map<std::string, Token> tokens_;  ///< by key, which is the token's name too
};

}  // namespace ledger::fault

#include "tests/fault/service_load.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace ledger::fault {

using support::ApiAnswer;
using support::ApiClient;

bool ServiceLoad::create(ApiClient& caller, const std::string& key) {
  auto& token = tokens_[key];
  ApiAnswer answer;
  try {
    answer = caller.post("/v1/tokens",
                         R"({"name":")" + key + R"(","owner":")" + name_ + R"(","scopes":["r"]})",
                         {{"Idempotency-Key", key}});
  } catch (const std::runtime_error&) {
    return false;
  }
  // A server that stops refuses with 503: nothing was done.
  if (answer.status == 503) return false;
  if (answer.status == 201) {
    token.id = answer.json().text("/id");
    token.secret = answer.json().text("/secret");
  } else {
    EXPECT_EQ(answer.status, 409U) << answer.body;
    EXPECT_EQ(answer.problem(), "secret-already-shown") << answer.body;
    token.id = answer.json().text("/token");
  }
  token.state = State::made;
  return true;
}

bool ServiceLoad::remove(ApiClient& caller, Token& token) {
  const bool again = token.state == State::deleting;
  token.state = State::deleting;
  ApiAnswer answer;
  try {
    answer = caller.remove("/v1/tokens/" + token.id);
  } catch (const std::runtime_error&) {
    return false;
  }
  if (answer.status == 503) return false;
  EXPECT_TRUE(answer.status == 204 || (again && answer.status == 404)) << answer.head;
  token.state = State::deleted;
  return true;
}

void ServiceLoad::run(std::uint16_t port, const std::string& secret,
                      std::atomic<std::size_t>& answers) {
  bool answered = true;
  try {
    ApiClient caller(port, secret);
    while (answered) {
      const auto target = engine_() % (tokens_.size() + 1);
      const auto chosen = std::next(tokens_.begin(), static_cast<std::ptrdiff_t>(target));
      if (chosen != tokens_.end() && chosen->second.state == State::made && engine_() % 3 == 0) {
        answered = remove(caller, chosen->second);
      } else {
        answered = create(caller, name_ + "-" + std::to_string(tokens_.size()));
      }
      if (answered) ++answers;
      answers.notify_all();
    }
  } catch (const std::system_error&) {
    // Not even a connection.
  }
  // Whoever waits for more answers than will come must not wait for ever.
  answers += std::size_t{1} << 40;
  answers.notify_all();
}

void ServiceLoad::finish(ApiClient& caller) {
  for (auto& [key, token] : tokens_) {
    if (token.state == State::creating) {
      EXPECT_TRUE(create(caller, key)) << key;
      const auto id = token.id;
      EXPECT_TRUE(create(caller, key)) << key;
      EXPECT_EQ(token.id, id) << key;
    } else if (token.state == State::deleting) {
      EXPECT_TRUE(remove(caller, token)) << key;
    }
  }
}

void ServiceLoad::check(ApiClient& caller) const {
  for (const auto& [key, token] : tokens_) {
    const bool lives = token.state == State::made;
    EXPECT_EQ(caller.get("/v1/tokens/" + token.id).status, lives ? 200U : 404U) << key;
    if (!token.secret.empty()) {
      EXPECT_EQ(caller.gateway(token.secret), lives ? 200U : 401U) << key;
    }
  }
}

std::vector<std::string> ServiceLoad::living() const {
  std::vector<std::string> names;
  for (const auto& [key, token] : tokens_) {
    if (token.state == State::made) names.push_back(key);
  }
  return names;
}

}  // namespace ledger::fault

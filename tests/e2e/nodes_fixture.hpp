#pragma once
// What the tests of several nodes have in common: a ledger on the shared broker, and questions to
// its nodes.

#include <functional>
#include <optional>

#include <gmock/gmock.h>

#include "tests/support/comes_true.hpp"
#include "tests/support/kafka_ledger.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::e2e {

class Nodes : public testing::Test {
 protected:
  using ApiAnswer = support::ApiAnswer;
  using ApiClient = support::ApiClient;
  using Headers = support::Headers;

  void SetUp() override { support::skip_without_shared_kafka(); }

  void open(std::size_t nodes, const std::string& settings = {},
            const std::string& bootstrap = support::shared_kafka_bootstrap()) {
    ledger.emplace(support::KafkaLedgerPlan{bootstrap, nodes, settings, 1, {}});
    for (std::size_t i = 0; i < nodes; ++i) op.push_back(ledger->as_operator(i));
  }
  /// Of `owner`, made at node i: the answer, which has id and secret.
  ApiAnswer create(std::size_t i, const std::string& owner = "alice", const Headers& headers = {}) {
    return op[i].post("/v1/tokens", R"({"name":"x","owner":")" + owner + R"(","scopes":["r"]})",
                      headers);
  }
  ApiAnswer verify(std::size_t i, const std::string& secret, const Headers& headers = {}) {
    return op[i].post("/v1/verify", R"({"token":")" + secret + R"("})", headers);
  }
  /// Both at one moment, on a thread each.
  static std::pair<ApiAnswer, ApiAnswer> at_once(const std::function<ApiAnswer()>& first,
                                                 const std::function<ApiAnswer()>& second);

  std::optional<support::KafkaLedger> ledger;
  std::vector<ApiClient> op;  ///< the operator at each node
};

/// To be named in a question, so that it is answered behind that answer.
[[nodiscard]] support::Headers behind(const support::ApiAnswer& answer);
[[nodiscard]] std::string path_of(const support::Json& token);
using support::comes_true;

}  // namespace ledger::e2e

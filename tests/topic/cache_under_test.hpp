#pragma once
// One of the caches under docs/examples, run as its readers run it, beside a ledger of two nodes
// on the shared broker. It asks node 0.

#include <deque>
#include <optional>
#include <set>

#include <gmock/gmock.h>

#include "tests/support/comes_true.hpp"
#include "tests/support/kafka_client.hpp"
#include "tests/support/kafka_ledger.hpp"
#include "tests/support/line_program.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::topic {

using support::ApiAnswer;
using support::ApiClient;
using Words = std::vector<std::string>;

/// What the cache said of a secret.
struct Said {
  std::optional<bool> active;  ///< nothing: it cannot know
  bool by_itself = false;      ///< without asking a node
};

class Cache {
 public:
  Cache(Words program, const support::KafkaLedger& ledger);

  /// About a secret; hear() has the answer.
  void ask(const std::string& secret) { program_.write(secret); }
  [[nodiscard]] Said hear();
  [[nodiscard]] Said judge(const std::string& secret) {
    ask(secret);
    return hear();
  }
  /// Until it has read a revocation of that token or owner.
  void wait_seen(const std::string& subject);

 private:
  /// One line of what it says; false: none came.
  bool read();

  support::LineProgram program_;
  std::set<std::string> seen_;
  std::deque<Said> said_;
};

/// The two examples; and the same without the one line that discards what is older than a drop.
[[nodiscard]] Words example(const std::string& name);
[[nodiscard]] Words broken_example(const std::string& name);

class Caches : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
  /// Two nodes, and the cache that `program` is, which has heard of both.
  void open(const Words& program);

  struct Token {
    std::string id;
    std::string secret;
  };
  /// At node `i`, once that has read what was done before; `last` is then behind it.
  ApiAnswer change(std::size_t i, const std::string& method, const std::string& path,
                   const std::string& body = {});
  Token create(const std::string& owner = "alice", const std::string& more = {});
  void remove(const Token& token, std::size_t i = 1);
  /// Puts it into the cache.
  void keep(const std::string& secret);

  std::optional<support::KafkaLedger> ledger;
  std::optional<Cache> cache;
  std::vector<ApiClient> op;
  std::uint64_t last = 0;
};

}  // namespace ledger::topic

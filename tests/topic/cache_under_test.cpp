#include "tests/topic/cache_under_test.hpp"

namespace ledger::topic {

namespace {

constexpr std::chrono::seconds patience{30};

}  // namespace

Words example(const std::string& name) {
  if (name == "Cpp") return {CPP_CACHE};
  return {NODE_PROGRAM, NODE_CACHE};
}

Words broken_example(const std::string& name) {
  if (name == "Cpp") return {BROKEN_CPP_CACHE};
  return {NODE_PROGRAM, BROKEN_NODE_CACHE};
}

Cache::Cache(Words program, const support::KafkaLedger& ledger)
    : program_(
          [&] {
            program.insert(program.end(), {support::shared_kafka_bootstrap(), ledger.topic(),
                                           "127.0.0.1", std::to_string(ledger.port(0))});
            return program;
          }(),
          "LEDGER_TOKEN=" + ledger.secret()) {}

bool Cache::read() {
  const auto line = program_.read(patience);
  if (!line) {
    ADD_FAILURE() << "the cache has ended, or says nothing";
    return false;
  }
  const support::Json json(*line);
  if (json.has("/seen")) {
    seen_.insert(json.text("/subject"));
    return true;
  }
  Said said;
  if (!json.is_null("/active")) {
    said.active = json.boolean("/active");
    said.by_itself = json.text("/from") == "cache";
  }
  said_.push_back(said);
  return true;
}

Said Cache::hear() {
  while (said_.empty()) {
    if (!read()) return {};
  }
  const auto said = said_.front();
  said_.pop_front();
  return said;
}

void Cache::wait_seen(const std::string& subject) {
  while (!seen_.contains(subject)) {
    if (!read()) return;
  }
}

void Caches::SetUp() {
  support::skip_without_shared_kafka();
  if (IsSkipped() || GetParam() == "Cpp") return;
  if (NODE_PROGRAM[0] != '\0' && std::filesystem::exists(NODE_MODULES)) return;
  const auto* const required = std::getenv("TOKENLEDGER_TOPIC_REQUIRED");
  const std::string why = "NO TOPIC: tests/topic/fetch has not fetched what the example needs";
  if (required != nullptr && std::string_view(required) == "1") FAIL() << why;
  GTEST_SKIP() << why;
}

void Caches::open(const Words& program) {
  const support::KafkaLedgerPlan plan{support::shared_kafka_bootstrap(), 2,
                                      "[view]\nbarrier_interval_ms = 500\n"};
  ledger.emplace(plan);
  for (std::size_t i = 0; i < 2; ++i) op.push_back(ledger->as_operator(i));
  cache.emplace(program, *ledger);
  const auto token = create();
  remove(token);
  cache->wait_seen(token.id);
}

ApiAnswer Caches::change(std::size_t i, const std::string& method, const std::string& path,
                         const std::string& body) {
  const support::Headers behind{{"Ledger-Min-Position", std::to_string(last)}};
  EXPECT_EQ(op[i].get("/v1/self", behind).status, 200U);
  auto answer = op[i].call(method, path, body);
  EXPECT_LT(answer.status, 300U) << answer.body;
  last = std::stoull(answer.field("Ledger-Position"));
  return answer;
}

Caches::Token Caches::create(const std::string& owner, const std::string& more) {
  const auto made = change(0, "POST", "/v1/tokens",
                           R"({"name":"x","scopes":["r"],"owner":")" + owner + '"' + more + '}')
                        .json();
  return {made.text("/id"), made.text("/secret")};
}

void Caches::remove(const Token& token, std::size_t i) {
  change(i, "DELETE", "/v1/tokens/" + token.id);
}

void Caches::keep(const std::string& secret) {
  EXPECT_TRUE(support::comes_true([&] { return cache->judge(secret).by_itself; }));
}

}  // namespace ledger::topic

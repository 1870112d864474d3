// No secret leaves the answers that show it; and what the metrics say instead.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <sys/resource.h>

#include <gmock/gmock.h>

#include "tests/support/page_client.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::FreshDirectory;
using support::Program;
using support::serve_arguments;
using testing::HasSubstr;

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string operator_token(const FreshDirectory& data) {
  auto text = bytes_of(data.path() / "operator-token");
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

/// Everything in `bytes` that looks like a secret.
std::set<std::string> secrets_in(const std::string& bytes) {
  std::set<std::string> found;
  constexpr std::size_t size = 52;
  const auto is_digit = [](unsigned char c) { return std::isalnum(c) != 0; };
  for (const auto* prefix : {"tl_", "ts_"}) {
    for (auto at = bytes.find(prefix); at != bytes.npos; at = bytes.find(prefix, at + 1)) {
      const auto text = bytes.substr(at, size);
      if (text.size() == size && std::all_of(text.begin() + 3, text.end(), is_digit)) {
        found.insert(text);
      }
    }
  }
  return found;
}

/// Signs in, is at the page, and leaves it or not; returns the session's secret.
std::string use_session(const std::string& secret, std::uint16_t port) {
  support::PageClient page(port);
  EXPECT_EQ(page.sign_in(secret).status, 204U);
  EXPECT_EQ(page.get("/v1/session").status, 200U);
  EXPECT_EQ(page.get("/v1/tokens?" + page.cookie()).status, 400U);
  EXPECT_EQ(ApiClient(port, page.secret()).get("/v1/self").status, 401U);
  EXPECT_GE(page.sign_in(page.secret()).status, 401U);  // or 429, after many of them
  if (secret.back() % 2 == 0) {
    EXPECT_EQ(page.remove("/v1/session").status, 204U);
  }
  return page.secret();
}

/// Creates, uses, mistypes and deletes tokens in every way there is; returns their secrets.
std::vector<std::string> use_tokens(ApiClient& caller, std::uint16_t port) {
  std::vector<std::string> secrets;
  for (int i = 0; i < 50; ++i) {
    const auto number = std::to_string(i);
    const auto made = caller.post(
        "/v1/tokens", R"({"name":"t)" + number + R"(","owner":"alice","scopes":["*"]})",
        i % 2 == 0 ? support::Headers{} : support::Headers{{"Idempotency-Key", number}});
    EXPECT_EQ(made.status, 201U);
    const auto token = made.json();
    secrets.push_back(token.text("/secret"));
    const auto secret = secrets.back();
    ApiClient itself(port, secret);
    EXPECT_EQ(itself.get("/auth/request").status, 200U);
    EXPECT_EQ(itself.post("/v1/tokens", R"({"name":"","x":1})").status, 400U);
    EXPECT_EQ(itself.get("/v1/tokens?token=" + secret).status, 400U);
    EXPECT_EQ(itself.get("/" + secret).status, 404U);
    EXPECT_EQ(caller.post("/v1/verify", R"({"token":")" + secret + R"("})").status, 200U);
    EXPECT_EQ(caller.post("/v1/verify", R"({"token":")" + secret + "\"").status, 400U);
    EXPECT_EQ(caller.post("/v1/identify", R"({"token":")" + secret + R"("})").status, 200U);
    EXPECT_EQ(caller.post("/v1/identify", R"({"digest":")" + secret + R"("})").status, 400U);
    EXPECT_EQ(caller.gateway(secret + "x"), 401U);
    secrets.push_back(use_session(secret, port));
    if (i % 5 == 0) {
      EXPECT_EQ(itself.remove("/v1/self").status, 204U);
      EXPECT_EQ(itself.get("/auth/request").status, 401U);
    }
  }
  return secrets;
}

TEST(Secrets, AreInNoFileOutputOrMetric) {
  const FreshDirectory data;
  std::vector<std::string> secrets;
  std::string said;
  for (int start = 0; start < 2; ++start) {
    Program program(TOKENLEDGER_PROGRAM, serve_arguments(data.path()));
    const auto port = program.port();
    ASSERT_TRUE(port) << program.err();
    ApiClient caller(*port, operator_token(data));
    if (start == 0) secrets = use_tokens(caller, *port);
    said += caller.get("/metrics").body;
    support::HttpClient garbage(*port);
    EXPECT_EQ(garbage.ask(secrets.front() + "\r\n\r\n")->status, 400U);
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    said += program.out() + program.err();
  }
  ASSERT_EQ(secrets.size(), 100U);
  secrets.push_back(operator_token(data));
  const auto expect_none = [&](const std::string& bytes, const std::string& where) {
    EXPECT_THAT(secrets_in(bytes), testing::IsEmpty()) << where;
    for (const auto& secret : secrets) {
      // The random part too, that a prefix cut off does not hide it.
      EXPECT_EQ(bytes.find(secret.substr(3, 40)), bytes.npos) << where;
    }
  };
  EXPECT_THAT(secrets_in(secrets.front()), testing::SizeIs(1));
  expect_none(said, "outputs and metrics");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data.path())) {
    if (!entry.is_regular_file() || entry.path().filename() == "operator-token") continue;
    ++files;
    expect_none(bytes_of(entry.path()), entry.path().string());
  }
  EXPECT_GT(files, 4U);
  const auto view = bytes_of(data.path() / "operator-token");
  EXPECT_THAT(secrets_in(view), testing::SizeIs(1));
}

TEST(Secrets, AreInNoCoreFile) {
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;  // children may, where this process may
  ASSERT_EQ(::setrlimit(RLIMIT_CORE, &limit), 0);
  const FreshDirectory data;
  Program program(TOKENLEDGER_PROGRAM, serve_arguments(data.path()));
  ASSERT_TRUE(program.port());
  std::istringstream limits(bytes_of("/proc/" + std::to_string(program.pid()) + "/limits"));
  std::string line;
  while (std::getline(limits, line) && !line.starts_with("Max core file size")) {
  }
  std::istringstream fields(line.substr(std::min<std::size_t>(line.size(), 26)));
  std::string soft, hard;
  fields >> soft >> hard;
  EXPECT_EQ(soft + " " + hard, "0 0") << line;
}

TEST(Metrics, CountWhatWasAsked) {
  const FreshDirectory data;
  Program program(TOKENLEDGER_PROGRAM, serve_arguments(data.path()));
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  ApiClient caller(*port, operator_token(data));
  const auto token = caller.create(R"({"name":"x","owner":"a","scopes":["r"]})");
  EXPECT_EQ(caller.gateway(token.text("/secret")), 200U);
  EXPECT_EQ(caller.gateway("x"), 401U);
  EXPECT_EQ(caller.post("/v1/verify", R"({"token":"x"})").status, 200U);
  EXPECT_EQ(caller.remove("/v1/tokens/" + token.text("/id")).status, 204U);
  const auto answer = caller.get("/metrics");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_THAT(answer.field("Content-Type"), HasSubstr("text/plain; version=0.0.4"));
  for (const auto* line :
       {"tokenledger_verifications_total{door=\"auth_request\",outcome=\"active\"} 1\n",
        "tokenledger_verifications_total{door=\"auth_request\",outcome=\"malformed\"} 1\n",
        "tokenledger_verifications_total{door=\"verify\",outcome=\"malformed\"} 1\n",
        "tokenledger_commands_total{command=\"create\",outcome=\"applied\"} 1\n",
        "tokenledger_commands_total{command=\"delete\",outcome=\"applied\"} 1\n",
        "tokenledger_log_end_position 3\n", "tokenledger_applied_position 3\n",
        "tokenledger_projector_lag_records 0\n", "tokenledger_hot_set_digests 1\n",
        "tokenledger_records_malformed_total 0\n", "tokenledger_commands_in_flight 0\n",
        "# TYPE tokenledger_command_seconds histogram\n",
        "# TYPE tokenledger_verification_seconds histogram\n", "tokenledger_view_age_seconds ",
        "tokenledger_http_requests_total{", "tokenledger_build_info{version=\""}) {
    EXPECT_THAT(answer.body, HasSubstr(line));
  }
}

TEST(Metrics, PassPromtool) {
  const char* promtool = "/usr/bin/promtool";
  if (!std::filesystem::exists(promtool)) GTEST_SKIP() << "promtool is not installed: not checked";
  const FreshDirectory data;
  Program program(TOKENLEDGER_PROGRAM, serve_arguments(data.path()));
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  const FreshDirectory scratch;
  const auto file = scratch.path() / "metrics";
  std::ofstream(file) << ApiClient(*port, "").get("/metrics").body;
  Program check("/bin/sh", {"-c", "exec /usr/bin/promtool check metrics < " + file.string()});
  EXPECT_EQ(check.wait(), 0) << check.out() << check.err();
}

}  // namespace
}  // namespace ledger::e2e

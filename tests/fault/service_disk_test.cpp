// A disk that fills: commands stop before anything breaks, verification does not, and with room
// they come back by themselves. The real binary, on a small file system in memory.

#include <atomic>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/api_client.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_disk.hpp"

namespace ledger::fault {
namespace {

using support::ApiClient;
using support::Program;
using support::SmallDisk;
using namespace std::chrono_literals;

constexpr std::size_t mib = std::size_t{1} << 20;
constexpr std::size_t mark = 300 * mib;

std::string first_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

/// As large as a token may be, and of no use to a compression, so that few fill the disk.
std::string large_token(std::mt19937_64& dice) {
  std::string body = R"({"name":"large","scopes":[)";
  for (int n = 10; n < 60; ++n) {
    body += (n == 10 ? "\"s" : ",\"s") + std::to_string(n) + ":";
    for (int i = 0; i < 90; ++i) body += static_cast<char>('a' + dice() % 26);
    body += '"';
  }
  return body + "]}";
}

/// Asks about one secret until its end, and keeps every status that was not 200.
class Verifier {
 public:
  Verifier(std::uint16_t port, std::string secret)
      : thread_([this, port, secret = std::move(secret)](const std::stop_token& stop) {
          ApiClient gateway(port, "");
          while (!stop.stop_requested()) {
            ++(asks(gateway, secret) ? good_ : bad_);
            std::this_thread::sleep_for(1ms);
          }
        }) {}
  static bool asks(ApiClient& gateway, const std::string& secret) {
    try {
      return gateway.gateway(secret) == 200;
    } catch (const std::exception&) {
      return false;  // no answer at all
    }
  }
  [[nodiscard]] std::size_t good() const { return good_; }
  [[nodiscard]] std::size_t bad() const { return bad_; }

 private:
  std::atomic<std::size_t> good_{0};
  std::atomic<std::size_t> bad_{0};
  std::jthread thread_;
};

/// Creates until it is refused; the refusal.
support::ApiAnswer fill(std::uint16_t port, const std::string& secret) {
  std::atomic<bool> refused{false};
  support::ApiAnswer refusal;
  std::vector<std::jthread> tenants;
  for (int n = 0; n < 4; ++n) {
    tenants.emplace_back([&, n] {
      ApiClient tenant(port, secret);
      std::mt19937_64 dice(static_cast<std::uint64_t>(n));
      for (int i = 0; i < 20'000 && !refused; ++i) {
        const auto answer = tenant.post("/v1/tokens", large_token(dice));
        if (answer.status == 201 || refused.exchange(true)) continue;
        refusal = answer;
      }
    });
  }
  tenants.clear();
  return refusal;
}

TEST(FullDisk, ATenantsCommandsFillItVerificationGoesOnAndCommandsComeBackWithRoom) {
  const SmallDisk disk(768);
  if (!disk.mounted()) GTEST_SKIP() << "NOT TESTED: no file system could be mounted here";
  std::ofstream(disk.path() / "settings.toml")
      << "[disk]\nfree_bytes_min = " << std::to_string(mark)
      << "\n[quota]\ntokens_per_owner_max = 0\ntokens_per_owner_day_max = 0\n"
         "commands_per_caller_s = 0\n";
  const auto data = disk.path() / "data";
  auto arguments = support::serve_arguments(data);
  arguments.insert(arguments.end(), {"--config", (disk.path() / "settings.toml").string()});
  Program program(TOKENLEDGER_PROGRAM, arguments);
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  ApiClient op(*port, first_line(data / "operator-token"));
  const auto secret = op.create(R"({"name":"t","owner":"alice","scopes":["*"]})").text("/secret");
  EXPECT_NE(op.get("/readyz").body.find(R"("read_only":false)"), std::string::npos);
  const Verifier verifier(*port, secret);
  // Beside the write-ahead logs, which take their space at once: what the commands must fill.
  disk.leave_free(mark + 40 * mib);

  const auto refusal = fill(*port, secret);
  ASSERT_EQ(refusal.status, 503U) << refusal.body << program.err();
  EXPECT_EQ(refusal.problem(), "read-only");
  EXPECT_EQ(refusal.field("Retry-After"), "10");
  ApiClient tenant(*port, secret);
  EXPECT_EQ(tenant.post("/v1/tokens", R"({"name":"small"})").problem(), "read-only");
  EXPECT_EQ(tenant.get("/v1/tokens").status, 200U);
  const auto ready = op.get("/readyz");
  EXPECT_EQ(ready.status, 200U);
  EXPECT_NE(ready.body.find(R"("read_only":true)"), std::string::npos) << ready.body;
  EXPECT_NE(op.get("/metrics").body.find("tokenledger_read_only 1\n"), std::string::npos);

  disk.leave_free(0);  // by somebody else
  const auto before = verifier.good();
  std::this_thread::sleep_for(2s);
  EXPECT_GT(verifier.good(), before) << program.err();

  disk.make_room();
  EXPECT_TRUE(support::comes_true(
      [&] { return tenant.post("/v1/tokens", R"({"name":"again"})").status == 201; }));
  EXPECT_NE(op.get("/readyz").body.find(R"("read_only":false)"), std::string::npos);
  EXPECT_EQ(verifier.bad(), 0U);
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0) << program.err();
}

}  // namespace
}  // namespace ledger::fault

#pragma once
// A gateway on the file that docs/gateways.md shows, between a real ledger of its own and an API.
// Only ports and paths are others than in the document.

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/curl.hpp"
#include "tests/support/guarded_api.hpp"
#include "tests/support/held_port.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {

/// Where the parts of one run are; what the document's own places are replaced by.
struct Places {
  std::uint16_t ledger = 0;
  std::uint16_t api = 0;
  std::uint16_t gateway = 0;
  std::filesystem::path directory;

  [[nodiscard]] std::string path(const char* name) const { return (directory / name).string(); }
};

struct GatewayKind {
  const char* name;
  std::string program;  ///< a file; where it is not there, the tests are skipped or fail
  /// Writes its files; what to run it with.
  std::vector<std::string> (*prepare)(const Places& places);
  const char* scheme = "https";
  /// Each of its many threads has a connection to the ledger.
  bool connects_by_thread = false;
};
void PrintTo(const GatewayKind& kind, std::ostream* out);

[[nodiscard]] const std::vector<GatewayKind>& gateway_kinds();

[[nodiscard]] std::filesystem::path gateways_document();

/// What all tests of one kind share: started with the first, ended with the process.
class GuardedLedger {
 public:
  explicit GuardedLedger(const GatewayKind& kind);
  ~GuardedLedger();
  GuardedLedger(const GuardedLedger&) = delete;
  GuardedLedger& operator=(const GuardedLedger&) = delete;

  /// Through the gateway; `secret` empty: no credentials.
  [[nodiscard]] support::CurlAnswer get(const std::string& secret, const std::string& target = "/",
                                        std::vector<std::string> options = {}) const;
  [[nodiscard]] support::ApiClient as_operator() const;
  /// The secret of a new token of alice's; `scopes` as JSON.
  [[nodiscard]] std::string token(const std::string& scopes = R"(["repo:read"])");
  [[nodiscard]] unsigned connections_accepted() const;
  /// Stops the ledger's process, and starts it again on its data and port.
  void stop_ledger();
  void start_ledger();

  support::GuardedApi api;
  std::unique_ptr<support::Program> ledger;
  [[nodiscard]] std::uint16_t port() const { return gateway_port_.number(); }

 private:
  [[nodiscard]] std::string log() const;

  const GatewayKind& kind_;
  support::FreshDirectory directory_;
  support::HeldPort ledger_port_;
  support::HeldPort gateway_port_;
  std::unique_ptr<support::ChildProcess> gateway_;
};

}  // namespace ledger::e2e

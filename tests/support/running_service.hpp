#pragma once
// The whole service of one node inside the test: a fresh data directory, a clock that stands still,
// a free port. Stopped, in the orderly way, at the end.

#include <functional>
#include <memory>

#include "services/tokenledger/ledger_service.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/held_clock.hpp"

namespace ledger::support {

class RunningService {
 public:
  using Change = std::function<void(runtime::Settings&)>;
  /// `change`: of the settings, before the start.
  explicit RunningService(Change change = {});
  ~RunningService();
  RunningService(const RunningService&) = delete;
  RunningService& operator=(const RunningService&) = delete;

  /// Stops and starts on the same data; clients must be made anew.
  void restart();
  /// The same without the read model: it is rebuilt from the log.
  void restart_rebuilt();

  [[nodiscard]] std::uint16_t port() const { return service_->port(); }
  [[nodiscard]] HeldClock& clock() noexcept { return clock_; }
  [[nodiscard]] const std::filesystem::path& data() const noexcept { return data_.path(); }
  /// A client with the operator's token.
  [[nodiscard]] ApiClient as_operator() const;
  [[nodiscard]] ApiClient as(std::string secret) const { return {port(), std::move(secret)}; }
  /// A client with a new token of `owner`; `scopes` as JSON: `["repo:read"]`.
  [[nodiscard]] ApiClient as_owner(const std::string& owner,
                                   const std::string& scopes = R"(["*"])") const;

 private:
  void start();

  FreshDirectory data_;
  HeldClock clock_;
  Change change_;
  std::unique_ptr<tokenledger::LedgerService> service_;
};

/// The text of a small file, without the end of its last line.
[[nodiscard]] std::string read_line_of(const std::filesystem::path& file);

}  // namespace ledger::support

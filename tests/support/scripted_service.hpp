#pragma once
// The commands of the service over HTTP, on a ScriptedLog: a test orders the records of commands
// that are under way at once, and of barriers. Real read model, projector, gate, counters and
// server.

#include "projections/projector.hpp"
#include "services/http/server.hpp"
#include "services/issuance/command_lookup.hpp"
#include "services/issuance/creation.hpp"
#include "services/issuance/deletion.hpp"
#include "services/issuance/owner_control.hpp"
#include "services/issuance/reading.hpp"
#include "services/issuance/regeneration.hpp"
#include "services/issuance/updating.hpp"
#include "services/runtime/barriers.hpp"
#include "services/tokenledger/operations.hpp"
#include "services/verification/gateway_door.hpp"
#include "services/verification/verify_door.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/hasty_log.hpp"
#include "tests/support/held_clock.hpp"
#include "tests/support/scripted_log.hpp"

namespace ledger::support {

class ScriptedService final : private projections::ProjectorObserver {
 public:
  struct Pace {
    std::chrono::milliseconds view_age_max{30'000};
    std::chrono::milliseconds barrier_interval{10'000};
  };
  /// What the service does, or one rule of the log broken on purpose.
  enum class Rules { kept, updates_answered_by_ack };
  /// `options`: all but the ledger id.
  explicit ScriptedService(issuance::CommandRunner::Options options = {});
  ScriptedService(issuance::CommandRunner::Options options, Pace pace, Rules rules = Rules::kept);
  ~ScriptedService() override;
  ScriptedService(const ScriptedService&) = delete;
  ScriptedService& operator=(const ScriptedService&) = delete;

  [[nodiscard]] ScriptedLog& log() noexcept { return log_; }
  [[nodiscard]] HeldClock& clock() noexcept { return clock_; }
  [[nodiscard]] const runtime::LogClock& log_clock() const noexcept { return log_clock_; }
  [[nodiscard]] runtime::DiskWatch& disk() noexcept { return disk_; }
  /// Writes barriers from now on, as a service on a shared log does.
  void start_barriers() { barriers_.start(view_.ledger()->ledger_id); }
  [[nodiscard]] const projections::TokenView& view() const noexcept { return view_; }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] ApiClient as(std::string secret) const { return {port(), std::move(secret)}; }
  [[nodiscard]] ApiClient as_operator() const;
  /// A client with a new token of `owner`, with Full Access.
  [[nodiscard]] ApiClient as_owner(const std::string& owner) const;

 private:
  void on_folded(std::span<const projections::Folded> folded, token::Position through) override {
    gate_.publish(folded, through);
  }
  void on_barrier(const projections::FoldedBarrier& folded) override {
    barriers_.on_folded(folded);
  }
  void on_progress(token::Position, token::Position, double) override {}
  void on_stopped(const std::string& reason) override;

  FreshDirectory data_;
  HeldClock clock_;
  ScriptedLog log_;
  projections::TokenView view_;
  projections::HotSet hot_;
  runtime::PositionGate gate_;
  runtime::LogClock log_clock_;
  runtime::DiskWatch disk_;
  HastyLog hasty_log_;
  runtime::Barriers barriers_;
  projections::Projector projector_;
  runtime::ViewAge age_;
  usage::UseStore use_store_;
  usage::LastUse uses_;
  access::Access access_;
  runtime::Metrics metrics_;
  runtime::ScanPool scans_;
  issuance::SecretMemory secrets_;
  issuance::Quotas quotas_{runtime::QuotaSettings{}};
  token::Policy policy_;
  std::unique_ptr<issuance::CommandRunner> runner_;
  std::unique_ptr<issuance::CommandLookup> lookup_;
  std::unique_ptr<issuance::Creation> creation_;
  std::unique_ptr<issuance::Updating> updating_;
  std::unique_ptr<issuance::Regeneration> regeneration_;
  std::unique_ptr<issuance::Deletion> deletion_;
  std::unique_ptr<issuance::OwnerControl> owner_control_;
  std::unique_ptr<issuance::Reading> reading_;
  std::unique_ptr<verification::GatewayDoor> gateway_;
  std::unique_ptr<verification::VerifyDoor> verify_;
  std::atomic<bool> serving_{true};
  std::unique_ptr<tokenledger::Operations> operations_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace ledger::support

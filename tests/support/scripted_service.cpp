#include "tests/support/scripted_service.hpp"

#include <gtest/gtest.h>

#include "services/tokenledger/first_start.hpp"
#include "services/tokenledger/operator_token.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::support {
namespace {

constexpr std::size_t hot_set_bytes_max = std::size_t{64} << 20;

projections::ProjectorOptions projector_options(const std::string& node) {
  projections::ProjectorOptions options;
  options.node = node;
  return options;
}

http::Server::Options server_options() {
  http::Server::Options options;
  options.listeners.front().port = 0;
  options.threads = 2;
  return options;
}

}  // namespace

ScriptedService::ScriptedService(issuance::CommandRunner::Options options)
    : ScriptedService(std::move(options), Pace()) {}

ScriptedService::ScriptedService(issuance::CommandRunner::Options options, Pace pace, Rules rules)
    : view_(data_.path() / "view"),
      hot_(hot_set_bytes_max),
      disk_({data_.path(), 1, 0}),
      hasty_log_(log_, gate_),
      barriers_(log_, clock_, log_clock_,
                {std::string(32, 'a'), "scripted", pace.barrier_interval}),
      projector_(log_, view_, hot_, *this, projector_options(barriers_.node())),
      age_(log_, gate_, pace.view_age_max),
      use_store_(data_.path() / "uses"),
      uses_(use_store_),
      access_(access::TokenCheck(hot_, view_, clock_), view_, gate_, age_, uses_, {}) {
  tokenledger::open_ledger(log_, view_, clock_);
  projector_.catch_up();
  tokenledger::provide_operator_token(data_.path(), log_, view_, projector_, clock_);
  gate_.publish({}, projector_.applied().value());
  options.disk = &disk_;
  options.ledger_id = view_.ledger()->ledger_id;
  log::EventLog& log = rules == Rules::kept ? static_cast<log::EventLog&>(log_) : hasty_log_;
  runner_ =
      std::make_unique<issuance::CommandRunner>(log, view_, gate_, clock_, log_clock_, options);
  const issuance::Desk desk{access_, view_,  *runner_, secrets_, quotas_,
                            policy_, clock_, metrics_, scans_};
  lookup_ = std::make_unique<issuance::CommandLookup>(desk);
  creation_ = std::make_unique<issuance::Creation>(desk);
  updating_ = std::make_unique<issuance::Updating>(desk);
  regeneration_ = std::make_unique<issuance::Regeneration>(desk);
  deletion_ = std::make_unique<issuance::Deletion>(desk);
  owner_control_ = std::make_unique<issuance::OwnerControl>(desk);
  reading_ = std::make_unique<issuance::Reading>(desk);
  gateway_ =
      std::make_unique<verification::GatewayDoor>(access_, metrics_, runtime::DoorSettings());
  verify_ = std::make_unique<verification::VerifyDoor>(access_, metrics_);
  operations_ =
      std::make_unique<tokenledger::Operations>(access_, log_clock_, disk_, metrics_, serving_);
  gateway_->add_routes(router_);
  verify_->add_routes(router_);
  operations_->add_routes(router_);
  lookup_->add_routes(router_);
  creation_->add_routes(router_);
  updating_->add_routes(router_);
  regeneration_->add_routes(router_);
  deletion_->add_routes(router_);
  owner_control_->add_routes(router_);
  reading_->add_routes(router_);
  server_ = std::make_unique<http::Server>(server_options(), router_);
  projector_.start();
  server_->start();
}

ScriptedService::~ScriptedService() {
  server_->stop(std::chrono::milliseconds(0));
  barriers_.stop();
  projector_.stop();
}

void ScriptedService::on_stopped(const std::string& reason) {
  ADD_FAILURE() << "the projector stopped: " << reason;
}

ApiClient ScriptedService::as_operator() const {
  return as(read_line_of(data_.path() / tokenledger::operator_token_file));
}

ApiClient ScriptedService::as_owner(const std::string& owner) const {
  const auto token = as_operator().create(R"({"name":"of )" + owner + R"(","owner":")" + owner +
                                          R"(","scopes":["*"]})");
  return as(token.text("/secret"));
}

}  // namespace ledger::support

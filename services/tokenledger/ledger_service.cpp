#include "services/tokenledger/ledger_service.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <malloc.h>

#include "events/token/invariant.hpp"
#include "projections/projector.hpp"
#include "services/console/console.hpp"
#include "services/feeds/feeds.hpp"
#include "services/http/server.hpp"
#include "services/issuance/counter.hpp"
#include "services/runtime/barriers.hpp"
#include "services/runtime/log_line.hpp"
#include "services/runtime/metrics.hpp"
#include "services/signals/signals.hpp"
#include "services/tokenledger/certificates.hpp"
#include "services/tokenledger/directory_owner.hpp"
#include "services/tokenledger/first_start.hpp"
#include "services/tokenledger/fold_observer.hpp"
#include "services/tokenledger/observations.hpp"
#include "services/tokenledger/old_uses.hpp"
#include "services/tokenledger/open_log.hpp"
#include "services/tokenledger/operations.hpp"
#include "services/tokenledger/operator_token.hpp"
#include "services/tokenledger/service_options.hpp"
#include "services/tokenledger/stats_reading.hpp"
#include "services/tokenledger/webhook_parts.hpp"
#include "services/verification/gateway_door.hpp"
#include "services/verification/verify_door.hpp"

namespace ledger::tokenledger {
namespace {

using runtime::Level;
using runtime::log_line;

std::string no_ledger(const runtime::Settings& settings) {
  if (settings.follow) return "the node that is followed holds no ledger yet: try again";
  return "the topic \"" + settings.kafka->topic +
         "\" holds no ledger yet: `tokenledger init` makes it, once";
}

}  // namespace

/// Declared in the order of start; destroyed in the opposite one: the server first, the log last.
struct LedgerService::Parts {
  Parts(LedgerService& service, const runtime::Settings& settings, const runtime::Clock& clock)
      : certificates(runtime::listeners_of(settings), clock.now()),
        shares(descriptor_shares(settings)),
        disk(disk_options(settings)),
        opened(open_log(settings, metrics, shares.log_files)),
        log(*opened.log),
        view(settings.data / "view", view_options(settings, shares, disk, serving, log)),
        retired(settings.hot_set_bytes_max / 4),
        hot(settings.hot_set_bytes_max),
        reports(settings.view_age_max),
        barriers(log, clock, log_clock, barrier_options(settings, reports)),
        observer(gate, barriers, reports, clock, [&service] { service.fail(); }),
        notes(retired),
        projector(log, view, hot, observer,
                  projector_options(settings, retired, clock, barriers.node(), metrics)),
        age(log, gate, settings.view_age_max),
        use_store(settings.data / "uses", shares.use_files),
        uses(use_store),
        access(access::TokenCheck(hot, view, clock, settings.follow ? nullptr : &notes), view, gate,
               age, uses,
               {settings.position_wait, settings.trusted_peers, settings.quota.failures,
                settings.public_url}) {}

  void start_webhooks() {
    if (const auto& moved = webhooks->set_aside()) {
      log_line(Level::warning, "what webhooks were told was damaged and begins anew",
               {{"set_aside", moved->string()}});
    }
    webhooks->start();
    if (webhooks->delivers() || view.webhooks().empty()) return;
    log_line(Level::warning,
             "webhooks are registered and not delivered: the log has other writers");
  }

  void open_counters(const runtime::Settings& settings, const runtime::Clock& clock) {
    issuance::CommandRunner::Options options;
    options.ledger_id = view.ledger()->ledger_id;
    access.set_epoch(*view.ledger());
    options.deadline = settings.command_deadline;
    options.in_flight_max = settings.commands_in_flight_max;
    options.disk = &disk;
    options.reports = &reports;
    options.receipt_time = settings.view_age_max;
    if (settings.follow) options.commands_at = settings.follow->nodes.front().text();
    runner = std::make_unique<issuance::CommandRunner>(log, view, gate, clock, log_clock, options);
    quotas = std::make_unique<issuance::Quotas>(settings.quota);
    const issuance::Desk desk{access,          view,  *runner, secrets, *quotas,
                              settings.policy, clock, metrics, scans};
    counter = std::make_unique<issuance::Counter>(desk, options.ledger_id, settings.catalogue);
    verify = std::make_unique<verification::VerifyDoor>(access, metrics);
    gateway = std::make_unique<verification::GatewayDoor>(access, metrics, settings.door);
    feeds = std::make_unique<feeds::Feeds>(access, view, log, reports, gate, scans,
                                           options.ledger_id, settings.position_wait);
    webhooks = std::make_unique<webhooks::Webhooks>(desk, gate, log, disk,
                                                    webhook_options(settings, shares, view));
    operations = std::make_unique<Operations>(access, log_clock, disk, metrics, ready);
    page = std::make_unique<console::Console>(console::assets(),
                                              settings.public_url && settings.public_url->is_https);
    stats = std::make_unique<StatsReading>(access, log, clock, metrics);
    noticed = std::make_unique<signals::Signals>(
        log, view, clock, log_clock, notes,
        signals::SignalsOptions{options.ledger_id, settings.signals_interval,
                                settings.expiry_thresholds, settings.retired_per_hour_max, &disk,
                                &access.sessions()});
    // Every answer under /v1 says how new the view is, also one that no counter made.
    router.on_refusal([this](std::string_view path, http::Problem& problem) {
      if (path == "/" || path.starts_with("/tokens")) page->guard(problem);
      if (!path.starts_with("/v1/")) return;
      access.write_position(problem, access.position());
    });
    router.on_failure([](const std::exception& thrown) -> std::optional<http::Problem> {
      if (dynamic_cast<const feeds::LogUnreadable*>(&thrown) != nullptr) {
        return access::problem_of(log::make_error_code(log::errc::unavailable));
      }
      if (dynamic_cast<const projections::ViewFailure*>(&thrown) == nullptr) return std::nullopt;
      return access::view_unreadable();
    });
    gateway->add_routes(router);  // first: it is asked for most
    counter->add_routes(router);
    verify->add_routes(router);
    feeds->add_routes(router);
    webhooks->add_routes(router);
    stats->add_routes(router);
    operations->add_routes(router);
    page->add_routes(router);
    sight = std::make_unique<runtime::RequestSight>(router, settings.request_log);
  }

  void observe() {
    metrics.observe("tokenledger_log_end_position", "Position of the last record in the log",
                    [this] { return position_or_minus_one(log.known_end()); });
    metrics.observe("tokenledger_applied_position", "Position through which the log is applied",
                    [this] { return position_or_minus_one(gate.applied()); });
    metrics.observe("tokenledger_projector_lag_records", "Records in the log and not yet applied",
                    [this] { return lag_records(); });
    metrics.observe("tokenledger_view_age_seconds",
                    "Age of the view by proof; +Inf where there is none", [this] {
                      const auto known = age.age();
                      return known ? std::chrono::duration<double>(*known).count()
                                   : std::numeric_limits<double>::infinity();
                    });
    metrics.observe("tokenledger_commands_in_flight", "Commands between request and answer",
                    [this] { return static_cast<double>(runner->in_flight()); });
    metrics.observe("tokenledger_feed_streams", "Feeds that are followed as server-sent events",
                    [this] { return static_cast<double>(feeds->streams()); });
    metrics.observe_total("tokenledger_uses_dropped_total",
                          "Uses not noted for want of memory, since start",
                          [this] { return static_cast<double>(uses.dropped()); });
    metrics.observe_total("tokenledger_signals_total", "Signals handed to the log since start",
                          [this] { return static_cast<double>(noticed->appended()); });
    metrics.observe_total("tokenledger_signals_dropped_total",
                          "Notes of dead secrets not told of, since start",
                          [this] { return static_cast<double>(noticed->dropped()); });
    observe_failures(metrics, access.failures());
    observe_webhooks(metrics, webhooks->board());
    observe_memory(metrics, hot, retired);
    observe_records(metrics, projector);
    observe_barriers(metrics, barriers, log_clock, projector);
    observe_server(metrics, *server);
    observe_requests(metrics, *sight);
    observe_disk(metrics, disk);
    certificates.observe(metrics);
    metrics.observe("tokenledger_http_connections_max", "Connections that are taken at most",
                    [this] { return static_cast<double>(shares.connections_max); });
    if (opened.kafka != nullptr) observe_kafka(metrics, *opened.kafka);
  }

  void flush_uses() {
    if (uses.flush()) return;
    log_line(Level::warning, "last uses could not be written; verification goes on");
  }

  double lag_records() const {
    const auto applied = position_or_minus_one(gate.applied());
    return std::max(0.0, position_or_minus_one(log.known_end()) - applied);
  }
  static double position_or_minus_one(const std::optional<token::Position>& position) {
    return position ? static_cast<double>(position->value()) : -1.0;
  }

  runtime::Metrics metrics;  // the log's threads count in it
  runtime::ScanPool scans;
  Certificates certificates;
  runtime::DescriptorShares shares;
  runtime::DiskWatch disk;
  std::atomic<bool> serving{false};
  std::atomic<bool> ready{false};
  OpenLog opened;
  log::EventLog& log;
  projections::TokenView view;
  projections::RetiredFilter retired;
  projections::HotSet hot;
  runtime::PositionGate gate;
  runtime::LogClock log_clock;
  runtime::AppliedReports reports;
  runtime::Barriers barriers;
  FoldObserver observer;
  signals::RetiredNotes notes;
  projections::Projector projector;
  runtime::ViewAge age;
  usage::UseStore use_store;
  usage::LastUse uses;
  access::Access access;
  issuance::SecretMemory secrets;
  std::unique_ptr<issuance::CommandRunner> runner;
  std::unique_ptr<issuance::Quotas> quotas;
  std::unique_ptr<issuance::Counter> counter;
  std::unique_ptr<verification::VerifyDoor> verify;
  std::unique_ptr<verification::GatewayDoor> gateway;
  std::unique_ptr<feeds::Feeds> feeds;
  std::unique_ptr<webhooks::Webhooks> webhooks;
  std::unique_ptr<Operations> operations;
  std::unique_ptr<console::Console> page;
  std::unique_ptr<StatsReading> stats;
  std::unique_ptr<signals::Signals> noticed;
  http::Router router;
  std::unique_ptr<runtime::RequestSight> sight;
  std::unique_ptr<http::Server> server;
};

LedgerService::LedgerService(runtime::Settings settings, const runtime::Clock& clock)
    : settings_(std::move(settings)), clock_(clock) {}

LedgerService::~LedgerService() { stop(); }

bool LedgerService::start() {
  runtime::check_clock(clock_);
  make_private_directory(settings_.data);
  auto parts = std::make_unique<Parts>(*this, settings_, clock_);
  if (const auto moved = parts->view.set_aside()) {
    log_line(Level::warning, "the read model was damaged or of an older format and is rebuilt",
             {{"set_aside", moved->string()}});
  }
  if (const auto& moved = parts->use_store.set_aside()) {
    log_line(Level::warning, "the last uses were damaged and begin anew",
             {{"set_aside", moved->string()}});
  }
  {
    const std::lock_guard lock(mutex_);
    parts_ = std::move(parts);
    if (stop_requested_) return false;
  }
  const bool owns_log = !settings_.kafka && !settings_.follow;
  if (owns_log) open_ledger(parts_->log, parts_->view, clock_);
  parts_->projector.catch_up();
  {
    const std::lock_guard lock(mutex_);
    if (stop_requested_) return false;
  }
  if (owns_log) {
    static_cast<void>(provide_operator_token(settings_.data, parts_->log, parts_->view,
                                             parts_->projector, clock_));
  } else if (!parts_->view.ledger()) {
    throw std::runtime_error(no_ledger(settings_));
  }
  if (const auto applied = parts_->projector.applied()) parts_->gate.publish({}, *applied);
  const auto expiry = operator_token_expiry(settings_.data, parts_->view);
  if (expiry && *expiry < clock_.now() + std::chrono::days(30)) {
    log_line(Level::warning, "the operator token expires soon",
             {{"expires_at", token::to_text(*expiry)}});
  }
  ::malloc_trim(0);  // what a rebuild needed and the service does not
  parts_->open_counters(settings_, clock_);
  parts_->server = std::make_unique<http::Server>(
      server_options(settings_, parts_->shares, parts_->certificates, *parts_->sight),
      parts_->router);
  parts_->observe();
  {
    const std::lock_guard lock(mutex_);
    if (stop_requested_) return false;
    catching_up_ = false;
  }
  parts_->projector.start();
  // A follower tells the ledger nothing.
  if (!settings_.follow) {
    const log::EventLog& event_log = parts_->log;
    if (event_log.has_other_writers()) parts_->barriers.start(parts_->view.ledger()->ledger_id);
    parts_->noticed->start();
    parts_->start_webhooks();
  }
  parts_->serving = true;
  parts_->ready = true;
  parts_->server->start();
  log_line(Level::info, "serving",
           {{"port", port()},
            {"data", settings_.data.string()},
            {"position", parts_->gate.applied().value_or(token::Position(0)).value()},
            {"tokens_in_memory", parts_->hot.size()}});
  return true;
}

bool LedgerService::wait() {
  std::unique_lock lock(mutex_);
  tend(lock, stop_requested_, Clock::time_point::max());
  if (failed_) return false;
  if (parts_) parts_->ready = false;
  tend(lock, hurry_, Clock::now() + settings_.shutdown_drain);
  return !failed_;
}

void LedgerService::tend(std::unique_lock<std::mutex>& lock, const bool& over,
                         Clock::time_point until) {
  constexpr std::chrono::seconds sweep_interval{1};
  constexpr int sweeps_per_flush = 30;
  while (!failed_ && !over && Clock::now() < until) {
    changed_.wait_until(lock, std::min(Clock::now() + sweep_interval, until));
    if (!parts_) continue;
    const bool reload = std::exchange(reload_requested_, false);
    lock.unlock();  // the parts stay until stop(); a request to stop need not wait for the disk
    parts_->disk.look();
    if (parts_->stats) parts_->stats->look();
    if (parts_->feeds) parts_->feeds->tend(std::chrono::steady_clock::now());
    parts_->secrets.sweep(std::chrono::steady_clock::now());
    parts_->log_clock.look(clock_.now(), clock_.boot_time());
    parts_->certificates.look(clock_.now(), reload);
    if (reload) runtime::reopen_log();
    if (++sweeps_ % sweeps_per_flush == 0) {
      parts_->flush_uses();
      drop_old_uses(parts_->use_store, parts_->view, clock_.now());
    }
    lock.lock();
  }
}

void LedgerService::request_stop() {
  const std::lock_guard lock(mutex_);
  hurry_ = stop_requested_;
  stop_requested_ = true;
  // A catch-up under way ends early; later the projector goes on until what was accepted is
  // answered.
  if (parts_ && catching_up_) parts_->projector.stop();
  changed_.notify_all();
}

void LedgerService::fail() {
  const std::lock_guard lock(mutex_);
  failed_ = true;
  changed_.notify_all();
}

void LedgerService::request_reload() {
  const std::lock_guard lock(mutex_);
  reload_requested_ = true;
  changed_.notify_all();
}

void LedgerService::stop() {
  if (!parts_) return;
  parts_->serving = false;
  parts_->ready = false;
  if (parts_->server) parts_->server->stop(settings_.shutdown_grace);
  parts_->scans.stop();  // those who wait for a scan are the server's
  if (parts_->feeds) parts_->feeds->stop();
  parts_->server.reset();
  parts_->flush_uses();
  if (parts_->noticed) parts_->noticed->stop();
  if (parts_->webhooks) parts_->webhooks->stop();
  parts_->barriers.stop();
  parts_->log.close();
  parts_->projector.stop();
  log_line(Level::info, "stopped");
  const std::lock_guard lock(mutex_);
  parts_.reset();
}

std::uint16_t LedgerService::port(std::size_t listener) const {
  return parts_->server->port(listener);
}

std::string LedgerService::state_digest() const { return parts_->view.checkpoint().state_digest; }

}  // namespace ledger::tokenledger

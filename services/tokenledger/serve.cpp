#include "services/tokenledger/serve.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <thread>

#include "services/runtime/core_files.hpp"
#include "services/runtime/descriptors.hpp"
#include "services/runtime/log_line.hpp"
#include "services/runtime/log_sink.hpp"
#include "services/tokenledger/ledger_service.hpp"
#include "services/tokenledger/operator_token.hpp"

namespace ledger::tokenledger {
namespace {

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

/// Turns signals into requests to the service: a thread may lock and wait, a signal handler may
/// not.
class SignalWatch {
 public:
  explicit SignalWatch(LedgerService& service)
      : thread_([this, &service] {
          const auto set = watched_signals();
          const timespec look_again{0, 100'000'000};
          while (!ended_) {
            const int signal = ::sigtimedwait(&set, nullptr, &look_again);
            if (signal == SIGHUP) service.request_reload();
            if (signal == SIGINT || signal == SIGTERM) service.request_stop();
          }
        }) {}
  ~SignalWatch() {
    ended_ = true;
    thread_.join();
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

/// With the port that was bound, and the roles where those are not all.
std::string place_of(const runtime::ListenSettings& listener, std::uint16_t port) {
  std::string place = "unix:" + listener.unix_path.string();
  if (listener.unix_path.empty()) {
    auto host = runtime::parse_listen(listener.address).host;
    if (host.find(':') != std::string::npos) host = '[' + host + ']';
    place = (listener.tls ? "https://" : "http://") + host + ':' + std::to_string(port);
  }
  if (listener.roles == http::Roles::all()) return place;
  const char* before = " for ";
  for (const auto& [name, role] : http::named_roles) {
    if (!listener.roles.has(role)) continue;
    place.append(before).append(name);
    before = ", ";
  }
  return place;
}

/// For people; programs read the log lines.
void say_where(const runtime::Settings& settings, const LedgerService& service) {
  std::size_t index = 0;
  for (const auto& listener : runtime::listeners_of(settings)) {
    std::printf("tokenledger listens on %s\n", place_of(listener, service.port(index++)).c_str());
  }
  const auto file = settings.data / operator_token_file;
  if (std::filesystem::exists(file)) std::printf("the operator's token is in %s\n", file.c_str());
  std::fflush(stdout);
}

}  // namespace

void block_watched_signals() {
  const auto set = watched_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int serve(const runtime::Settings& settings) {
  runtime::keep_out_of_core_files();
  runtime::raise_descriptor_limit();
  const runtime::SystemClock clock;
  LedgerService service(settings, clock);
  const SignalWatch watch(service);
  bool as_asked = false;
  try {
    if (!settings.log_file.empty()) runtime::log_sink().open_file(settings.log_file);
    if (service.start()) say_where(settings, service);
    as_asked = service.wait();
  } catch (const std::exception& error) {
    runtime::log_line(runtime::Level::error, "cannot start", {{"reason", error.what()}});
  }
  service.stop();
  return as_asked ? 0 : 1;
}

}  // namespace ledger::tokenledger

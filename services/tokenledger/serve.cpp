#include "services/tokenledger/serve.hpp"

#include <csignal>
#include <cstdio>
#include <thread>

#include "services/runtime/log_line.hpp"
#include "services/tokenledger/first_start.hpp"
#include "services/tokenledger/ledger_service.hpp"

namespace ledger::tokenledger {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGUSR1);  // of our own: ends the watching thread
  return set;
}

/// Turns signals into request_stop(): a thread may lock and wait, a signal handler may not.
class SignalWatch {
 public:
  explicit SignalWatch(LedgerService& service) : thread_([&service] {
    const auto set = stop_signals();
    int signal = 0;
    while (::sigwait(&set, &signal) == 0 && signal != SIGUSR1) service.request_stop();
  }) {}
  ~SignalWatch() {
    ::pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  std::thread thread_;
};

/// For people; programs read the log lines.
void say_where(const runtime::Settings& settings, const LedgerService& service) {
  const auto host = runtime::parse_listen(settings.listen).host;
  std::printf("tokenledger listens on http://%s:%u\n", host.c_str(), unsigned{service.port()});
  std::printf("the operator's token is in %s\n", (settings.data / operator_token_file).c_str());
  std::fflush(stdout);
}

}  // namespace

void block_stop_signals() {
  const auto set = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int serve(const runtime::Settings& settings) {
  const runtime::SystemClock clock;
  LedgerService service(settings, clock);
  const SignalWatch watch(service);
  bool as_asked = false;
  try {
    if (service.start()) say_where(settings, service);
    as_asked = service.wait();
  } catch (const std::exception& error) {
    runtime::log_line(runtime::Level::error, "cannot start", {{"reason", error.what()}});
  }
  service.stop();
  return as_asked ? 0 : 1;
}

}  // namespace ledger::tokenledger

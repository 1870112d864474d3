#include "tests/kafka/keeper.hpp"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <unistd.h>

#include "tests/support/kafka_cluster.hpp"
#include "tests/support/kafka_home.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::kafka_broker {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto life_max = 2h;
constexpr auto start_max = 240s;

/// Nothing of ctest's stays open in the keeper, or ctest would wait for its end.
void leave_terminal(const fs::path& log) {
  ::setsid();
  const int input = ::open("/dev/null", O_RDONLY);
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::close_range(4, ~0U, 0);
}

/// Says one letter to `told` when the broker answers.
void keep(pid_t ctest, const fs::path& note, int told) {
  sigset_t stop;
  ::sigemptyset(&stop);
  ::sigaddset(&stop, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &stop, nullptr);
  support::KafkaCluster cluster;
  const auto arriving = note.string() + ".arriving";
  std::ofstream(arriving) << cluster.bootstrap() << '\n' << ::getpid() << '\n';
  fs::rename(arriving, note);
  if (::write(told, "1", 1) != 1) return;
  ::close(told);
  const auto until = std::chrono::steady_clock::now() + life_max;
  const timespec pause{.tv_sec = 0, .tv_nsec = 500'000'000};
  while (cluster.node(0).runs() && !support::has_ended(ctest, 0ms) &&
         std::chrono::steady_clock::now() < until) {
    if (::sigtimedwait(&stop, nullptr, &pause) == SIGTERM) break;
  }
  fs::remove(note);
}

}  // namespace

int start_shared() {
  const pid_t ctest = ::getppid();
  const auto note = support::shared_kafka_note(ctest);
  fs::create_directories(note.parent_path());
  fs::remove(note);
  if (!support::kafka_available()) {
    std::puts("no Kafka here: tests that need it are skipped (./dev test fetches it with Maven)");
    return support::kafka_required() ? 1 : 0;
  }
  const auto log = note.parent_path() / "keeper.log";
  int ends[2] = {-1, -1};
  if (::pipe(ends) != 0) return 1;
  const pid_t keeper = ::fork();
  if (keeper == 0) {
    ::dup2(ends[1], 3);
    leave_terminal(log);
    try {
      keep(ctest, note, 3);
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
    }
    std::fflush(nullptr);
    ::_exit(1);
  }
  ::close(ends[1]);
  pollfd wanted{ends[0], POLLIN, 0};
  char letter = 0;
  if (::poll(&wanted, 1, std::chrono::milliseconds(start_max).count()) == 1 &&
      ::read(ends[0], &letter, 1) == 1) {
    return 0;
  }
  ::kill(keeper, SIGKILL);
  std::printf("the shared broker does not start: see %s\n", log.c_str());
  return 1;
}

int stop_shared() {
  const auto note = support::shared_kafka_note(::getppid());
  std::ifstream stream(note);
  std::string bootstrap;
  pid_t keeper = 0;
  if (!std::getline(stream, bootstrap) || !(stream >> keeper)) return 0;
  ::kill(keeper, SIGTERM);
  if (support::has_ended(keeper, 20s)) return 0;
  std::printf("process %d, which keeps the shared broker, does not end\n", keeper);
  return 1;
}

}  // namespace ledger::kafka_broker

#include "tests/support/child_process.hpp"

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace ledger::support {
namespace {

/// Only calls that are safe between fork and exec in a program with threads.
[[noreturn]] void become(char* const* words, const char* output, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  ::setpgid(0, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int input = ::open("/dev/null", O_RDONLY);
  const int file = ::open(output, O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(input, STDIN_FILENO);
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  ::close_range(3, ~0U, 0);
  ::execvp(words[0], words);
  ::_exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words,
                           const std::filesystem::path& output) {
  std::vector<char*> pointers;
  for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) become(pointers.data(), output.c_str(), parent);
}

ChildProcess::~ChildProcess() {
  if (ended_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void ChildProcess::signal(int number) const {
  if (!ended_) ::kill(pid_, number);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds at_most) {
  if (ended_ || !has_ended(pid_, at_most)) return ended_;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended_;
}

void stop_child(pid_t pid) {
  ::kill(pid, SIGSTOP);
  siginfo_t reached{};
  ::waitid(P_PID, static_cast<id_t>(pid), &reached, WSTOPPED | WEXITED | WNOWAIT);
}

bool has_ended(pid_t pid, std::chrono::milliseconds at_most) {
  // glibc's own pidfd_open is declared without C linkage in 2.36.
  const auto process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (process < 0) return errno == ESRCH;
  pollfd wanted{process, POLLIN, 0};
  const int ready = ::poll(&wanted, 1, static_cast<int>(at_most.count()));
  ::close(process);
  return ready > 0;
}

}  // namespace ledger::support

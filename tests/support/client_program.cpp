#include "tests/support/client_program.hpp"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <termios.h>
#include <unistd.h>

namespace ledger::support {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail_by_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> command_line(const std::string& file, const Arguments& arguments) {
  std::vector<std::string> line{file};
  line.insert(line.end(), arguments.begin(), arguments.end());
  return line;
}

/// In the child: only calls that are safe between fork and exec in a program with threads.
[[noreturn]] void become(char* const* line, char* const* environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::execve(line[0], line, environment);
  ::_exit(127);
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

struct Pipe {
  int ends[2];
  Pipe() {
    if (::pipe2(ends, O_CLOEXEC) != 0) fail_by_errno("pipe");
  }
};

/// Reads both to their ends, or until the time.
void drain(int out, int err, Ended& ended, Clock::time_point until) {
  pollfd wanted[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
  std::string* texts[2] = {&ended.out, &ended.err};
  while (wanted[0].fd >= 0 || wanted[1].fd >= 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0 || ::poll(wanted, 2, static_cast<int>(left)) <= 0) return;
    for (int i = 0; i < 2; ++i) {
      if (wanted[i].fd < 0 || wanted[i].revents == 0) continue;
      char bytes[16 * 1024];
      const auto count = ::read(wanted[i].fd, bytes, sizeof bytes);
      if (count <= 0) {
        wanted[i].fd = -1;
      } else {
        texts[i]->append(bytes, static_cast<std::size_t>(count));
      }
    }
  }
}

}  // namespace

Ended run_piped(const std::string& file, const Arguments& arguments, const Environment& environment,
                std::string_view input) {
  const auto line = command_line(file, arguments);
  const auto argv = pointers(line);
  const auto envp = pointers(environment);
  const Pipe in;
  const Pipe out;
  const Pipe err;
  if (::write(in.ends[1], input.data(), input.size()) < 0) fail_by_errno("write");
  const pid_t pid = ::fork();
  if (pid < 0) fail_by_errno("fork");
  if (pid == 0) {
    ::dup2(in.ends[0], STDIN_FILENO);
    ::dup2(out.ends[1], STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    become(argv.data(), envp.data());
  }
  for (const int end : {in.ends[0], in.ends[1], out.ends[1], err.ends[1]}) ::close(end);
  Ended ended;
  const auto until = Clock::now() + std::chrono::seconds(30);
  drain(out.ends[0], err.ends[0], ended, until);
  if (Clock::now() >= until) ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
  ended.code = code_of(status);
  ::close(out.ends[0]);
  ::close(err.ends[0]);
  return ended;
}

TerminalProgram::TerminalProgram(const std::string& file, const Arguments& arguments,
                                 const Environment& environment) {
  const auto line = command_line(file, arguments);
  const auto argv = pointers(line);
  const auto envp = pointers(environment);
  winsize size{};
  size.ws_row = 50;
  size.ws_col = 200;
  pid_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  if (pid_ < 0) fail_by_errno("forkpty");
  if (pid_ == 0) become(argv.data(), envp.data());
}

TerminalProgram::~TerminalProgram() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(terminal_);
}

bool TerminalProgram::read_more() {
  pollfd wanted{terminal_, POLLIN, 0};
  if (::poll(&wanted, 1, 20'000) <= 0) return false;
  char bytes[16 * 1024];
  const auto count = ::read(terminal_, bytes, sizeof bytes);
  if (count <= 0) return false;
  screen_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

bool TerminalProgram::shows(std::string_view text) {
  while (screen_.find(text) == screen_.npos) {
    if (!read_more()) return false;
  }
  return true;
}

void TerminalProgram::type(std::string_view keys) {
  if (::write(terminal_, keys.data(), keys.size()) < 0) fail_by_errno("write");
}

int TerminalProgram::wait() {
  while (read_more()) {
  }
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == 0) {
    // Its terminal is closed, or it is stuck: the former ends by itself.
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, &status, 0);
  }
  pid_ = -1;
  return code_of(status);
}

bool TerminalProgram::echoes() const {
  termios mode{};
  ::tcgetattr(terminal_, &mode);
  return (mode.c_lflag & ECHO) != 0;
}

}  // namespace ledger::support

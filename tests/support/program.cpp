#include "tests/support/program.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace ledger::support {
namespace {

constexpr std::string_view listens = "listens on http://127.0.0.1:";

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Program::Program(const std::string& file, const std::vector<std::string>& arguments) {
  const auto errors = (scratch_.path() / "err").string();
  std::vector<char*> argv{const_cast<char*>(file.c_str())};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  pid_ = ::fork();
  if (pid_ < 0) fail("fork");
  if (pid_ == 0) {
    // Only calls that are safe between fork and exec in a program with threads.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(ends[1], STDOUT_FILENO);
    const int error_file = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(error_file, STDERR_FILENO);
    ::execv(file.c_str(), argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  output_ = ends[0];
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(output_);
}

bool Program::read_more(std::chrono::milliseconds at_most) {
  pollfd wanted{output_, POLLIN, 0};
  if (::poll(&wanted, 1, static_cast<int>(at_most.count())) <= 0) return false;
  char bytes[16 * 1024];
  const auto count = ::read(output_, bytes, sizeof bytes);
  if (count <= 0) return false;
  out_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::optional<std::uint16_t> Program::port(std::chrono::milliseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  for (;;) {
    const auto at = out_.find(listens);
    if (at != out_.npos && out_.find('\n', at) != out_.npos) {
      return static_cast<std::uint16_t>(std::stoul(out_.substr(at + listens.size())));
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !read_more(left)) return std::nullopt;
  }
}

void Program::signal(int number) const { ::kill(pid_, number); }

int Program::wait(std::chrono::milliseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  auto left = at_most;
  while (left.count() > 0 && read_more(left)) {
    left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  }
  if (std::chrono::steady_clock::now() >= until) signal(SIGKILL);
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) fail("waitpid");
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string Program::err() const {
  std::ifstream stream(scratch_.path() / "err", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> serve_arguments(const std::filesystem::path& data) {
  return {"serve", "--data", data.string(), "--listen", "127.0.0.1:0", "--threads", "2"};
}

}  // namespace ledger::support

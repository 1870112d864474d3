#include "tests/fault/embedded_fixture.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <future>
#include <stdexcept>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

namespace ledger::fault {

FreshDirectory::FreshDirectory() {
  auto pattern = (std::filesystem::temp_directory_path() / "ledger-fault-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = pattern;
}

FreshDirectory::~FreshDirectory() { std::filesystem::remove_all(path_); }

embedded::EmbeddedLogOptions in(const std::filesystem::path& directory) {
  embedded::EmbeddedLogOptions options;
  options.directory = directory;
  return options;
}

log::AppendOutcome append(log::EventLog& log, const std::string& value) {
  std::promise<log::AppendOutcome> reported;
  const auto appended =
      log.append("key", value, [&](log::AppendOutcome outcome) { reported.set_value(outcome); });
  if (!appended) throw boost::system::system_error(appended.error(), "append");
  return reported.get_future().get();
}

std::vector<log::Record> read_all(log::EventLog& log) {
  std::vector<log::Record> all;
  std::vector<log::Record> some;
  const auto reader = log.read_after(std::nullopt).value();
  do {
    reader->read(some, 1000, std::chrono::milliseconds(0)).value();
    all.insert(all.end(), some.begin(), some.end());
  } while (!some.empty());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].position.value(), i);
  const auto end = log.end().value();
  EXPECT_EQ(end ? end->value() + 1 : 0, all.size());
  return all;
}

OtherProcess::OtherProcess(std::vector<std::string> arguments) {
  std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  std::vector<char*> argv{program.data()};
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  output_ = ends[0];
}

OtherProcess::~OtherProcess() {
  if (pid_ > 0) {
    kill();
    wait();
  }
  ::close(output_);
}

bool OtherProcess::read_line(std::string& line) {
  for (;;) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return true;
    }
    char bytes[4096];
    const auto count = ::read(output_, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
  }
}

void OtherProcess::kill() { ::kill(pid_, SIGKILL); }

int OtherProcess::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace ledger::fault

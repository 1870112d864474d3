#include "services/runtime/log_sink.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "services/runtime/log_line.hpp"

namespace ledger::runtime {
namespace {

mode_t kind_of(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0;
}

/// Of a pipe or a terminal a description of one's own, so that not to wait is nobody else's. -1:
/// there is none. A file has no need of it, and others who write to it have their place in it.
int opened_again(int descriptor) {
  const auto kind = kind_of(descriptor);
  if (kind != S_IFIFO && kind != S_IFCHR) return -1;
  const auto path = "/proc/self/fd/" + std::to_string(descriptor);
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

int open_log(const std::filesystem::path& file) {
  return ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
                0640);
}

}  // namespace

LogSink::LogSink(int descriptor) : given_(descriptor), is_socket_(kind_of(descriptor) == S_IFSOCK) {
  descriptor_ = opened_again(descriptor);
  if (descriptor_ < 0) {
    descriptor_ = descriptor;
  } else {
    given_ = -1;
  }
}

LogSink::~LogSink() {
  if (given_ < 0 && descriptor_ >= 0) ::close(descriptor_);
}

/// As much as is taken at once.
std::size_t LogSink::put_some(std::string_view bytes) const {
  ssize_t taken = 0;
  if (is_socket_) {
    taken = ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  } else {
    // Where the description is shared with others, it may wait: then only what is sure to be taken.
    pollfd ready{descriptor_, POLLOUT, 0};
    if (given_ >= 0 && (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0)) return 0;
    taken = ::write(descriptor_, bytes.data(), bytes.size());
  }
  return taken < 0 ? 0 : static_cast<std::size_t>(taken);
}

/// The whole, if its first byte is taken: the rest of a line comes before the next one.
bool LogSink::put(std::string_view bytes) {
  if (!rest_.empty()) {
    rest_.erase(0, put_some(rest_));
    if (!rest_.empty()) return false;
  }
  const auto taken = put_some(bytes);
  if (taken == 0) return false;
  rest_.assign(bytes.substr(taken));
  return true;
}

bool LogSink::write(std::string_view line) {
  const std::lock_guard lock(mutex_);
  bool taken = false;
  if (dropped_ == told_) {
    taken = put(line);
  } else if (put(rendered_line(Level::warning, "log lines were dropped: nobody took them",
                               {{"lines", dropped_ - told_}})
                     .append(line))) {
    taken = true;
    told_ = dropped_;
  }
  if (!taken) ++dropped_;
  return taken;
}

void LogSink::use(int descriptor) {
  if (given_ < 0) ::close(descriptor_);
  given_ = -1;
  descriptor_ = descriptor;
  is_socket_ = false;
  rest_.clear();
}

void LogSink::open_file(const std::filesystem::path& file) {
  const int descriptor = open_log(file);
  if (descriptor < 0) {
    throw std::runtime_error("log.file: cannot open " + file.string() + ": " +
                             std::strerror(errno));
  }
  const std::lock_guard lock(mutex_);
  file_ = file;
  use(descriptor);
}

std::string LogSink::reopen() {
  const std::lock_guard lock(mutex_);
  if (file_.empty()) return {};
  const int descriptor = open_log(file_);
  if (descriptor < 0) return "cannot open " + file_.string() + ": " + std::strerror(errno);
  use(descriptor);
  return {};
}

std::uint64_t LogSink::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

LogSink& log_sink() {
  static LogSink sink(STDERR_FILENO);
  return sink;
}

}  // namespace ledger::runtime

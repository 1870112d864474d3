#include "events/embedded/serving.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

#include <boost/system/system_error.hpp>

#include "events/log/errc.hpp"

namespace ledger::embedded {
namespace {

constexpr const char* file_name = "serving";

std::optional<std::uint64_t> read_count(int file) noexcept {
  std::uint64_t count = 0;
  if (::pread(file, &count, sizeof count, 0) != ssize_t{sizeof count}) return std::nullopt;
  return count;
}

[[noreturn]] void fail(const std::string& what) {
  throw boost::system::system_error(errno, boost::system::system_category(), what);
}

/// A new entry of a directory is durable only once the directory is synced.
void sync_directory(const std::filesystem::path& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) fail("log: cannot open directory " + directory.string());
  const int synced = ::fsync(file);
  const int error = errno;
  ::close(file);
  errno = error;
  if (synced != 0) fail("log: cannot sync directory " + directory.string());
}

void make_directory(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> missing;
  auto path = std::filesystem::absolute(directory).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  for (; !std::filesystem::exists(path); path = path.parent_path()) missing.push_back(path);
  for (auto made = missing.rbegin(); made != missing.rend(); ++made) {
    std::filesystem::create_directory(*made);
    std::filesystem::permissions(*made, std::filesystem::perms::owner_all);
    sync_directory(made->parent_path());
  }
}

/// Opens the file and takes the lock, at once or not at all.
int open_locked(const std::filesystem::path& directory, int flags, int lock) {
  const auto path = directory / file_name;
  const int file = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (file < 0) fail("log: cannot open " + path.string());
  if (::flock(file, lock | LOCK_NB) == 0) return file;
  const int error = errno;
  ::close(file);
  errno = error;
  if (error != EWOULDBLOCK) fail("log: cannot lock " + path.string());
  throw boost::system::system_error(
      log::make_error_code(log::errc::locked),
      "log directory " + directory.string() +
          " is in use: stop the process that serves it, or give this one a directory of its own");
}

}  // namespace

ServingLock::ServingLock(const std::filesystem::path& directory) {
  make_directory(directory);
  file_ = open_locked(directory, O_RDWR | O_CREAT, LOCK_EX);
}

CopyingLock::CopyingLock(const std::filesystem::path& directory)
    : file_(open_locked(directory, O_RDONLY, LOCK_SH)) {}

CopyingLock::~CopyingLock() { ::close(file_); }

ServingLock::~ServingLock() { ::close(file_); }

void ServingLock::publish(std::uint64_t count) noexcept {
  // A failure leaves the other readers behind, never ahead; the log itself is not touched by it.
  [[maybe_unused]] const auto written = ::pwrite(file_, &count, sizeof count, 0);
}

std::uint64_t ServingLock::published() const noexcept { return read_count(file_).value_or(0); }

ServingView::ServingView(const std::filesystem::path& directory) {
  const auto path = directory / file_name;
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) fail("log: no log to read in " + directory.string());
}

ServingView::~ServingView() { ::close(file_); }

std::optional<std::uint64_t> ServingView::count() const noexcept { return read_count(file_); }

}  // namespace ledger::embedded

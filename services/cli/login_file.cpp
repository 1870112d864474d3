#include "services/cli/login_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <toml++/toml.h>

#include "services/cli/terminal.hpp"

namespace ledger::cli {
namespace {

constexpr off_t file_bytes_max = 16 * 1024;

Failure fault(const std::filesystem::path& path, const std::string& what) {
  return {ExitStatus::usage, path.string() + ' ' + what};
}

Failure system_fault(const char* what, const std::filesystem::path& path) {
  return {ExitStatus::usage,
          std::string("Cannot ") + what + ' ' + path.string() + ": " + std::strerror(errno)};
}

/// Closes a file descriptor at the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

Answer<Login> parse(const std::filesystem::path& path, const std::string& text) {
  const std::string again = "; run `tokenledger login` again.";
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error&) {
    return fault(path, "is not TOML" + again);
  }
  const auto server = ServerAddress::parse(table["server"].value_or(std::string_view()));
  const auto token = token::TokenSecret::parse(table["token"].value_or(std::string_view()));
  if (!server || !token) return fault(path, "lacks a good `server` or `token`" + again);
  return Login{*server, *token};
}

bool write_all(int file, std::string_view text) {
  return ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

std::optional<std::filesystem::path> login_path() {
  const char* const config = std::getenv("XDG_CONFIG_HOME");
  const char* const home = std::getenv("HOME");
  const std::filesystem::path file = "tokenledger/login.toml";
  // The XDG specification has relative paths passed over.
  if (config != nullptr && *config == '/') return config / file;
  if (home != nullptr && *home == '/') return home / std::filesystem::path(".config") / file;
  return std::nullopt;
}

Answer<std::optional<Login>> read_login() {
  const auto path = login_path();
  if (!path) return std::optional<Login>();
  const Descriptor file(::open(path->c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::optional<Login>();
  struct stat status{};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) return system_fault("read", *path);
  if (!S_ISREG(status.st_mode)) return fault(*path, "is no file.");
  if (status.st_size > file_bytes_max) {
    return fault(*path, "is larger than 16 KiB; run `tokenledger login` again.");
  }
  if ((status.st_mode & 077) != 0) {
    return fault(*path,
                 "can be read or written by others, so its token may be known to them. "
                 "Delete that token if so. To use the file: chmod 600 '" +
                     path->string() + "'");
  }
  std::string text(static_cast<std::size_t>(file_bytes_max), '\0');
  const auto size = ::read(file.number(), text.data(), text.size());
  if (size < 0) return system_fault("read", *path);
  text.resize(static_cast<std::size_t>(size));
  auto login = parse(*path, text);
  wipe(text);
  if (!login) return login.error();
  return std::optional<Login>(*std::move(login));
}

Answer<std::filesystem::path> write_login(const Login& login) {
  const auto path = login_path();
  if (!path) {
    return Failure{ExitStatus::usage,
                   "There is no place for the login: set HOME or XDG_CONFIG_HOME."};
  }
  const auto folder = path->parent_path();
  std::error_code ec;
  std::filesystem::create_directories(folder.parent_path(), ec);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return system_fault("make", folder);
  const auto fresh = folder / ("login.toml." + std::to_string(::getpid()));
  std::string text = "server = \"" + login.server.text() + "\"\ntoken = \"";
  text.append(login.token.reveal()).append("\"\n");
  bool is_written = false;
  {
    const Descriptor file(
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.number() < 0) return system_fault("make", fresh);
    is_written = write_all(file.number(), text) && ::fsync(file.number()) == 0;
  }
  wipe(text);
  if (!is_written || ::rename(fresh.c_str(), path->c_str()) != 0) {
    auto failure = system_fault("write", *path);
    ::unlink(fresh.c_str());
    return failure;
  }
  return *path;
}

}  // namespace ledger::cli

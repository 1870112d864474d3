#include "services/tokenledger/secret_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include <openssl/crypto.h>

namespace ledger::tokenledger {
namespace {

[[noreturn]] void fail(const char* what, const std::filesystem::path& file) {
  throw std::runtime_error(std::string("cannot ") + what + " " + file.string() + ": " +
                           std::strerror(errno));
}

/// Closes a file descriptor at the end.
struct Descriptor {
  int number;
  explicit Descriptor(int fd) : number(fd) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

void sync_directory(const std::filesystem::path& directory) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number < 0 || ::fsync(opened.number) != 0) fail("sync", directory);
}

}  // namespace

void write_secret_file(const std::filesystem::path& file, const token::TokenSecret& secret) {
  std::filesystem::remove(file);
  const Descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (opened.number < 0) fail("make", file);
  const auto text = secret.reveal();
  const bool written =
      ::write(opened.number, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::write(opened.number, "\n", 1) == 1;
  if (!written || ::fsync(opened.number) != 0) fail("write", file);
  sync_directory(file.parent_path());
}

std::optional<token::TokenSecret> read_secret_file(const std::filesystem::path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (opened.number < 0) return std::nullopt;
  std::array<char, token::TokenSecret::text_size + 2> text{};
  const auto size = ::read(opened.number, text.data(), text.size());
  if (size < 0) return std::nullopt;
  std::string_view read(text.data(), static_cast<std::size_t>(size));
  while (read.ends_with('\n') || read.ends_with('\r')) read.remove_suffix(1);
  auto secret = token::TokenSecret::parse(read);
  ::OPENSSL_cleanse(text.data(), text.size());
  return secret;
}

void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail("rename", from);
  sync_directory(to.parent_path());
}

}  // namespace ledger::tokenledger

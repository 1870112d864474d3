#include "services/runtime/settings_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace ledger::runtime {

SettingsFile SettingsFile::read(const std::filesystem::path& file) {
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status{};
  ssize_t count = -1;
  SettingsFile settings;
  if (opened >= 0 && ::fstat(opened, &status) == 0) {
    settings.mode = status.st_mode & 07777U;
    std::array<char, 16384> piece{};
    while ((count = ::read(opened, piece.data(), piece.size())) > 0) {
      settings.text.append(piece.data(), static_cast<std::size_t>(count));
    }
  }
  const std::string reason = count < 0 ? std::strerror(errno) : "";
  if (opened >= 0) ::close(opened);
  if (count < 0) throw std::runtime_error("cannot read " + file.string() + ": " + reason);
  return settings;
}

}  // namespace ledger::runtime

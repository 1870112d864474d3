#include "services/tokenledger/backup_mark.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

#include "services/tokenledger/secret_file.hpp"

namespace ledger::tokenledger {
namespace {

constexpr const char* mark_file = "complete";

}  // namespace

void sync_file_system(const std::filesystem::path& path) {
  const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = opened >= 0 && ::syncfs(opened) == 0;
  const int error = errno;
  if (opened >= 0) ::close(opened);
  if (!synced) {
    throw std::runtime_error("cannot sync " + path.string() + ": " + std::strerror(error));
  }
}

void write_mark(const std::filesystem::path& backup, const BackupMark& mark) {
  auto unfinished = backup / mark_file;
  unfinished += ".new";
  std::ofstream(unfinished) << mark.position.value() << ' ' << mark.state_digest << '\n';
  sync_file_system(backup);
  rename_durably(unfinished, backup / mark_file);
}

std::optional<BackupMark> read_mark(const std::filesystem::path& backup) {
  std::ifstream file(backup / mark_file);
  std::uint64_t position = 0;
  BackupMark mark;
  if (!(file >> position >> mark.state_digest)) return std::nullopt;
  mark.position = token::Position(position);
  return mark;
}

}  // namespace ledger::tokenledger

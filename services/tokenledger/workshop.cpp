#include "services/tokenledger/workshop.hpp"

#include <stdexcept>

#include "services/tokenledger/backup_mark.hpp"
#include "services/tokenledger/directory_owner.hpp"
#include "services/tokenledger/secret_file.hpp"

namespace ledger::tokenledger {
namespace {

namespace fs = std::filesystem;

constexpr const char* unfinished_directory = ".restoring";

}  // namespace

Workshop::Workshop(const fs::path& data) : path_(data / unfinished_directory) {
  make_private_directory(data);
  if (fs::is_empty(data) && fs::create_directory(path_)) return;
  throw std::runtime_error(data.string() +
                           " is not empty: move it away, or name another directory (a restore "
                           "that was cut short leaves " +
                           unfinished_directory + " there: remove that)");
}

Workshop::~Workshop() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Workshop::deliver() const {
  give_to_owner_of(path_.parent_path(), path_);
  sync_file_system(path_);
  for (const auto* part : {"view", "log"}) {
    rename_durably(path_ / part, path_.parent_path() / part);
  }
}

}  // namespace ledger::tokenledger

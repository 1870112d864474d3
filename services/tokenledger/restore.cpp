#include "services/tokenledger/restore.hpp"

#include <stdexcept>

#include "events/embedded/serving.hpp"
#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"
#include "services/tokenledger/housekeeping.hpp"
#include "services/tokenledger/offline_ledger.hpp"
#include "services/tokenledger/secret_file.hpp"

namespace ledger::tokenledger {
namespace {

namespace fs = std::filesystem;

void check_target(const fs::path& data) {
  if (!fs::exists(data)) return;
  if (!fs::is_directory(data) || !fs::is_empty(data)) {
    throw std::runtime_error(data.string() +
                             " is not empty: move it away, or name another directory");
  }
}

/// Removes a directory unless it was kept.
class Unfinished {
 public:
  explicit Unfinished(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);  // of a restore that was cut short
    fs::create_directories(path_);
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~Unfinished() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }
  void keep_as(const fs::path& data) {
    if (fs::exists(data)) fs::remove(data);
    rename_durably(path_, data);
    kept_ = true;
  }

 private:
  fs::path path_;
  bool kept_ = false;
};

void copy_backup(const fs::path& backup, const fs::path& target) {
  const embedded::ServingLock no_backup_runs(backup / "log");
  for (const auto* part : {"log", "view"}) {
    if (!fs::exists(backup / part)) continue;  // a read model that is not there is rebuilt
    runtime::log_line(runtime::Level::info, "copying", {{"from", (backup / part).string()}});
    fs::copy(backup / part, target / part, fs::copy_options::recursive);
  }
}

RestoreResult begin_epoch(const fs::path& directory) {
  OfflineLedger ledger(directory);
  const auto before = ledger.view().checkpoint();
  RestoreResult result{before.position.value(), before.state_digest,
                       token::to_hex(runtime::random_bytes<token::epoch_size / 2>())};
  const auto event = housekeeping("restore " + result.epoch, ledger.clock().now(), std::monostate(),
                                  0, token::LedgerRestored{result.epoch, result.through});
  append_now(ledger.log(), event, ledger.view().ledger()->ledger_id);
  ledger.projector().catch_up();
  if (ledger.view().ledger()->epoch != result.epoch) {
    throw std::runtime_error("the log did not accept the mark of the restore");
  }
  return result;
}

}  // namespace

RestoreResult restore(const fs::path& backup, const fs::path& data) {
  if (!fs::exists(backup / "log")) {
    throw std::runtime_error("there is no backup in " + backup.string());
  }
  const auto target = fs::absolute(data).lexically_normal();
  const auto place = target.has_filename() ? target : target.parent_path();
  check_target(place);
  fs::create_directories(place.parent_path());
  auto unfinished_path = place;
  unfinished_path += ".restoring";
  Unfinished unfinished(unfinished_path);
  copy_backup(backup, unfinished.path());
  auto result = begin_epoch(unfinished.path());
  unfinished.keep_as(place);
  return result;
}

}  // namespace ledger::tokenledger

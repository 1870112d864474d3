#include "services/tokenledger/restore.hpp"

#include <stdexcept>

#include "events/embedded/serving.hpp"
#include "events/token/own_event.hpp"
#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"
#include "services/tokenledger/backup_mark.hpp"
#include "services/tokenledger/directory_owner.hpp"
#include "services/tokenledger/housekeeping.hpp"
#include "services/tokenledger/offline_ledger.hpp"
#include "services/tokenledger/workshop.hpp"

namespace ledger::tokenledger {
namespace {

namespace fs = std::filesystem;

BackupMark check_source(const fs::path& backup) {
  if (!fs::exists(backup / "log")) {
    throw std::runtime_error("there is no backup in " + backup.string());
  }
  auto mark = read_mark(backup);
  if (!mark) {
    throw std::runtime_error("the backup in " + backup.string() +
                             " was cut short: run `tokenledger backup` on it again");
  }
  return *std::move(mark);
}

void copy_backup(const fs::path& backup, const fs::path& target) {
  const embedded::CopyingLock no_backup_runs(backup / "log");
  for (const auto* part : {"log", "view"}) {
    if (!fs::exists(backup / part)) continue;  // a read model that is not there is rebuilt
    runtime::log_line(runtime::Level::info, "copying", {{"from", (backup / part).string()}});
    fs::copy(backup / part, target / part, fs::copy_options::recursive);
  }
}

RestoreResult begin_epoch(const fs::path& directory, const BackupMark& mark) {
  OfflineLedger ledger(directory);
  const auto before = ledger.view().checkpoint();
  RestoreResult result{before.position.value(), before.state_digest,
                       token::to_hex(runtime::random_bytes<token::epoch_size / 2>())};
  // Behind the mark there may be more, of a later backup that was cut short; never less.
  if (result.through < mark.position ||
      (result.through == mark.position && result.state_digest != mark.state_digest)) {
    throw std::runtime_error("the backup is not what it was when it was made: use another one");
  }
  const auto event =
      token::own_event("restore " + result.epoch, ledger.clock().now(), std::monostate(), 0,
                       token::LedgerRestored{result.epoch, result.through});
  append_now(ledger.log(), event, ledger.view().ledger()->ledger_id);
  ledger.projector().catch_up();
  if (ledger.view().ledger()->epoch != result.epoch) {
    throw std::runtime_error("the log did not accept the mark of the restore");
  }
  return result;
}

}  // namespace

RestoreResult restore(const fs::path& backup, const fs::path& data) {
  runtime::check_clock(runtime::SystemClock());
  const auto mark = check_source(backup);
  const Workshop workshop(data);
  copy_backup(backup, workshop.path());
  auto result = begin_epoch(workshop.path(), mark);
  workshop.deliver();
  return result;
}

}  // namespace ledger::tokenledger

#include "services/tokenledger/data_verbs.hpp"

#include <iostream>

#include "services/runtime/core_files.hpp"
#include "services/tokenledger/backup.hpp"
#include "services/tokenledger/offline_ledger.hpp"
#include "services/tokenledger/operator_token.hpp"
#include "services/tokenledger/restore.hpp"

namespace ledger::tokenledger {
namespace {

struct Directories {
  std::string data = "data";
  std::string backup;
};

void add_data_option(CLI::App& verb, Directories& directories, const char* what) {
  verb.add_option("--data", directories.data, what)->type_name("DIR");
}

void add_backup(CLI::App& program) {
  const auto directories = std::make_shared<Directories>();
  auto* verb = program.add_subcommand(
      "backup", "Copy the ledger, also while it is served; run again, copy what is new");
  verb->add_option("DIR", directories->backup, "Where the copy is, or shall be")->required();
  add_data_option(*verb, *directories, "Directory that `serve` was given [data]");
  verb->callback([directories] {
    const auto result = back_up(directories->data, directories->backup);
    std::cout << "backed up through position " << result.position.value() << " ("
              << result.records_new << " new records)\nstate digest " << result.state_digest
              << '\n';
  });
}

void add_restore(CLI::App& program) {
  const auto directories = std::make_shared<Directories>();
  auto* verb = program.add_subcommand(
      "restore", "Bring a ledger back from a backup, into a directory that is empty");
  verb->add_option("DIR", directories->backup, "What `backup` was given")->required();
  add_data_option(*verb, *directories, "Directory that `serve` will be given [data]");
  verb->callback([directories] {
    const auto result = restore(directories->backup, directories->data);
    std::cout << "restored through position " << result.through.value() << "\nstate digest "
              << result.state_digest << "\nnew epoch " << result.epoch
              << "\nOperator tokens go on; `tokenledger operator-token` makes one where the old "
                 "one is lost.\n";
  });
}

void add_operator_token(CLI::App& program) {
  const auto directories = std::make_shared<Directories>();
  auto* verb = program.add_subcommand(
      "operator-token",
      "Make a new operator's token where the old one is lost, while the service is stopped");
  add_data_option(*verb, *directories, "Directory that `serve` was given [data]");
  verb->callback([directories] {
    runtime::keep_out_of_core_files();
    OfflineLedger ledger(directories->data);
    replace_operator_token(directories->data, ledger.log(), ledger.view(), ledger.projector(),
                           ledger.clock());
    std::cout << "the operator's token is in "
              << (std::filesystem::path(directories->data) / operator_token_file).string()
              << "\nOlder ones are still good: `tokenledger token list --owner operator` shows "
                 "them, `tokenledger token delete` ends one.\n";
  });
}

}  // namespace

void add_data_verbs(CLI::App& program) {
  add_backup(program);
  add_restore(program);
  add_operator_token(program);
}

}  // namespace ledger::tokenledger

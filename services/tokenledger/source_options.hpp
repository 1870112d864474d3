#pragma once
// Which log a verb reads that changes none: `--data`, `--config`, `--from` or `--file`.

#include "services/tokenledger/log_source.hpp"
#include "services/tokenledger/settings_options.hpp"

namespace ledger::tokenledger {

class SourceOptions {
 public:
  /// Must outlive the verb.
  void add_to(CLI::App& verb);
  /// The same without `--file`.
  void add_logs_to(CLI::App& verb);
  /// Opens it, on its directory as that one's owner. Throws std::runtime_error.
  [[nodiscard]] std::unique_ptr<LogSource> open() const;

 private:
  SettingsOptions common_;
  std::string from_;
  std::string token_file_;
  std::string file_;
};

}  // namespace ledger::tokenledger

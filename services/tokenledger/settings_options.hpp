#pragma once
// `--config` and `--data`, as every verb takes them that works on a ledger itself.

#include <string>

#include <CLI/CLI.hpp>

#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

class SettingsOptions {
 public:
  /// `data_help`: what the directory is for. Must outlive the verb.
  void add_to(CLI::App& verb, const char* data_help) {
    verb.add_option("--config", config_, "Settings file (TOML); docs/operations.md lists them")
        ->type_name("FILE");
    verb.add_option("--data", data_, data_help)->type_name("DIR");
  }
  /// The file's, or the defaults; the command line goes before. Throws std::runtime_error.
  [[nodiscard]] runtime::Settings settings() const {
    auto settings = config_.empty() ? runtime::Settings{} : runtime::load_settings(config_);
    if (!data_.empty()) settings.data = data_;
    return settings;
  }

 private:
  std::string config_;
  std::string data_;
};

}  // namespace ledger::tokenledger

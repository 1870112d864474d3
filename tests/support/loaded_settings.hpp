#pragma once
// Settings as a file with that text gives them.

#include <fstream>
#include <stdexcept>
#include <string>

#include "services/runtime/settings.hpp"
#include "tests/support/fresh_directory.hpp"

namespace ledger::support {

inline runtime::Settings loaded_settings(const std::string& text) {
  const FreshDirectory directory;
  const auto file = directory.path() / "ledger.toml";
  std::ofstream(file) << text;
  return runtime::load_settings(file);
}

/// Why they are refused; empty: they are not.
inline std::string settings_refusal(const std::string& text) {
  try {
    static_cast<void>(loaded_settings(text));
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace ledger::support

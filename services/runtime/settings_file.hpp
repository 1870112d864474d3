#pragma once
// The bytes of a settings file and who else may read them, both from one opened file.
// Of the room, not for others.

#include <filesystem>
#include <string>

namespace ledger::runtime {

struct SettingsFile {
  std::string text;
  unsigned mode = 0;  ///< permission bits

  /// Throws std::runtime_error with the path.
  [[nodiscard]] static SettingsFile read(const std::filesystem::path& file);
};

}  // namespace ledger::runtime

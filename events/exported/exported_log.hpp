#pragma once
// The log in a file that was exported: for who only reads it. What is read is held against the
// file's end before its last record is returned.

#include <memory>

#include "events/exported/export_file.hpp"

namespace ledger::exported {

class ExportedLog {
 public:
  /// Throws FileTrouble where it was not finished.
  explicit ExportedLog(std::filesystem::path file);

  /// As log::EventLog::read_after(); what read() finds wrong it throws, as FileTrouble.
  [[nodiscard]] Result<std::unique_ptr<log::EventReader>> read_after(
      std::optional<log::Position> after);
  /// As log::EventLog::end().
  [[nodiscard]] Result<std::optional<log::Position>> end() const;

 private:
  class Reader;
  const std::filesystem::path file_;
  const std::uint64_t records_;
};

}  // namespace ledger::exported

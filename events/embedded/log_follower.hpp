#pragma once
// LogFollower: reads the log of another process while that serves it, for audits and copies. It has
// nothing to append with, writes nothing into the directory, and returns only what is durable. Any
// thread; each reader is used by one.

#include <filesystem>
#include <memory>

#include "events/log/event_log.hpp"

namespace ledger::embedded {

class LogFollower {
 public:
  /// The log must exist; nobody needs to serve it. After a power cut its last records may show only
  /// once it is served again. Throws boost::system::system_error, whose text says what to do.
  explicit LogFollower(const std::filesystem::path& directory);
  ~LogFollower();

  /// As log::EventLog::read_after().
  [[nodiscard]] Result<std::unique_ptr<log::EventReader>> read_after(
      std::optional<log::Position> after);
  /// As log::EventLog::end().
  [[nodiscard]] Result<std::optional<log::Position>> end() const;

 private:
  struct Shared;
  class Reader;
  std::shared_ptr<Shared> shared_;
};

}  // namespace ledger::embedded

#pragma once
// A ledger's log for whoever only reads it: the embedded one, also while it is served, a topic, or
// that of a node.

#include <memory>
#include <optional>

#include "events/log/event_log.hpp"
#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

class LogSource {
 public:
  virtual ~LogSource() = default;
  /// The end, as it is now; nothing: it is empty. Throws std::runtime_error, as reader() does.
  [[nodiscard]] virtual std::optional<token::Position> end() const = 0;
  /// Behind a position, or from the start.
  [[nodiscard]] virtual std::unique_ptr<log::EventReader> reader(
      std::optional<token::Position> after) = 0;
};

/// Of a node where the settings follow one, of a topic where they have [kafka], else of the data
/// directory. Throws with a text that
/// says what to do.
[[nodiscard]] std::unique_ptr<LogSource> open_source(const runtime::Settings& settings);
/// Of a file that `log export` wrote.
[[nodiscard]] std::unique_ptr<LogSource> open_file(const std::filesystem::path& file);

}  // namespace ledger::tokenledger

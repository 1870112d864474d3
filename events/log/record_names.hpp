#pragma once
// What a reader of the log may filter by without parsing a record: its CloudEvents type and
// subject. For a log that can say them beside the value.

#include <optional>
#include <string>
#include <string_view>

namespace ledger::log {

struct RecordNames {
  std::string type;
  std::string subject;  ///< empty: the record has none
  friend bool operator==(const RecordNames&, const RecordNames&) = default;
};

/// Of a record's value, as they stand there. Nothing: it is no object with a `type`.
[[nodiscard]] std::optional<RecordNames> names_of(std::string_view value);

}  // namespace ledger::log

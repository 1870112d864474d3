#pragma once
// The log as lines of text: what the verb `log` prints and `GET /v1/log` answers. Any record comes
// back from its line byte for byte.
//
//   record  {"position":N,"log_time":"…","key":K,"event":E}
//     K     a text; a key that is no UTF-8 is a member "key_hex" instead, two digits a byte
//     E     the record's value as it stands where that is a JSON object on one line, else a text;
//           a value that is no UTF-8 is a member "event_hex" instead
//   end     {"last_position":N,"more":B,"waited_ms":N,"complete_age_ms":N}: the last line of an
//           answer over HTTP; null: there is no record, there is no proof

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "events/log/event_log.hpp"
#include "events/log/json_writer.hpp"

namespace ledger::log {

/// Appends the record's line, without a line break.
void append_record_line(std::string& out, const Record& record);
/// The line's member `event`, or `event_hex`.
void write_record_value(JsonWriter& json, const Record& record);
/// Nothing: that is none.
[[nodiscard]] std::optional<Record> parse_record_line(std::string_view line);

/// How far an answer goes, and how old that is: whoever asked at time t, and holds everything
/// through `last_position`, has what was in the log at t + waited - complete_age.
struct AnswerEnd {
  std::optional<Position> last_position;
  bool more = false;  ///< the log went on when this was answered
  std::chrono::milliseconds waited{0};
  std::optional<std::chrono::milliseconds> complete_age;
  friend bool operator==(const AnswerEnd&, const AnswerEnd&) = default;
};

/// Appends the line, without a line break.
void append_answer_end(std::string& out, const AnswerEnd& end);
/// Nothing: that is none.
[[nodiscard]] std::optional<AnswerEnd> parse_answer_end(std::string_view line);

}  // namespace ledger::log

#include "services/runtime/log_line.hpp"

#include "events/log/json_writer.hpp"
#include "services/runtime/clock.hpp"
#include "services/runtime/log_sink.hpp"

namespace ledger::runtime {
namespace {

std::string_view to_text(Level level) {
  switch (level) {
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "";
}

}  // namespace

std::string rendered_line(Level level, std::string_view message,
                          std::initializer_list<Field> fields) {
  std::string line;
  log::JsonWriter json(line);
  json.begin_object();
  json.key("time").text(token::to_text(SystemClock().now()));
  json.key("level").text(to_text(level)).key("message").text(message);
  for (const auto& field : fields) {
    json.key(field.name);
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
      json.text(*text);
    } else {
      json.number(std::get<std::uint64_t>(field.value));
    }
  }
  json.end_object();
  line += '\n';
  return line;
}

void reopen_log() {
  const auto reason = log_sink().reopen();
  if (!reason.empty()) log_line(Level::error, "the log file stays as it is", {{"reason", reason}});
}

void log_line(Level level, std::string_view message, std::initializer_list<Field> fields) {
  log_sink().write(rendered_line(level, message, fields));
}

}  // namespace ledger::runtime

#include "events/log/record_names.hpp"

#include <simdjson.h>

#include "events/log/event_log.hpp"

namespace ledger::log {

std::optional<RecordNames> names_of(std::string_view value) {
  if (value.size() > record_bytes_max) return std::nullopt;
  thread_local simdjson::dom::parser parser(record_bytes_max);
  simdjson::dom::element document;
  std::string_view type;
  if (parser.parse(value.data(), value.size()).get(document) != simdjson::SUCCESS ||
      document["type"].get(type) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  std::string_view subject;
  if (document["subject"].get(subject) != simdjson::SUCCESS) subject = {};
  return RecordNames{std::string(type), std::string(subject)};
}

}  // namespace ledger::log

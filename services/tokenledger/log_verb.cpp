#include "services/tokenledger/log_verb.hpp"

#include <iostream>
#include <stdexcept>

#include <simdjson.h>

#include "events/embedded/log_follower.hpp"
#include "events/log/json_writer.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::size_t records_per_read = 1024;

bool is_json(const std::string& text) {
  thread_local simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

void print(const log::Record& record) {
  std::string line;
  log::JsonWriter json(line);
  json.begin_object().key("position").number(record.position.value());
  json.key("log_time").text(token::to_text(record.log_time)).key("key").text(record.key);
  json.key("event");
  // A record that is no JSON is shown as a text, not passed over.
  if (is_json(record.value)) {
    json.raw(record.value);
  } else {
    json.text(record.value);
  }
  json.end_object();
  std::cout << line << '\n';
}

}  // namespace

void print_log(const std::filesystem::path& data, std::optional<std::uint64_t> after) {
  embedded::LogFollower follower(data / "log");
  std::optional<token::Position> from;
  if (after) from = token::Position(*after);
  auto reader = follower.read_after(from);
  if (!reader) throw std::runtime_error(reader.error().message());
  std::vector<log::Record> records;
  do {
    const auto read = (*reader)->read(records, records_per_read, std::chrono::milliseconds(0));
    if (!read) throw std::runtime_error(read.error().message());
    for (const auto& record : records) print(record);
  } while (!records.empty());
}

}  // namespace ledger::tokenledger

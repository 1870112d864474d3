#include "events/log/record_line.hpp"

#include <span>

#include <simdjson.h>

#include "events/log/json_writer.hpp"
#include "events/token/bytes.hpp"

namespace ledger::log {
namespace {

using std::chrono::milliseconds;

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

/// Written as it stands it is found again as it stood.
bool is_object_on_a_line(const std::string& text) {
  if (!text.starts_with('{') || !text.ends_with('}')) return false;
  if (text.find_first_of("\r\n") != text.npos) return false;
  thread_local simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

std::string hex_of(const std::string& bytes) {
  return token::to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::optional<std::string> bytes_of(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  const std::span out(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
  if (hex.size() % 2 != 0 || !token::from_hex(hex, out)) return std::nullopt;
  return bytes;
}

using Value = simdjson::dom::element;

std::optional<std::string> text_in(Value value) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> hex_in(Value value) {
  const auto text = text_in(value);
  return text ? bytes_of(*text) : std::nullopt;
}

/// An object as it stands in the line: it is the last member, and no text has that name unescaped.
std::optional<std::string> event_in(Value value, std::string_view line) {
  if (!value.is_object()) return text_in(value);
  constexpr std::string_view name = R"(,"event":)";
  const auto begin = line.find(name);
  if (begin == line.npos) return std::nullopt;
  auto object = line.substr(begin + name.size());
  object.remove_suffix(1);
  if (!object.starts_with('{') || !object.ends_with('}')) return std::nullopt;
  return std::string(object);
}

std::optional<std::uint64_t> number_in(Value value) {
  std::uint64_t number = 0;
  if (value.get_uint64().get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

/// Calls on_member(name, value) until that is false; false: then, or the line is no object.
template <class OnMember>
bool for_each_member(std::string_view line, OnMember on_member) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (!line.ends_with('}') || parser.parse(line).get(object) != simdjson::SUCCESS) return false;
  for (const auto& [name, value] : object) {
    if (!on_member(name, value)) return false;
  }
  return true;
}

}  // namespace

void append_record_line(std::string& out, const Record& record) {
  JsonWriter json(out);
  json.begin_object().key("position").number(record.position.value());
  json.key("log_time").text(token::to_text(record.log_time));
  if (is_utf8(record.key)) {
    json.key("key").text(record.key);
  } else {
    json.key("key_hex").text(hex_of(record.key));
  }
  write_record_value(json, record);
  json.end_object();
}

void write_record_value(JsonWriter& json, const Record& record) {
  if (!is_utf8(record.value)) {
    json.key("event_hex").text(hex_of(record.value));
  } else if (is_object_on_a_line(record.value)) {
    json.key("event").raw(record.value);
  } else {
    json.key("event").text(record.value);
  }
}

std::optional<Record> parse_record_line(std::string_view line) {
  std::optional<std::uint64_t> position;
  std::optional<Timestamp> log_time;
  std::optional<std::string> key;
  std::optional<std::string> value;
  const auto take = [&](std::string_view name, Value member) {
    if (name == "position") return (position = number_in(member)).has_value();
    if (name == "log_time") {
      const auto text = text_in(member);
      return text && (log_time = token::parse_timestamp(*text));
    }
    if (name == "key") return (key = text_in(member)).has_value();
    if (name == "key_hex") return (key = hex_in(member)).has_value();
    if (name == "event") return (value = event_in(member, line)).has_value();
    if (name == "event_hex") return (value = hex_in(member)).has_value();
    return false;
  };
  if (!for_each_member(line, take) || !position || !log_time || !key || !value) {
    return std::nullopt;
  }
  return Record{Position(*position), *log_time, *std::move(key), *std::move(value)};
}

void append_answer_end(std::string& out, const AnswerEnd& end) {
  const auto count = [](milliseconds time) { return static_cast<std::uint64_t>(time.count()); };
  JsonWriter json(out);
  json.begin_object().key("last_position");
  end.last_position ? json.number(end.last_position->value()) : json.null();
  json.key("more").boolean(end.more).key("waited_ms").number(count(end.waited));
  json.key("complete_age_ms");
  end.complete_age ? json.number(count(*end.complete_age)) : json.null();
  json.end_object();
}

std::optional<AnswerEnd> parse_answer_end(std::string_view line) {
  AnswerEnd end;
  int members = 0;
  const auto take = [&](std::string_view name, Value member) {
    ++members;
    if (name == "more") return member.get_bool().get(end.more) == simdjson::SUCCESS;
    const bool nothing = member.is_null();
    const auto number = nothing ? std::optional<std::uint64_t>() : number_in(member);
    constexpr auto largest = static_cast<std::uint64_t>(milliseconds::max().count() / 1'000'000);
    if (name == "last_position") {
      if (number) end.last_position = Position(*number);
      return nothing || number;
    }
    if (number && *number > largest) return false;
    const milliseconds time(number.value_or(0));
    if (name == "waited_ms") end.waited = time;
    if (name == "complete_age_ms" && number) end.complete_age = time;
    return number || (nothing && name == "complete_age_ms");
  };
  if (!for_each_member(line, take) || members != 4) return std::nullopt;
  return end;
}

}  // namespace ledger::log

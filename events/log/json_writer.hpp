#pragma once
// Writes JSON (RFC 8259) into a string, member by member, in the order of the calls. Reading is
// simdjson's; it has no writer.

#include <cstdint>
#include <string>
#include <string_view>

namespace ledger::log {

class JsonWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view utf8);
  JsonWriter& number(std::uint64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// A value that is JSON already.
  JsonWriter& raw(std::string_view json);

 private:
  void separate();
  std::string& out_;
  bool first_ = true;
};

/// Appends `utf8` in quotes, with what RFC 8259 §7 wants escaped.
void append_json_text(std::string& out, std::string_view utf8);

}  // namespace ledger::log

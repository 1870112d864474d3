#pragma once
// The program's own log: one JSON object a line (log_sink.hpp), safe from any thread. Never
// given a secret, a digest or a request's header: what is logged is chosen field by field.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace ledger::runtime {

enum class Level { info, warning, error };

struct Field {
  std::string_view name;
  std::variant<std::string_view, std::uint64_t> value;

  Field(std::string_view field, std::string_view text) : name(field), value(text) {}
  Field(std::string_view field, std::uint64_t number) : name(field), value(number) {}
};

/// `{"time":…,"level":…,"message":…, fields …}` and a line end.
[[nodiscard]] std::string rendered_line(Level level, std::string_view message,
                                        std::initializer_list<Field> fields = {});

/// The program's log again by its name, where it is a file.
void reopen_log();

/// Such a line into the program's log, which waits for nobody.
void log_line(Level level, std::string_view message, std::initializer_list<Field> fields = {});

}  // namespace ledger::runtime

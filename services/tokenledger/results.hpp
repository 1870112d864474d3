#pragma once
// What a verb found, on standard output.

#include <stdexcept>
#include <string>
#include <string_view>

#include "events/log/json_writer.hpp"
#include "services/cli/terminal.hpp"

namespace ledger::tokenledger {

/// Of a long list, so that it shows early and takes no memory.
inline constexpr std::size_t rows_per_print = 1000;

/// Throws where not all of it could be written.
inline void print_result(std::string_view text) {
  if (!text.empty() && !cli::print(text)) {
    throw std::runtime_error("the result could not be written to standard output");
  }
}

/// One object on a line of its own; `members` writes them.
template <class Members>
void print_json(const Members& members) {
  std::string text;
  log::JsonWriter json(text);
  json.begin_object();
  members(json);
  json.end_object();
  print_result(text + '\n');
}

}  // namespace ledger::tokenledger

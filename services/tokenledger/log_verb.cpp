#include "services/tokenledger/log_verb.hpp"

#include <iostream>
#include <stdexcept>

#include "events/log/record_line.hpp"
#include "services/tokenledger/log_source.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::size_t records_per_read = 1024;
/// For what is known to be there.
constexpr std::chrono::seconds read_wait{5};

void print(const log::Record& record) {
  std::string line;
  log::append_record_line(line, record);
  std::cout << line << '\n';
}

/// Prints what is there now: through the end as it was when this began.
void print_all(log::EventReader& reader, token::Position end) {
  std::vector<log::Record> records;
  do {
    const auto read = reader.read(records, records_per_read, read_wait);
    if (!read) throw std::runtime_error(read.error().message());
    if (records.empty()) throw std::runtime_error("the log does not go on to its end: try again");
    for (const auto& record : records) print(record);
  } while (records.back().position < end);
}

}  // namespace

void print_log(const runtime::Settings& settings, std::optional<std::uint64_t> after) {
  std::optional<token::Position> from;
  if (after) from = token::Position(*after);
  const auto source = open_source(settings);
  const auto end = source->end();
  const auto reader = source->reader(from);
  if (end && (!from || *from < *end)) print_all(*reader, *end);
}

}  // namespace ledger::tokenledger

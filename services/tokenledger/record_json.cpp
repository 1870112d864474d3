#include "services/tokenledger/record_json.hpp"

#include <simdjson.h>

namespace ledger::tokenledger {

void write_value(log::JsonWriter& json, const log::Record& record) {
  thread_local simdjson::dom::parser parser;
  if (parser.parse(record.value).error() == simdjson::SUCCESS) {
    json.raw(record.value);
  } else {
    json.text(record.value);
  }
}

}  // namespace ledger::tokenledger

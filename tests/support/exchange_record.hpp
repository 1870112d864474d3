#pragma once
// Requests and answers as they went over the wire, for whoever judges them afterwards: appended to
// the file that TOKENLEDGER_EXCHANGES names, a line each: request, answer's head and answer's body
// in hexadecimal digits. Nothing is done where it names none.

#include <string_view>

namespace ledger::support {

void record_exchange(std::string_view request, std::string_view head, std::string_view body);

}  // namespace ledger::support

#pragma once
// What nobody may do to a ledger's topic, done to it: deleted, its first records removed, written
// to in a transaction. Each returns when it is done, and throws std::runtime_error where it is not.

#include <string>

namespace ledger::support {

void delete_topic(const std::string& bootstrap, const std::string& topic);
/// Of the first `count` records, none can be read any more.
void remove_first_records(const std::string& bootstrap, const std::string& topic,
                          std::int64_t count);
/// One record, and behind it the transaction's control record, which takes an offset too.
void write_in_transaction(const std::string& bootstrap, const std::string& topic,
                          const std::string& value);

}  // namespace ledger::support

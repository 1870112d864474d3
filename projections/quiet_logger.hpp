#pragma once
// Takes RocksDB's own messages and drops them: what fails comes back as a status. Its usual logger
// writes a file beside the database, and aborts the process at the message after one that found the
// disk full (7.8).

#include <rocksdb/env.h>

namespace ledger::projections {

class QuietLogger final : public rocksdb::Logger {
 public:
  QuietLogger() : rocksdb::Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace ledger::projections

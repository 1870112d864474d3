#include "services/tokenledger/copied_log.hpp"

#include <stdexcept>

namespace ledger::tokenledger {

CopiedLog::CopiedLog(const std::filesystem::path& directory)
    : lock_(directory), store_(embedded::RecordStore::serve(directory, -1, nullptr)) {
  const auto count = store_.count();
  if (!count) throw std::runtime_error(count.error().message());
  count_ = *count;
}

std::vector<log::Record> CopiedLog::at(std::uint64_t position) const {
  std::vector<log::Record> records;
  if (!store_.read(position, position + 1, 1, records)) records.clear();
  return records;
}

void CopiedLog::append(const std::vector<log::Record>& records) {
  const auto written = store_.append_synced(records);
  if (written.outcome != log::AppendOutcome::durable) {
    throw std::runtime_error("the copy cannot be written: " + written.trouble);
  }
  count_ += records.size();
  lock_.publish(count_);
}

}  // namespace ledger::tokenledger

#include "events/embedded/tail_reader.hpp"

#include <algorithm>

namespace ledger::embedded {

Result<void> TailReader::read(std::vector<log::Record>& out, std::size_t records_max,
                              std::chrono::milliseconds wait) {
  out.clear();
  const bool waited = shelf_->tail.wait_for(next_, wait, interrupted_);
  if (interrupted_.exchange(false) || !waited) return {};
  const auto past = shelf_->tail.count();
  while (next_ < past && out.size() < records_max) {
    const auto batch = shelf_->tail.batch_with(next_);
    if (!batch) break;
    const auto from = next_ - batch->first();
    const auto taken = std::min(batch->records.size() - from, records_max - out.size());
    const auto begin = batch->records.begin() + static_cast<std::ptrdiff_t>(from);
    out.insert(out.end(), begin, begin + static_cast<std::ptrdiff_t>(taken));
    next_ += taken;
  }
  if (!out.empty() || records_max == 0) return {};
  if (const auto read = shelf_->store.read(next_, past, records_max, out); !read) return read;
  if (out.empty()) return log::make_error_code(log::errc::out_of_range);
  next_ += out.size();
  return {};
}

}  // namespace ledger::embedded

#include "events/exported/exported_log.hpp"

#include <deque>

namespace ledger::exported {

class ExportedLog::Reader final : public log::EventReader {
 public:
  Reader(const std::filesystem::path& file, std::uint64_t first, std::uint64_t records)
      : file_(file), next_(first), records_(records) {}

  Result<void> read(std::vector<log::Record>& out, std::size_t records_max,
                    std::chrono::milliseconds) override {
    out.clear();
    while (ready_.empty() && next_ < records_) fill();
    while (!ready_.empty() && out.size() < records_max) {
      out.push_back(std::move(ready_.front()));
      ready_.pop_front();
      ++next_;
    }
    return {};
  }
  void interrupt() override {}  // it never waits

 private:
  void fill() {
    std::vector<log::Record> records;
    if (!file_.next(records)) {
      throw FileTrouble("the export ends before its last record: export the log anew");
    }
    // The last ones are good once the end was seen.
    if (file_.count() >= records_) {
      std::vector<log::Record> behind;
      if (file_.next(behind) || !file_.end() || file_.count() != records_) {
        throw FileTrouble("the export does not end where it says: export the log anew");
      }
    }
    for (auto& record : records) {
      if (record.position.value() >= next_) ready_.push_back(std::move(record));
    }
  }

  ExportReader file_;
  std::uint64_t next_;
  const std::uint64_t records_;
  std::deque<log::Record> ready_;
};

ExportedLog::ExportedLog(std::filesystem::path file)
    : file_(std::move(file)), records_(end_of(file_).records) {}

Result<std::unique_ptr<log::EventReader>> ExportedLog::read_after(
    std::optional<log::Position> after) {
  const auto first = after ? after->value() + 1 : 0;
  if (first > records_) return log::make_error_code(log::errc::out_of_range);
  return std::unique_ptr<log::EventReader>(std::make_unique<Reader>(file_, first, records_));
}

Result<std::optional<log::Position>> ExportedLog::end() const {
  if (records_ == 0) return std::optional<log::Position>();
  return std::optional(log::Position(records_ - 1));
}

}  // namespace ledger::exported

#include "services/tokenledger/log_file.hpp"

#include <stdexcept>

#include "events/exported/exported_log.hpp"
#include "events/kafka/topic.hpp"
#include "services/tokenledger/copied_log.hpp"
#include "services/tokenledger/copy_progress.hpp"
#include "services/tokenledger/offline_ledger.hpp"
#include "services/tokenledger/open_log.hpp"
#include "services/tokenledger/passing_view.hpp"
#include "services/tokenledger/workshop.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::size_t records_per_frame = 1024;
/// For what is known to be there.
constexpr std::chrono::seconds wait_for_known{10};

/// The next records, one at least.
std::vector<log::Record> read_some(log::EventReader& reader, std::size_t records_max) {
  std::vector<log::Record> records;
  const auto read = reader.read(records, records_max, wait_for_known);
  if (!read) throw std::runtime_error(read.error().message());
  if (records.empty()) throw std::runtime_error("the log does not go on to its end: try again");
  return records;
}

/// The file's first and last record are those of the log there, and so is all between them.
void check_same_log(LogSource& source, const exported::ExportWriter& writer,
                    std::optional<token::Position> end, const std::filesystem::path& file) {
  if (writer.count() == 0) return;
  bool same = end && end->value() + 1 >= writer.count();
  for (const auto& record : {writer.first(), writer.last()}) {
    if (!same) break;
    std::optional<token::Position> after;
    if (record->position.value() > 0) after = token::Position(record->position.value() - 1);
    same = read_some(*source.reader(after), 1).front() == *record;
  }
  if (same) return;
  throw std::runtime_error(file.string() + " is an export of another log: name a file that is new");
}

CopyResult import_to_directory(exported::ExportedLog& from, token::Position end,
                               const std::filesystem::path& data) {
  const Workshop workshop(data);
  {
    CopiedLog copy(workshop.path() / "log");
    CopyProgress progress;
    const auto reader = from.read_after(std::nullopt).value();
    while (copy.count() <= end.value()) {
      const auto records = read_some(*reader, records_per_frame);
      copy.append(records);
      progress.tell(copy.count() - 1, end);
    }
  }
  CopyResult result{end, OfflineLedger(workshop.path()).view().checkpoint().state_digest};
  workshop.deliver();
  return result;
}

CopyResult import_to_topic(exported::ExportedLog& from, token::Position end,
                           const runtime::Settings& settings, int replication) {
  const auto client = kafka_client(settings);
  const kafka::TopicPlan plan{replication, kafka::TimestampType::create};
  if (!kafka::create_topic(client, plan)) {
    throw std::runtime_error("there is a topic \"" + client.topic +
                             "\" already, and nothing was changed: name another one");
  }
  copy_records(*from.read_after(std::nullopt).value(), end, client);
  const PassingView view(settings.data);
  CopyResult result{
      end, OfflineLedger(open_any_topic(client), view.path()).view().checkpoint().state_digest};
  kafka::stamp_by_broker(client, plan);
  return result;
}

}  // namespace

ExportResult export_log(LogSource& source, const std::filesystem::path& file) {
  const auto end = source.end();
  if (!end) throw std::runtime_error("the log holds no record: there is no ledger yet");
  exported::ExportWriter writer(file);
  check_same_log(source, writer, end, file);
  const auto before = writer.count();
  CopyProgress progress;
  std::optional<token::Position> after;
  if (before > 0) after = token::Position(before - 1);
  const auto reader = source.reader(after);
  while (writer.count() <= end->value()) {
    const auto records = read_some(*reader, records_per_frame);
    writer.append(records);
    progress.tell(writer.count() - 1, *end);
  }
  return {token::Position(writer.count() - 1), writer.count() - before,
          token::to_hex(writer.finish().chain)};
}

CopyResult import_log(const std::filesystem::path& file, const runtime::Settings& settings,
                      int replication) {
  exported::ExportedLog from(file);
  const auto end = from.end().value();
  if (!end) throw std::runtime_error(file.string() + " holds no record");
  if (settings.kafka) return import_to_topic(from, *end, settings, replication);
  return import_to_directory(from, *end, settings.data);
}

}  // namespace ledger::tokenledger

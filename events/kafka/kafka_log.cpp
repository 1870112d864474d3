#include "events/kafka/kafka_log.hpp"

#include <limits>
#include <stdexcept>

namespace ledger::kafka {

KafkaLog::KafkaLog(KafkaLogOptions options)
    : options_(std::move(options)), producer_(options_.producer) {}

KafkaLog::~KafkaLog() { close(); }

void KafkaLog::close() { producer_.close(); }

Result<void> KafkaLog::append(std::string key, std::string value, log::OnAppended on_appended) {
  if (key.size() > log::record_bytes_max || value.size() > log::record_bytes_max) {
    return log::make_error_code(log::errc::record_too_large);
  }
  return producer_.append(key, value, std::move(on_appended));
}

Result<std::unique_ptr<log::EventReader>> KafkaLog::read_after(std::optional<log::Position> after) {
  const auto marks = producer_.watermarks();
  if (!marks) return marks.error();
  note_high(marks->high);
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (after && after->value() >= largest) return log::make_error_code(log::errc::out_of_range);
  const auto offset = after ? static_cast<std::int64_t>(after->value()) + 1 : 0;
  if (offset < marks->low || offset > marks->high) {
    return log::make_error_code(log::errc::out_of_range);
  }
  ReaderObserver observer;
  observer.on_high = [this](std::int64_t high) { note_high(high); };
  observer.on_own = [this](log::Position position, log::BootTime handed_over) {
    const auto age = log::boot_time_now() - handed_over;
    if (age < age.zero()) return;  // not by this node: who writes to the topic can copy its mark
    // What is read again was read back before.
    if (proofs_.add(position, handed_over) && options_.on_read_back) options_.on_read_back(age);
  };
  try {
    auto reader = std::make_unique<PartitionReader>(
        options_.producer.client, options_.producer.node, offset, std::move(observer));
    if (const auto reached = reader->reach(options_.reach); !reached) return reached.error();
    ++readers_opened_;
    return std::unique_ptr<log::EventReader>(std::move(reader));
  } catch (const std::runtime_error&) {
    // The producer has taken the same settings: no thread or no file descriptor is left just now.
    return log::make_error_code(log::errc::unavailable);
  }
}

Result<std::optional<log::Position>> KafkaLog::end() const {
  const auto high = producer_.high_watermark();
  if (!high) return high.error();
  note_high(*high);
  if (*high == 0) return std::optional<log::Position>();
  return std::optional(log::Position(static_cast<std::uint64_t>(*high) - 1));
}

std::optional<log::Position> KafkaLog::known_end() const noexcept {
  const auto high = high_.load();
  if (high == 0) return std::nullopt;
  return log::Position(static_cast<std::uint64_t>(high) - 1);
}

std::optional<log::BootTime> KafkaLog::complete_at(log::Position applied,
                                                   log::BootTime) const noexcept {
  return proofs_.at(applied);
}

void KafkaLog::note_high(std::int64_t high) const noexcept {
  auto known = high_.load();
  while (known < high && !high_.compare_exchange_weak(known, high)) {
  }
}

}  // namespace ledger::kafka

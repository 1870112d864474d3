#include "services/audit/replay.hpp"

#include <stdexcept>

namespace ledger::audit {
namespace {

bool is_beyond(const log::Record& record, const Through& through) {
  if (const auto* position = std::get_if<token::Position>(&through)) {
    return record.position > *position;
  }
  const auto* time = std::get_if<token::Timestamp>(&through);
  return time != nullptr && record.log_time > *time;
}

}  // namespace

void Replay::run(DecodedLog& log, const Through& through, Observer& observer) {
  while (auto batch = log.next()) {
    for (std::size_t i = 0; i < batch->records.size(); ++i) {
      if (is_beyond(batch->records[i], through)) return commit();
      apply(batch->records[i], batch->decoded[i], observer);
    }
    commit();
    observer.on_progress(batch->records.back().position);
  }
}

void Replay::apply(const log::Record& record, const log::Decoded& decoded, Observer& observer) {
  observer.before(decoded);
  const auto fate = fold_.apply(record, decoded);
  if (const auto* obstacle = std::get_if<projections::Obstacle>(&fate)) {
    throw std::runtime_error(obstacle->reason);
  }
  last_ = &record;
  observer.after({record, decoded, fate});
  if (fold_.full()) commit();
}

void Replay::commit() {
  if (last_ != nullptr) static_cast<void>(fold_.commit(*last_));
  last_ = nullptr;
}

}  // namespace ledger::audit

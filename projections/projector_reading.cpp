#include <algorithm>

#include "events/log/envelope.hpp"
#include "events/token/checksum.hpp"
#include "projections/projector.hpp"

namespace ledger::projections {
namespace {

using namespace token;

[[noreturn]] void truncated(Position position, const char* what) {
  throw ProjectorFailure(
      "the log " + std::string(what) + " at position " + std::to_string(position.value()) +
      ", which the read model has applied: it was cut off, or it is another one. Restore the log, "
      "or, if this log is the right one, remove the read model's directory and start again.");
}

[[noreturn]] void missing(Position position) {
  throw ProjectorFailure(
      "the log has no record at position " + std::to_string(position.value()) +
      ", and goes on behind it: its first records were removed, or somebody wrote to it in a "
      "transaction, which takes positions that no reader is shown. Restore the log from a backup.");
}

/// The log has no record where the read model goes on: it ends before that, or there is a hole.
[[noreturn]] void refuse_range(const log::EventLog& log, std::optional<Position> applied) {
  const auto end = log.end();
  const bool goes_on = end && *end && (!applied || **end > *applied);
  if (!applied || goes_on) missing(applied ? applied->next() : Position(0));
  truncated(*applied, "has nothing");
}

/// Nothing came where a record must be. errc::unavailable: its log goes that far, or does not say.
[[nodiscard]] Result<void> silence(const log::EventLog& log, Position due) {
  const auto end = log.end();
  if (!end) return end.error();
  if (*end && **end >= due) return log::make_error_code(log::errc::unavailable);
  return {};
}

}  // namespace

void Projector::open() {
  if (opened_) return;
  check_same_ledger();
  until_available([&] { return connect(); });
  keeper_.load(options_.now ? std::optional(options_.now()) : std::nullopt);
  opened_ = true;
}

void Projector::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(reader_mutex_);
  wake_.wait_for(lock, time, [&] { return stopping(); });
}

/// Repeats attempt(), which gives a Result, while the log is unavailable.
template <class Attempt>
void Projector::until_available(Attempt attempt) {
  using Steady = std::chrono::steady_clock;
  const auto begun = Steady::now();
  auto doubt_ends = Steady::time_point::max();
  while (!stopping()) {
    const auto result = attempt();
    if (result) return;
    if (result.error() == log::errc::closed) {
      throw ProjectorFailure("the log was closed before its reader");
    }
    if (result.error() == log::errc::out_of_range) {
      doubt_ends = std::min(doubt_ends, Steady::now() + options_.doubt);
      if (Steady::now() >= doubt_ends) refuse_range(log_, fold_.checkpoint().position);
    } else {
      doubt_ends = Steady::time_point::max();
    }
    if (!serving_ && Steady::now() - begun > options_.unavailable_max) {
      throw ProjectorFailure("the log does not answer (" + result.error().message() +
                             "): check that it runs and can be reached");
    }
    {
      const std::lock_guard lock(reader_mutex_);
      reader_.reset();
    }
    pause(options_.retry);
  }
}

std::optional<Position> Projector::end_of_log() {
  std::optional<Position> end;
  until_available([&]() -> Result<void> {
    const auto result = log_.end();
    if (!result) return result.error();
    end = *result;
    return {};
  });
  return end;
}

void Projector::check_same_ledger() {
  const auto ledger = view_.ledger();
  if (!ledger) return;
  until_available([&]() -> Result<void> {
    auto reader = log_.read_after(std::nullopt);
    if (!reader) return reader.error();
    if (const auto result = (*reader)->read(records_, 1, options_.wait); !result) return result;
    return records_.empty() && !stopping() ? silence(log_, Position(0)) : Result<void>();
  });
  if (stopping()) return;
  const auto decoded = records_.empty() ? log::Decoded(log::ForeignRecord{})
                                        : log::decode(records_.front().value, ledger->ledger_id);
  records_.clear();
  if (!std::holds_alternative<Event>(decoded)) {
    throw ProjectorFailure("the read model is of ledger " + ledger->ledger_id +
                           " and the log is not: point this node at that ledger's log, or remove "
                           "the read model's directory and start again.");
  }
}

/// A reader behind what is applied, after the last applied record was found unchanged.
Result<void> Projector::connect() {
  const auto position = fold_.checkpoint().position;
  const bool first = !position || *position == Position(0);
  auto reader =
      log_.read_after(first ? std::nullopt : std::optional(Position(position->value() - 1)));
  if (!reader) return reader.error();
  {
    const std::lock_guard lock(reader_mutex_);
    reader_ = *std::move(reader);
  }
  if (!position) return {};
  const auto expected =
      last_ != nullptr ? to_hex(sha256(last_->value)) : fold_.checkpoint().record_hash;
  std::vector<log::Record> found;
  if (const auto result = reader_->read(found, 1, options_.wait); !result) return result;
  if (stopping()) return {};
  if (found.empty()) {
    if (const auto result = silence(log_, *position); !result) return result;
    truncated(*position, "has no record");
  }
  const bool same =
      found.front().position == *position && to_hex(sha256(found.front().value)) == expected;
  if (!same) truncated(*position, "has another record");
  return {};
}

Result<void> Projector::try_read(std::size_t records_max) {
  if (!reader_) {
    fold_ahead();  // a reader goes on behind what is applied
    if (const auto result = connect(); !result) return result;
  }
  return reader_->read(records_, records_max, options_.wait);
}

void Projector::read(std::size_t records_max) {
  records_.clear();
  until_available([&] { return try_read(records_max); });
}

}  // namespace ledger::projections

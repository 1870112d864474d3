#include "services/audit/decoded_log.hpp"

#include <stdexcept>

namespace ledger::audit {
namespace {

constexpr std::size_t records_per_batch = 2048;
constexpr std::size_t batches_ahead = 8;
/// For what is known to be there.
constexpr std::chrono::seconds read_wait{10};

}  // namespace

DecodedLog::DecodedLog(std::unique_ptr<log::EventReader> reader, token::Position end)
    : reader_(std::move(reader)), end_(end), thread_([this] { run(); }) {}

DecodedLog::~DecodedLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  reader_->interrupt();
  thread_.join();
}

std::optional<DecodedLog::Batch> DecodedLog::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_ || !ready_.empty(); });
  if (ready_.empty()) {
    if (!failure_.empty()) throw std::runtime_error(failure_);
    return std::nullopt;
  }
  auto batch = std::move(ready_.front());
  ready_.pop_front();
  lock.unlock();
  changed_.notify_all();
  return batch;
}

void DecodedLog::run() {
  std::string failure;
  try {
    for (;;) {
      auto batch = read_batch();
      const bool last = !batch.records.empty() && batch.records.back().position >= end_;
      if (!hand_over(std::move(batch)) || last) break;
    }
  } catch (const std::exception& error) {
    failure = error.what();
  }
  {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
    ended_ = true;
  }
  changed_.notify_all();
}

DecodedLog::Batch DecodedLog::read_batch() {
  Batch batch;
  const auto read = reader_->read(batch.records, records_per_batch, read_wait);
  if (!read) throw std::runtime_error("the log cannot be read: " + read.error().message());
  if (batch.records.empty()) {
    throw std::runtime_error("the log does not go on to its end: try again");
  }
  batch.decoded.reserve(batch.records.size());
  for (const auto& record : batch.records) {
    auto decoded = log::decode(record.value, ledger_id_);
    if (ledger_id_.empty()) {
      const auto* event = std::get_if<token::Event>(&decoded);
      const auto* opened =
          event == nullptr ? nullptr : std::get_if<token::LedgerOpened>(&event->payload);
      if (opened != nullptr) ledger_id_ = opened->ledger_id;
    }
    batch.decoded.push_back(std::move(decoded));
  }
  return batch;
}

bool DecodedLog::hand_over(Batch batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || ready_.size() < batches_ahead; });
  if (stopping_) return false;
  ready_.push_back(std::move(batch));
  lock.unlock();
  changed_.notify_all();
  return true;
}

}  // namespace ledger::audit

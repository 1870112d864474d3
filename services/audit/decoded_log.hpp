#pragma once
// A log read to its end, as it was when that began, and decoded: both in a thread beside the one
// that takes it, some batches ahead.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "events/log/envelope.hpp"
#include "events/log/event_log.hpp"

namespace ledger::audit {

class DecodedLog {
 public:
  struct Batch {
    std::vector<log::Record> records;
    std::vector<log::Decoded> decoded;  ///< of each
  };

  /// `reader` is at the log's first record.
  DecodedLog(std::unique_ptr<log::EventReader> reader, token::Position end);
  ~DecodedLog();
  DecodedLog(const DecodedLog&) = delete;
  DecodedLog& operator=(const DecodedLog&) = delete;

  /// The next records; nothing behind the end. Throws std::runtime_error where the log cannot be
  /// read on, with a text that says what to do.
  [[nodiscard]] std::optional<Batch> next();

 private:
  void run();
  [[nodiscard]] Batch read_batch();
  [[nodiscard]] bool hand_over(Batch batch);

  const std::unique_ptr<log::EventReader> reader_;
  const token::Position end_;
  std::string ledger_id_;  // the thread's alone

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> ready_;
  std::string failure_;
  bool ended_ = false;     // by the thread: nothing comes any more
  bool stopping_ = false;  // by the destructor
  std::thread thread_;     // last: it uses everything above
};

}  // namespace ledger::audit

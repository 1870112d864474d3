#pragma once
// A log in a file: zstd frames of lines (record_line.hpp), one for each record, from position 0;
// and behind them a frame that decoders pass (RFC 8878 §3.1.2), of 40 bytes: how many records
// there are (little-endian), and the chain. That begins with 32 zero bytes, and each frame, as it
// stands in the file, makes it SHA-256(chain ‖ frame).

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "events/exported/frames.hpp"
#include "events/log/event_log.hpp"

namespace ledger::exported {

using Chain = std::array<std::uint8_t, 32>;

/// Of a file that was finished.
struct ExportEnd {
  std::uint64_t records = 0;
  Chain chain{};
  friend bool operator==(const ExportEnd&, const ExportEnd&) = default;
};

/// Reads what is there, record by record, and holds it against its end.
class ExportReader {
 public:
  explicit ExportReader(const std::filesystem::path& file) : name_(file.string()), frames_(file) {}

  /// The next records, of one frame; false where there is none. Throws FileTrouble where a record
  /// is not the next one, or the end is not that of what was read.
  [[nodiscard]] bool next(std::vector<log::Record>& records);
  /// Nothing: it was cut short.
  [[nodiscard]] const std::optional<ExportEnd>& end() const noexcept { return end_; }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// Behind the last frame of records.
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] const Chain& chain() const noexcept { return chain_; }

 private:
  [[noreturn]] void damaged(const std::string& what) const;
  void take(std::string_view line, std::vector<log::Record>& records);

  const std::string name_;
  FrameReader frames_;
  std::string content_;
  Chain chain_{};
  std::uint64_t count_ = 0;
  std::uint64_t offset_ = 0;
  std::optional<ExportEnd> end_;
};

class ExportWriter {
 public:
  /// Makes the file, or goes on behind what is there of the same log: the caller compares it.
  explicit ExportWriter(const std::filesystem::path& file);

  /// How many records are in it, the first of them and the last.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] const std::optional<log::Record>& first() const noexcept { return first_; }
  [[nodiscard]] const std::optional<log::Record>& last() const noexcept { return last_; }
  void append(std::span<const log::Record> records);
  /// On disk, with its end.
  ExportEnd finish();

 private:
  std::optional<FrameWriter> frames_;
  Chain chain_{};
  std::uint64_t count_ = 0;
  std::optional<log::Record> first_;
  std::optional<log::Record> last_;
};

/// Of a finished file, without reading the rest. Throws FileTrouble.
[[nodiscard]] ExportEnd end_of(const std::filesystem::path& file);

}  // namespace ledger::exported

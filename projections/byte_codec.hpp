#pragma once
// Bytes of rows and canonical entities: little-endian numbers, texts with a 16-bit length before
// them. The reader never reads past the end; after the first misfit everything it gives is empty
// and complete() is false.

#include <cstdint>
#include <string>
#include <string_view>

#include "events/token/bytes.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::projections {

class ByteWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit ByteWriter(std::string& out) : out_(out) {}

  ByteWriter& u8(std::uint8_t value);
  ByteWriter& u16(std::uint16_t value);
  ByteWriter& u32(std::uint32_t value);
  ByteWriter& u64(std::uint64_t value);
  ByteWriter& time(token::Timestamp value);
  /// As they are: the reader knows how many.
  ByteWriter& raw(std::string_view bytes);
  /// At most 65,535 bytes.
  ByteWriter& text(std::string_view bytes);

 private:
  std::string& out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::uint64_t u64();
  token::Timestamp time();
  std::string_view raw(std::size_t size);
  std::string_view text();
  template <class Value>
  Value fixed() {
    Value value;
    const auto bytes = raw(Value::size);
    if (bytes.size() == Value::size) std::memcpy(value.value.data(), bytes.data(), Value::size);
    return value;
  }
  /// Whether everything fitted, and nothing is left.
  [[nodiscard]] bool complete() const noexcept { return !failed_ && rest_.empty(); }
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  std::uint64_t number(std::size_t size);
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace ledger::projections

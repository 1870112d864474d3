#include "projections/byte_codec.hpp"

#include "events/token/invariant.hpp"

namespace ledger::projections {
namespace {

void append_number(std::string& out, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(value >> (8 * i));
}

}  // namespace

ByteWriter& ByteWriter::u8(std::uint8_t value) {
  append_number(out_, value, 1);
  return *this;
}
ByteWriter& ByteWriter::u16(std::uint16_t value) {
  append_number(out_, value, 2);
  return *this;
}
ByteWriter& ByteWriter::u32(std::uint32_t value) {
  append_number(out_, value, 4);
  return *this;
}
ByteWriter& ByteWriter::u64(std::uint64_t value) {
  append_number(out_, value, 8);
  return *this;
}
ByteWriter& ByteWriter::time(token::Timestamp value) {
  return u64(static_cast<std::uint64_t>(value.time_since_epoch().count()));
}
ByteWriter& ByteWriter::raw(std::string_view bytes) {
  out_ += bytes;
  return *this;
}
ByteWriter& ByteWriter::text(std::string_view bytes) {
  token::invariant(bytes.size() <= UINT16_MAX);
  return u16(static_cast<std::uint16_t>(bytes.size())).raw(bytes);
}

std::uint64_t ByteReader::number(std::size_t size) {
  const auto bytes = raw(size);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return value;
}
std::uint8_t ByteReader::u8() { return static_cast<std::uint8_t>(number(1)); }
std::uint16_t ByteReader::u16() { return static_cast<std::uint16_t>(number(2)); }
std::uint32_t ByteReader::u32() { return static_cast<std::uint32_t>(number(4)); }
std::uint64_t ByteReader::u64() { return number(8); }
token::Timestamp ByteReader::time() {
  return token::Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(number(8))));
}
std::string_view ByteReader::raw(std::size_t size) {
  if (failed_ || size > rest_.size()) {
    failed_ = true;
    return {};
  }
  const auto bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}
std::string_view ByteReader::text() { return raw(u16()); }

}  // namespace ledger::projections

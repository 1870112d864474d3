#include "events/embedded/row.hpp"

#include <cstring>

#include "events/token/checksum.hpp"

namespace ledger::embedded {
namespace {

constexpr std::size_t link_size = sizeof(Link);
constexpr std::size_t time_size = 8;
constexpr std::size_t head_size = link_size + time_size + 4;

std::string_view view(const Link& link) {
  return {reinterpret_cast<const char*>(link.data()), link.size()};
}

template <class Unsigned>
void append_integer(std::string& out, Unsigned value) {
  for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xff);
  }
}

template <class Unsigned>
Unsigned read_integer(std::string_view bytes) noexcept {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value = static_cast<Unsigned>(value << 8 | static_cast<unsigned char>(bytes[i]));
  }
  return value;
}

}  // namespace

std::string encode_format(std::uint32_t number) {
  std::string row;
  append_integer(row, number);
  return row;
}

std::optional<std::uint32_t> decode_format(std::string_view row) noexcept {
  if (row.size() != sizeof(std::uint32_t)) return std::nullopt;
  return read_integer<std::uint32_t>(row);
}

std::string encode_position(log::Position position) {
  std::string key;
  append_integer(key, position.value());
  return key;
}

std::optional<log::Position> decode_position(std::string_view key) noexcept {
  if (key.size() != sizeof(std::uint64_t)) return std::nullopt;
  return log::Position(read_integer<std::uint64_t>(key));
}

std::string encode_row(const log::Record& record, const Link& before, Link& link) {
  std::string row(link_size, '\0');
  row.reserve(head_size + record.key.size() + record.value.size());
  append_integer(row, static_cast<std::uint64_t>(record.log_time.time_since_epoch().count()));
  append_integer(row, static_cast<std::uint32_t>(record.key.size()));
  row += record.key;
  row += record.value;
  link = link_of(record.position, row, before);
  row.replace(0, link_size, view(link));
  return row;
}

std::optional<log::Record> decode_row(log::Position position, std::string_view row) {
  if (row.size() < head_size) return std::nullopt;
  row.remove_prefix(link_size);
  const auto time = static_cast<std::int64_t>(read_integer<std::uint64_t>(row));
  const auto key_size = read_integer<std::uint32_t>(row.substr(time_size));
  const auto rest = row.substr(head_size - link_size);
  if (key_size > rest.size()) return std::nullopt;
  return log::Record{position, log::Timestamp(std::chrono::milliseconds(time)),
                     std::string(rest.substr(0, key_size)), std::string(rest.substr(key_size))};
}

std::optional<Link> link_in(std::string_view row) noexcept {
  if (row.size() < link_size) return std::nullopt;
  Link link;
  std::memcpy(link.data(), row.data(), link.size());
  return link;
}

Link link_of(log::Position position, std::string_view row, const Link& before) {
  thread_local std::string bytes;
  bytes.assign(view(before));
  bytes += encode_position(position);
  bytes += row.substr(link_size);
  return token::sha256(bytes);
}

}  // namespace ledger::embedded

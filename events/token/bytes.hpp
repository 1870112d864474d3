#pragma once
// Fixed-size byte values that cannot be confused with each other: a digest is not an id.
// Public to every room; text forms belong to the type that has one.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ledger::token {

template <class Tag, std::size_t Size>
struct Bytes {
  static constexpr std::size_t size = Size;
  std::array<std::uint8_t, Size> value{};

  friend constexpr auto operator<=>(const Bytes&, const Bytes&) = default;

  [[nodiscard]] std::string_view view() const noexcept {
    return {reinterpret_cast<const char*>(value.data()), Size};
  }
};

/// A value of type Id from exactly Id::size raw bytes, else nothing.
template <class Id>
[[nodiscard]] std::optional<Id> from_raw(std::string_view raw) noexcept {
  if (raw.size() != Id::size) return std::nullopt;
  Id id;
  std::memcpy(id.value.data(), raw.data(), Id::size);
  return id;
}

/// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);

/// Reads exactly out.size() bytes from lower-case hexadecimal; false, and out undefined, otherwise.
[[nodiscard]] bool from_hex(std::string_view text, std::span<std::uint8_t> out) noexcept;

}  // namespace ledger::token

#pragma once
// Position: a record's place in the log, counted from 0 without gaps. The fold keeps some (when was
// this secret issued, through where were an owner's tokens revoked), so it is defined below the
// log.

#include <compare>
#include <cstdint>

namespace ledger::token {

class Position {
 public:
  constexpr Position() = default;
  constexpr explicit Position(std::uint64_t value) : value_(value) {}

  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return value_; }
  [[nodiscard]] constexpr Position next() const noexcept { return Position(value_ + 1); }
  friend constexpr auto operator<=>(Position, Position) = default;

 private:
  std::uint64_t value_ = 0;
};

}  // namespace ledger::token

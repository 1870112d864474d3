#pragma once
// The wall clock that decides about expiry, behind a seam so that tests can hold it.

#include <chrono>

#include "events/token/timestamp.hpp"

namespace ledger::runtime {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual token::Timestamp now() const noexcept = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] token::Timestamp now() const noexcept override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace ledger::runtime
